"""The open stock as figures, and the cases of the period: over time, by level, time to close and category."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from data_access import cases
from data_access.indicators import DUE_SOON, MEDIAN_DAYS, ON_TIME, OPEN, OVERDUE, REPORTED
from data_access.selection import Selection
from data_access.selection.comparison import Comparison
from ui import charts
from ui.filters.comparison import line_words, reported_beside, scale, tick_words
from ui.panels.answer import answer
from ui.panels.charts import chart_panel
from ui.panels.figures import indicator_cards
from ui.panels.picks import categories_picked, spans_picked
from ui.panels.unfinished import cut_moments, cut_words
from ui.session.view import View
from ui.words.periods import time_unit
from ui.words.tables import classified, column, heading, with_indicators, worded
from ui.words.text import sentences, t


def stock(view: View) -> None:
    """Draw how many cases are open, overdue and soon due at the as-of moment, in words and as figures."""
    now = view.fetch(cases.stock, view.selection, view.dataset.as_of)
    answer(_open_words(now))
    indicator_cards(view, [(indicator, now) for indicator in (OPEN, OVERDUE, DUE_SOON)])


def _open_words(now: pd.DataFrame) -> str:
    """Return how many cases are open, and how many of them late or soon to be; said to be unknown without deadlines."""
    opened, overdue, due_soon = (indicator.value(now) for indicator in (OPEN, OVERDUE, DUE_SOON))
    if not opened:
        return t("cases.none_open")
    if overdue is None or due_soon is None:
        return t("cases.open_undated", open=f"{opened:,.0f}")
    told = {
        "overdue": f"{overdue:,.0f}",
        "share": f"{100 * overdue / opened:.1f}%",
        "due_soon": f"{due_soon:,.0f}",
    }
    return t("cases.open", open=f"{opened:,.0f}", **told)


def trend(view: View, other: Comparison) -> None:
    """Draw cases reported and closed over the period, and those reported in the comparison."""
    unit = time_unit(view.selection)
    table = worded(view.fetch(cases.flow, view.selection, unit), ["at", "reported", "closed"])
    kind, count = column("flow"), column("cases")
    long = table.melt(column("at"), var_name=kind, value_name=count)
    before = reported_beside(view, other, unit)
    if len(table) and before is not None:
        before = before.set_axis([column("at"), count], axis=1).assign(**{kind: t("compare.reported")})
        long = pd.concat([long, before])
    cut = cut_moments(view, table[column("at")], unit)
    beside = charts.Beside(
        t("compare.reported"), t("compare.reported_of", compared=view.against(other).compared_words())
    )
    chart = charts.trend(long, column("at"), count, kind, line=beside, cut=cut)
    note = sentences(t("cases.trend_note"), line_words(view, other), cut_words(cut, unit))
    picks = spans_picked(table[column("at")], unit)
    chart_panel(view.against(other), "flow", t(f"cases.trend_{unit}"), chart, long, note=note, picks=picks)


def by_category(view: View, other: Comparison) -> None:
    """Draw the main categories, the table naming every category below them."""
    keys = ["main_name", "name"]
    now, earlier = (
        classified(view.fetch(cases.by_category, selection), *keys)
        for selection in (view.selection, other.selection)
    )
    table = with_indicators(now, keys, [REPORTED, ON_TIME, MEDIAN_DAYS])
    before = with_indicators(earlier, keys, [REPORTED])
    main, name, count = column("main_name"), column("name"), heading(REPORTED)
    picks = categories_picked(view, main, table[main], now["main_code"])
    table, beside = with_compared(view, other, table, before, [main, name], count)
    counts = [count, *([beside.name] if beside else [])]
    summed = table.groupby(main, as_index=False)[counts].sum() if len(table) else table
    chart = charts.bars(summed, main, count, beside=beside)
    note = t("indicator.reported.formula")
    chart_panel(
        view.against(other),
        "categories",
        t("cases.by_category"),
        chart,
        table,
        note=noted(view, note, other, beside),
        picks=picks,
    )


def by_level(view: View, other: Comparison) -> None:
    """Draw at which level the cases closed in the period were settled."""
    now, before = (
        worded(rows[rows["closed"] > 0], ["level", "closed"])
        for rows in (view.fetch(cases.by_level, place) for place in (view.selection, other.selection))
    )
    level, closed = column("level"), column("closed")
    table, beside = with_compared(view, other, now, before, [level], closed)
    chart = charts.bars(table, level, closed, beside=beside)
    note = noted(view, t("cases.by_level_note"), other, beside)
    chart_panel(view.against(other), "levels", t("cases.by_level"), chart, table, note=note)


def time_to_close(view: View, other: Comparison) -> None:
    """Draw the classes of days to close of the cases closed in the period."""
    now, before = (classes_of_days(view, place) for place in (view.selection, other.selection))
    days, closed = column("days_to_close"), column("closed")
    table, beside = with_compared(view, other, now, before, [days], closed)
    chart = charts.columns(table, days, closed, beside=beside)
    note = noted(view, t("cases.time_note"), other, beside)
    chart_panel(view.against(other), "days", t("cases.time_to_close"), chart, table, note=note)


def classes_of_days(view: View, selection: Selection) -> pd.DataFrame:
    """Return the classes of days to close in words, and the cases closed in each."""
    rows = view.fetch(cases.by_days_to_close, selection)
    bounds = (0, *cases.DAYS_TO_CLOSE)
    words = {
        index: t("cases.days_between", low=low, high=high)
        for index, (low, high) in enumerate(pairwise(bounds))
    }
    words |= {
        -1: t("cases.closed_before_open"),
        len(cases.DAYS_TO_CLOSE): t("cases.days_over", low=bounds[-1]),
    }
    return pd.DataFrame(
        {column("days_to_close"): rows["class_index"].map(words), column("closed"): rows["closed"]}
    )


def with_compared(
    view: View, other: Comparison, now: pd.DataFrame, before: pd.DataFrame, keys: list[str], count: str
) -> tuple[pd.DataFrame, charts.Beside | None]:
    """Return the table with the comparison's counts in a further column, and that column in words, if it can be."""
    factor, name = scale(view, other), column("compared")
    if factor is None or now.empty:
        return now, None
    counts = (before.set_index(keys)[count] * factor).round(1).rename(name)
    joined = now.merge(counts, how="left", left_on=keys, right_index=True)
    words = view.against(other).compared_words()
    return joined.assign(**{name: joined[name].fillna(0)}), charts.Beside(name, words)


def noted(view: View, note: str, other: Comparison, beside: charts.Beside | None) -> str:
    """Return a chart's note with what its lines mean, where it has any."""
    return sentences(note, tick_words(view, other)) if beside else note
