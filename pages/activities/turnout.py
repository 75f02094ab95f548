"""How full activities were, who came for the first time, and a rate by kind of activity."""

from __future__ import annotations

import itertools

import pandas as pd

from data_access import activities
from data_access.indicators import FIRST_TIME, TURNOUT, Indicator
from ui import charts
from ui.panels.aims import aim_of
from ui.panels.charts import chart_panel
from ui.panels.unfinished import cut_moments, cut_words
from ui.session.view import View
from ui.words.periods import time_unit
from ui.words.tables import column, heading, with_indicators
from ui.words.text import sentences, t


def how_full(view: View) -> None:
    """Draw activities by the share of their places that were taken."""
    rows = view.fetch(activities.by_turnout, view.selection).set_index("class_index")["activities"]
    bounds = (0, *activities.TURNOUT_PERCENT)
    names = [f"{low}–{high}%" for low, high in itertools.pairwise(bounds)]
    names.append(t("activities.over_capacity"))
    counts = rows.reindex(range(len(names)), fill_value=0).astype(int)
    table = pd.DataFrame({heading(TURNOUT): names, column("activities"): counts.to_numpy()})
    chart = charts.columns(table, heading(TURNOUT), column("activities"))
    note = t("activities.how_full_note")
    chart_panel(view, "full", t("activities.how_full"), chart, table, note=note, categories=False)


def rate_by_kind(view: View, indicator: Indicator) -> None:
    """Draw a rate of `activities.rates_by_kind` for each kind of activity that has it, highest first."""
    rows = view.fetch(activities.rates_by_kind, view.selection).rename(columns={"kind": "activity_kind"})
    table = with_indicators(rows, ["activity_kind", "activities"], [indicator])
    table = table.dropna(subset=[heading(indicator)])
    chart = charts.bars(table, column("activity_kind"), heading(indicator), aim=aim_of(indicator))
    title, note = t(f"activities.{indicator.key}_by_kind"), t(f"indicator.{indicator.key}.formula")
    chart_panel(view, indicator.key, title, chart, table, note=note, categories=False)


def newcomers(view: View) -> None:
    """Draw first-time and returning participants over time, at the activities that asked."""
    unit = time_unit(view.selection)
    rows = view.fetch(activities.rates_over_time, view.selection, unit).dropna(subset=["asked"])
    at, first, again = column("at"), column("activities.first_time"), column("activities.again")
    table = pd.DataFrame(
        {
            at: rows["at"],
            first: rows["first_timers"],
            again: rows["asked"] - rows["first_timers"],
            heading(FIRST_TIME): FIRST_TIME.of(rows).round(1),
        }
    )
    who, people = column("who"), column("people")
    long = table.melt(at, [first, again], var_name=who, value_name=people)
    cut = cut_moments(view, rows["at"], unit)
    chart = charts.stacked(long, at, people, who, cut=cut)
    note = sentences(t("activities.newcomers_note"), cut_words(cut, unit))
    chart_panel(view, "newcomers", t("activities.newcomers"), chart, table, note=note, categories=False)
