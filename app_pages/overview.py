"""Overview (总览): what needs attention, the figures against the period before, places, the trend by category."""

import streamlit as st

from data_access import activities, cases, visits
from data_access.indicators import (
    ACTIVITIES,
    CASE_INDICATORS,
    MAP_INDICATORS,
    OVERDUE,
    PARTICIPANTS,
    VISITS,
)
from ui import charts
from ui.alerts import alerts_block
from ui.panels import (
    change_note,
    chart_panel,
    empty,
    indicator_card,
    indicator_chooser,
    missing_card,
    page_heading,
)
from ui.periods import level_below, time_unit
from ui.tables import heading, with_indicators, worded
from ui.text import t
from ui.view import View, current_view

CARDS_IN_A_ROW = 6


def figures(view: View) -> None:
    """Draw a card for each figure; a subject that the data set lacks is said to be missing."""
    selection, unit = view.selection, time_unit(view.selection)
    before = selection.previous()
    case_rows = view.fetch(cases.figures, selection), view.fetch(cases.figures, before)
    case_history = view.fetch(cases.flow, selection, unit)
    cards = [(indicator, *case_rows, case_history) for indicator in CASE_INDICATORS]
    stock = view.fetch(cases.stock, selection, view.dataset.as_of)
    cards.append((OVERDUE, stock, None, None))
    for indicator, table, subject in (
        (VISITS, "visits", visits),
        (ACTIVITIES, "activities", activities),
        (PARTICIPANTS, "activities", activities),
    ):
        if view.has(table):
            rows = view.fetch(subject.figures, selection), view.fetch(subject.figures, before)
            cards.append((indicator, *rows, view.fetch(subject.over_time, selection, unit)))
        else:
            cards.append((indicator, None, None, None))
    for start in range(0, len(cards), CARDS_IN_A_ROW):
        row = cards[start : start + CARDS_IN_A_ROW]
        for column, (indicator, now, earlier, history) in zip(st.columns(CARDS_IN_A_ROW), row, strict=False):
            with column:
                if now is None:
                    missing_card(indicator)
                else:
                    indicator_card(indicator, now, earlier, history)


def places_compared(view: View) -> None:
    """Draw the places of the level below the selection, by a figure that the user chooses."""
    level = level_below(view.selection)
    indicator = indicator_chooser(t("overview.compare_by"), MAP_INDICATORS, "overview_indicator")
    rows = view.fetch(cases.by_place, view.selection, level)
    table = (
        with_indicators(rows, ["name"], [indicator]).dropna().sort_values(heading(indicator), ascending=False)
    )
    chart = charts.bars(table, t("column.name"), heading(indicator), keep_order=True)
    title = t(f"overview.compared_{level}", figure=t(f"indicator.{indicator.key}.name"))
    chart_panel(view, "compared", title, chart, table, note=t(f"indicator.{indicator.key}.formula"))


def trend_by_category(view: View) -> None:
    """Draw the cases reported over the period by main category."""
    unit = time_unit(view.selection)
    rows = view.fetch(cases.trend_by_category, view.selection, unit)
    table = worded(
        rows.rename(columns={"name": "category", "name_en": "category_en"}), ["at", "category", "reported"]
    )
    chart = charts.stacked(table, t("column.at"), t("column.reported"), t("column.category"))
    chart_panel(
        view, "trend", t(f"overview.trend_{unit}"), chart, table, note=t("indicator.reported.formula")
    )


view = current_view()
page_heading(view, t("overview.title"))
if view.has("cases"):
    alerts_block(view)
    figures(view)
    change_note(view)
    trend_by_category(view)
    places_compared(view)
else:
    empty(t("empty.table", table=t("table.cases")))
