"""Volunteers at activities by kind: turns and hours, over time and against residents."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from data_access import activities
from data_access.indicators import (
    HOURS_PER_1000,
    HOURS_PER_TURN,
    TURNS_PER_1000,
    VOLUNTEER_HOURS,
    VOLUNTEER_TURNS,
    Indicator,
)
from pages.neighbours.groups import whole
from ui import charts, theme
from ui.filters.choosers import choice
from ui.filters.comparison import against, earlier_period
from ui.panels.charts import chart_panel
from ui.panels.figures import Card, indicator_cards
from ui.panels.notes import empty
from ui.panels.picks import places_picked
from ui.panels.rows import beside
from ui.panels.unfinished import cut_moments, cut_words
from ui.session.view import View, level_of_places
from ui.words.periods import time_unit
from ui.words.tables import column, heading
from ui.words.text import in_short, sentences, t, word

MEASURES = {"headcount": VOLUNTEER_TURNS, "hours": VOLUNTEER_HOURS}
PER_1000 = {"headcount": TURNS_PER_1000, "hours": HOURS_PER_1000}


def volunteers(view: View) -> None:
    """Draw the volunteers: figures, by kind, over time, and per 1,000 residents by place."""
    now = view.fetch(activities.volunteer_figures, view.selection)
    if not now["headcount"].iloc[0]:
        empty(t("neighbours.no_volunteers"))
        return
    figures(view, now)
    unknown = untimed(now)[0]
    timed = bool(now["timed"].iloc[0])
    if unknown:
        key = "neighbours.untimed" if timed else "neighbours.no_hours"
        st.caption(t(key, count=f"{unknown:,}"))
    measure = measure_chooser() if timed else "headcount"
    beside([2, 3], partial(by_kind, view, measure), partial(over_time, view, measure))
    by_place(view, measure)


def figures(view: View, now: pd.DataFrame) -> None:
    """Draw turns, hours and hours for each turn against an earlier period."""
    other = earlier_period(view)
    before = view.fetch(activities.volunteer_figures, other.selection)
    unknown = [int(untimed(rows).fillna(0)[0]) for rows in (now, before)]  # none before the records begin
    cards: list[Card] = [
        (VOLUNTEER_TURNS, now, before),
        (VOLUNTEER_HOURS, now, None if any(unknown) else before),
        (HOURS_PER_TURN, now, before),
    ]
    indicator_cards(view, cards, pace=other.pace)
    # A change of what was registered would pass for one of what was done.
    told = (
        t("neighbours.hours_apart", now=f"{unknown[0]:,}", before=f"{unknown[1]:,}") if any(unknown) else ""
    )
    st.caption(**in_short(sentences(against(view, other), told)))


def measure_chooser() -> str:
    """Draw the choice between turns and hours."""
    names = {name: heading(indicator) for name, indicator in MEASURES.items()}
    return choice("neighbours_measure", t("neighbours.measure"), names)


def by_kind(view: View, measure: str) -> None:
    """Draw turns or hours by kind of volunteer."""
    rows = view.fetch(activities.volunteers_by_kind, view.selection)
    kind = column("volunteer_kind")
    table = pd.DataFrame({kind: kind_words(rows)} | measured(rows))
    table[heading(HOURS_PER_TURN)] = HOURS_PER_TURN.of(rows).round(2)
    shown = MEASURES[measure]
    chart = charts.bars(table.dropna(subset=[heading(shown)]), kind, heading(shown))
    title = t("neighbours.by_kind", figure=t(f"indicator.{shown.key}.name"))
    note, least = note_of(shown, rows), theme.CHART_HEIGHT
    chart_panel(view, "volunteer_kinds", title, chart, table, note=note, categories=False, least=least)


def over_time(view: View, measure: str) -> None:
    """Draw turns or hours over time by kind of volunteer."""
    unit = time_unit(view.selection)
    rows = view.fetch(activities.volunteers_over_time, view.selection, unit)
    kinds = view.fetch(activities.volunteers_by_kind, view.selection)["kind"]
    order = {kind: number for number, kind in enumerate(kinds)}
    rows = rows.sort_values(
        ["at", "kind"], key=lambda values: values.map(order) if values.name == "kind" else values
    )
    at, kind = column("at"), column("volunteer_kind")
    table = pd.DataFrame({at: pd.to_datetime(rows["at"]), kind: kind_words(rows)} | measured(rows))
    shown = MEASURES[measure]
    drawn = table.dropna(subset=[heading(shown)])
    cut = cut_moments(view, table[at], unit)
    chart = charts.stacked(drawn, at, heading(shown), kind, cut=cut)
    title = t(f"neighbours.over_time_{unit}", figure=t(f"indicator.{shown.key}.name"))
    note = sentences(note_of(shown, rows), cut_words(cut, unit))
    chart_panel(view, "volunteer_time", title, chart, table, note=note, categories=False)


def by_place(view: View, measure: str) -> None:
    """Draw turns or hours per 1,000 residents of the places below the selection, most first."""
    level = level_of_places(view)
    rows = view.fetch(activities.volunteers_by_place, view.selection, level)
    table = pd.DataFrame(
        {column("name"): rows["name"], column("residents"): whole(rows["residents"])} | measured(rows)
    )
    for indicator in PER_1000.values():
        table[heading(indicator)] = indicator.of(rows).round(1)
    shown = PER_1000[measure]
    if table[heading(shown)].isna().all():  # residents are not known
        shown = MEASURES[measure]
    table = table.sort_values(heading(shown), ascending=False, kind="stable", ignore_index=True)
    drawn = table.dropna(subset=[heading(shown)])
    chart = charts.bars(drawn, column("name"), heading(shown), keep_order=True)
    title = t(f"neighbours.volunteers_{level}", figure=t(f"indicator.{shown.key}.name"))
    note, picks = note_of(shown, rows), places_picked(view, level)
    chart_panel(view, "volunteer_places", title, chart, table, note=note, categories=False, picks=picks)


def kind_words(rows: pd.DataFrame) -> list[str]:
    """Return kinds of volunteers in words."""
    return [word("volunteer_kind", kind) for kind in rows["kind"]]


def measured(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Return turns, hours, and turns without known hours by their headings."""
    columns = {heading(indicator): indicator.of(rows).round(1) for indicator in MEASURES.values()}
    columns[heading(VOLUNTEER_TURNS)] = whole(rows["headcount"])
    return columns | {column("neighbours.untimed"): untimed(rows)}


def untimed(rows: pd.DataFrame) -> pd.Series:
    """Return the turns whose hours are not known."""
    return whole(rows["headcount"]) - whole(rows["timed"])


def note_of(indicator: Indicator, rows: pd.DataFrame) -> str:
    """Return the formula, and how many turns the hours leave out."""
    formula = t(f"indicator.{indicator.key}.formula")
    unknown = int(untimed(rows).sum())
    if indicator.numerator != "hours" or not unknown:
        return formula
    return f"{formula}{t('neighbours.untimed', count=f'{unknown:,}')}"
