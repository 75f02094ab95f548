"""Overview (总览): what needs attention, figures against a comparison, the trend by category, places."""

import pandas as pd
import streamlit as st

from data_access import activities, cases
from data_access.grid_work import visits
from data_access.indicators import (
    ACTIVITIES,
    CASE_INDICATORS,
    MAP_INDICATORS,
    OVERDUE,
    PARTICIPANTS,
    VISITS,
    Indicator,
)
from data_access.places import areas
from data_access.selection.comparison import Comparison
from pages.overview.alerts import alerts_block
from ui import charts
from ui.filters.comparison import against, comparable, comparison_switch, count_note, reported_beside
from ui.panels.charts import chart_panel
from ui.panels.figures import indicator_card, indicator_chooser, missing_card
from ui.panels.headings import page_heading
from ui.panels.notes import empty
from ui.session.view import View, current_view
from ui.wall.screen import wall_link
from ui.words.periods import level_below, time_unit
from ui.words.tables import heading, with_indicators, worded
from ui.words.text import t

CARDS_IN_A_ROW = 6


def figures(view: View, other: Comparison) -> None:
    """Draw a card for each figure; a subject that the data set lacks is said to be missing."""
    selection, unit = view.selection, time_unit(view.selection)
    case_rows = view.fetch(cases.figures, selection), view.fetch(cases.figures, other.selection)
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
            rows = view.fetch(subject.figures, selection), view.fetch(subject.figures, other.selection)
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
                    indicator_card(indicator, now, earlier if comparable(indicator, other) else None, history)


def places_compared(view: View, other: Comparison) -> None:
    """Draw the places of the level below the selection, by a figure that the user chooses."""
    level = level_below(view.selection)
    indicator = indicator_chooser(t("overview.compare_by"), MAP_INDICATORS, "overview_indicator")
    rows = view.fetch(cases.by_place, view.selection, level)
    table = with_indicators(rows, ["name"], [indicator])
    compared = t("column.compared")
    if comparable(indicator, other):
        table[compared] = values_compared(view, other, level, rows, indicator).round(2)
    table = table.dropna(subset=[heading(indicator)]).sort_values(heading(indicator), ascending=False)
    tick = compared if compared in table else None
    chart = charts.bars(table, t("column.name"), heading(indicator), keep_order=True, tick=tick)
    title = t(f"overview.compared_{level}", figure=t(f"indicator.{indicator.key}.name"))
    note = " ".join([t(f"indicator.{indicator.key}.formula"), *([t("compare.tick_note")] if tick else [])])
    chart_panel(view, "compared", title, chart, table, note=note)


def values_compared(
    view: View, other: Comparison, level: str, rows: pd.DataFrame, indicator: Indicator
) -> pd.Series:
    """Return for each place what it is held against: itself at another time, or one figure for all."""
    if other.in_time:
        before = view.fetch(cases.by_place, other.selection, level)
        return (
            rows["code"].map(dict(zip(before["code"], indicator.of(before), strict=True))).astype("Float64")
        )
    figure = view.fetch(cases.figures, other.selection)
    figure["residents"] = view.fetch(areas.population, other.selection)["residents"]
    return pd.Series(indicator.value(figure), index=rows.index, dtype="Float64")


def trend_by_category(view: View, other: Comparison) -> None:
    """Draw the cases reported over the period by main category, the comparison's total as a line."""
    unit = time_unit(view.selection)
    rows = view.fetch(cases.trend_by_category, view.selection, unit)
    names = {"name": "category", "name_en": "category_en"}
    table = worded(rows.rename(columns=names), ["at", "category", "reported"])
    line, total = t("compare.line"), reported_beside(view, other, unit)
    if len(table) and total is not None:
        at, category, reported = table.columns
        table = pd.concat([table, total.set_axis([at, reported], axis=1).assign(**{category: line})])
    chart = charts.stacked(table, t("column.at"), t("column.reported"), t("column.category"), line=line)
    note = f"{t('indicator.reported.formula')} {t('compare.line_note')}{count_note(other)}"
    chart_panel(view, "trend", t(f"overview.trend_{unit}"), chart, table, note=note)


view = current_view()
page_heading(view, t("overview.title"))
wall_link()
if view.has("cases"):
    alerts_block(view)
    other = comparison_switch(view)
    figures(view, other)
    st.caption(against(view, other))
    trend_by_category(view, other)
    places_compared(view, other)
else:
    empty(t("empty.table", table=t("table.cases")))
