"""Cases (案件): trend, categories, levels, time to close, and the list of open and overdue cases."""

import pandas as pd
import streamlit as st

from data_access import cases
from data_access.indicators import DUE_SOON, MEDIAN_DAYS, ON_TIME, OPEN, OVERDUE, REPORTED
from ui import charts
from ui.case_list import case_list
from ui.case_view import case_view
from ui.filters import opened_case
from ui.panels import chart_panel, empty, indicator_card, page_heading
from ui.periods import time_unit
from ui.tables import heading, with_indicators, worded
from ui.text import t
from ui.view import View, current_view


def stock(view: View) -> None:
    """Draw how many cases are open, overdue and soon due at the as-of moment."""
    now = view.fetch(cases.stock, view.selection, view.dataset.as_of)
    for column, indicator in zip(st.columns(3), (OPEN, OVERDUE, DUE_SOON), strict=True):
        with column:
            indicator_card(indicator, now)


def trend(view: View) -> None:
    """Draw cases reported and closed over the period."""
    unit = time_unit(view.selection)
    rows = view.fetch(cases.flow, view.selection, unit)
    table = worded(rows, ["at", "reported", "closed"])
    kind, count = t("column.flow"), t("column.cases")
    long = table.melt(t("column.at"), var_name=kind, value_name=count)
    chart = charts.trend(long, t("column.at"), count, kind)
    chart_panel(view, "flow", t(f"cases.trend_{unit}"), chart, table, note=t("cases.trend_note"))


def by_category(view: View) -> None:
    """Draw the main categories, the table naming every category below them."""
    rows = view.fetch(cases.by_category, view.selection)
    table = with_indicators(rows, ["main_name", "name"], [REPORTED, ON_TIME, MEDIAN_DAYS])
    main, count = t("column.main_name"), heading(REPORTED)
    summed = table.groupby(main, as_index=False)[count].sum() if len(table) else table
    chart_panel(
        view,
        "categories",
        t("cases.by_category"),
        charts.bars(summed, main, count),
        table,
        note=t("indicator.reported.formula"),
    )


def by_level(view: View) -> None:
    """Draw at which level the cases closed in the period were settled."""
    rows = view.fetch(cases.by_level, view.selection)
    table = worded(rows[rows["closed"] > 0], ["level", "closed"])
    chart = charts.bars(table, t("column.level"), t("column.closed"))
    chart_panel(view, "levels", t("cases.by_level"), chart, table, note=t("cases.by_level_note"))


def time_to_close(view: View) -> None:
    """Draw the classes of days to close of the cases closed in the period."""
    rows = view.fetch(cases.by_days_to_close, view.selection)
    bounds = (0, *cases.DAYS_TO_CLOSE)
    words = {
        index: t("cases.days_between", low=low, high=high)
        for index, (low, high) in enumerate(zip(bounds, cases.DAYS_TO_CLOSE, strict=False))
    }
    words |= {
        -1: t("cases.closed_before_open"),
        len(cases.DAYS_TO_CLOSE): t("cases.days_over", low=bounds[-1]),
    }
    table = pd.DataFrame(
        {t("column.days_to_close"): rows["class_index"].map(words), t("column.closed"): rows["closed"]}
    )
    chart = charts.columns(table, t("column.days_to_close"), t("column.closed"))
    chart_panel(view, "days", t("cases.time_to_close"), chart, table, note=t("cases.time_note"))


def lists_and_charts(view: View) -> None:
    """Draw the open cases, and the charts of the period below them."""
    stock(view)
    case_list(view)
    left, right = st.columns(2)
    with left:
        trend(view)
        by_level(view)
    with right:
        time_to_close(view)
        by_category(view)


view = current_view()
if number := opened_case():
    case_view(view, number)
else:
    page_heading(view, t("cases.title"))
    if view.has("cases"):
        lists_and_charts(view)
    else:
        empty(t("empty.table", table=t("table.cases")))
