"""The overview's charts: cases over time by category, and the places below the selection compared."""

from __future__ import annotations

import pandas as pd

from data_access import cases
from data_access.indicators import MAP_INDICATORS, Indicator
from data_access.places import areas
from data_access.selection.comparison import Comparison
from data_access.statistics.rates import at_pace
from ui import charts
from ui.filters.comparison import comparable, line_words, reported_beside, tick_words
from ui.panels.aims import aim_of
from ui.panels.charts import chart_panel
from ui.panels.figures import linked_indicator
from ui.panels.picks import both, categories_picked, places_picked, spans_picked
from ui.panels.unfinished import cut_moments, cut_words
from ui.session import state
from ui.session.view import View, main_categories
from ui.words.periods import level_below, time_unit
from ui.words.tables import classified, column, heading, with_indicators, worded
from ui.words.text import sentences, t


def trend_by_category(view: View, other: Comparison) -> None:
    """Draw the cases reported over the period by main category, the comparison's total as a line."""
    unit = time_unit(view.selection)
    rows = classified(view.fetch(cases.trend_by_category, view.selection, unit), "name")
    names = {"name": "category", "name_en": "category_en"}
    table = worded(rows.rename(columns=names), ["at", "category", "reported"])
    parts = categories_picked(view, column("category"), table[column("category")], rows["code"])
    picks = both(spans_picked(rows["at"], unit), parts)
    line, total = t("compare.line"), reported_beside(view, other, unit)
    if len(table) and total is not None:
        at, category, reported = table.columns
        table = pd.concat([table, total.set_axis([at, reported], axis=1).assign(**{category: line})])
    cut = cut_moments(view, rows["at"], unit)
    beside = charts.Beside(line, t("compare.total_of", compared=view.against(other).compared_words()))
    chart = charts.stacked(
        table,
        column("at"),
        column("reported"),
        column("category"),
        line=beside,
        cut=cut,
        parts=main_categories(view.source),
    )
    note = sentences(t("indicator.reported.formula"), line_words(view, other), cut_words(cut, unit))
    chart_panel(
        view.against(other), "trend", t(f"overview.trend_{unit}"), chart, table, note=note, picks=picks
    )


def places_compared(view: View, other: Comparison) -> None:
    """Draw the places of the level below the selection, by a figure that the user chooses."""
    level = level_below(view.selection)
    label = t("overview.compare_by")
    indicator = linked_indicator("figure", state.FIGURE, label, MAP_INDICATORS, MAP_INDICATORS[0])
    rows = view.fetch(cases.by_place, view.selection, level)
    table = with_indicators(rows, ["name"], [indicator])
    compared = column("compared")
    if comparable(indicator, other):
        table[compared] = values_compared(view, other, level, rows, indicator).round(2)
    table = table.dropna(subset=[heading(indicator)]).sort_values(heading(indicator), ascending=False)
    beside = charts.Beside(compared, view.against(other).compared_words()) if compared in table else None
    name, value = column("name"), heading(indicator)
    chart = charts.bars(table, name, value, keep_order=True, beside=beside, aim=aim_of(indicator))
    title = t(f"overview.compared_{level}", figure=t(f"indicator.{indicator.key}.name"))
    note = sentences(t(f"indicator.{indicator.key}.formula"), tick_words(view, other) if beside else "")
    picks = places_picked(view, level)
    chart_panel(view.against(other), "compared", title, chart, table, note=note, picks=picks)


def values_compared(
    view: View, other: Comparison, level: str, rows: pd.DataFrame, indicator: Indicator
) -> pd.Series:
    """Return for each place what it is held against: itself at another time, or one figure for all."""
    if other.in_time:
        before = view.fetch(cases.by_place, other.selection, level)
        figures = at_pace(indicator, before, other.pace)
        return rows["code"].map(dict(zip(before["code"], figures, strict=True))).astype("Float64")
    figure = view.fetch(cases.figures, other.selection)
    figure["residents"] = view.fetch(areas.population, other.selection)["residents"]
    return pd.Series(indicator.value(figure), index=rows.index, dtype="Float64")
