"""Who came: the figures, participants by kind of activity and by place, and the best attended activities."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from data_access import activities
from data_access.indicators import (
    ACTIVITIES,
    COST_PER_PARTICIPANT,
    FIRST_TIME,
    LEAFLETS,
    PARTICIPANTS,
    PARTICIPANTS_PER_1000,
    PER_ACTIVITY,
    TURNOUT,
    VOLUNTEERS,
    Indicator,
)
from pages.activities.charts import scatter
from ui import charts, theme
from ui.filters.comparison import against, earlier_period
from ui.panels.answer import answer, changed, figures_told
from ui.panels.charts import chart_panel
from ui.panels.figures import indicator_cards
from ui.panels.openings import portraits_opened
from ui.panels.picks import places_picked
from ui.panels.rows import in_rows
from ui.panels.tables import table_panel
from ui.panels.unfinished import whole_rows
from ui.session.view import View, level_of_places
from ui.words.periods import time_unit
from ui.words.tables import column, heading, with_indicators, worded
from ui.words.text import t

AGES = ("children", "adults", "elders")
SUMS = {ACTIVITIES: None, PARTICIPANTS: "participants", PER_ACTIVITY: "participants"}
SUMS |= {VOLUNTEERS: "volunteers", LEAFLETS: "leaflets"}
RATES = {TURNOUT: "capacity", FIRST_TIME: "first_timers", COST_PER_PARTICIPANT: "cost_yuan"}
"""The cards, each with the column that it cannot do without."""


def figures(view: View, known: set[str]) -> None:
    """Draw the figures of the period against an earlier one, those that the data set can tell."""
    other = earlier_period(view)
    unit, periods = time_unit(view.selection), (view.selection, other.selection)
    sums = [view.fetch(activities.figures, period) for period in periods]
    rates = [view.fetch(activities.rates, period) for period in periods]
    sums.append(whole_rows(view, view.fetch(activities.over_time, view.selection, unit), unit))
    rates.append(whole_rows(view, view.fetch(activities.rates_over_time, view.selection, unit), unit))
    cards = [(indicator, *sums) for indicator, needed in SUMS.items() if not needed or needed in known]
    cards += [(indicator, *rates) for indicator, needed in RATES.items() if needed in known]
    told = figures_told((ACTIVITIES, PARTICIPANTS, PER_ACTIVITY), sums[0])
    change = changed(ACTIVITIES, sums[0], sums[1], other)
    answer(t("activities.in_words", changed=change, **told), tip=against(view, other))
    indicator_cards(view, cards, pace=other.pace)
    uncounted = int(sums[0]["activities"].iloc[0] - sums[0]["counted"].iloc[0])
    if uncounted:
        st.caption(t("activities.uncounted", count=f"{uncounted:,}"))


def by_kind(view: View) -> None:
    """Draw participants by kind of activity."""
    rows = view.fetch(activities.by_kind, view.selection).rename(columns={"kind": "activity_kind"})
    table = worded(rows, ["activity_kind", "participants", "activities"])
    chart = charts.bars(table, column("activity_kind"), column("participants"))
    chart_panel(view, "kinds", t("activities.by_kind"), chart, table, categories=False)


def by_place(view: View, known: set[str]) -> None:
    """Draw participants per 1,000 residents of the places below the selection, and against residents.

    Where residents are not known, participants are only counted; a single place is not drawn.
    """
    level = level_of_places(view)
    rows = view.fetch(activities.by_place, view.selection, level)
    if len(rows) < 2:
        return
    table = with_indicators(rows, ["name", "residents"], [PARTICIPANTS_PER_1000, PARTICIPANTS, ACTIVITIES])
    if "residents" not in known:
        _places(view, table, level, PARTICIPANTS, t(f"activities.counted_by_{level}"))
        return
    title = t(f"activities.by_{level}")
    drawn = partial(_places, view, table, level, PARTICIPANTS_PER_1000, title)
    in_rows([drawn, partial(_against_residents, view, table, level)])


def _places(view: View, table: pd.DataFrame, level: str, indicator: Indicator, title: str) -> None:
    """Draw a figure of the places, the highest first."""
    chart = charts.bars(table, column("name"), heading(indicator))
    note, picks = t(f"indicator.{indicator.key}.formula"), places_picked(view, level)
    chart_panel(view, "places", title, chart, table, note=note, categories=False, picks=picks)


def _against_residents(view: View, table: pd.DataFrame, level: str) -> None:
    """Draw participants against residents, as high as the bars beside it, within bounds."""
    known = table.dropna(subset=[column("residents")])
    chart = scatter(known, column("residents"), heading(PARTICIPANTS), column("name"))
    title, note, picks = t("activities.scatter"), t("activities.scatter_note"), places_picked(view, level)
    least = min(charts.rows_height(len(table)), theme.LARGE_HEIGHT)
    chart_panel(view, "scatter", title, chart, table, note=note, categories=False, picks=picks, least=least)


def best_attended(view: View) -> None:
    """List the best attended activities."""
    rows = view.fetch(activities.best_attended, view.selection).rename(columns={"kind": "activity_kind"})
    rows["starts_at"] = pd.to_datetime(rows["starts_at"]).dt.strftime("%Y-%m-%d %H:%M")
    names = ["name", "activity_kind", "starts_at", "street_office", "community", "organiser", "partners"]
    known = rows.columns[rows.notna().any()]
    listed = [*names, "participants", *AGES, "volunteers", "leaflets"]
    table = worded(rows, [name for name in listed if name in known])
    opens = portraits_opened(view, "community", rows["community_code"])
    table_panel(view, "best", t("activities.best_attended"), table, categories=False, opens=opens)
