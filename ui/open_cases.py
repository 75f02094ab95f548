"""The list of open cases: overdue first, sorted and paged in the database."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from data_access import cases
from ui.downloads import table_downloads
from ui.filters import open_case
from ui.panels import empty
from ui.tables import worded
from ui.text import t
from ui.view import View

ROWS_ON_A_PAGE = 15
ROWS_IN_A_FILE = 50_000
COLUMNS = (
    "case_id",
    "category",
    "street_office",
    "community",
    "grid",
    "compound",
    "reported_at",
    "due_at",
    "overdue_hours",
    "level",
    "summary",
)


def open_cases(view: View) -> None:
    """Draw the cases that are open at the as-of moment, whenever they were reported."""
    with st.container(border=True):
        st.subheader(t("cases.open_list"), anchor=False)
        overdue_only, sort, descending = _choosers()
        total = _total(view, overdue_only)
        if total == 0:
            empty(t("cases.none_open"))
            return
        order = {"overdue_only": overdue_only, "sort": sort, "descending": descending}
        page = _page_chooser(math.ceil(total / ROWS_ON_A_PAGE))
        rows = _rows(view, order, ROWS_ON_A_PAGE, (page - 1) * ROWS_ON_A_PAGE)
        picked = st.dataframe(
            rows,
            hide_index=True,
            key="open_cases",
            on_select="rerun",
            selection_mode="single-row",
            height="content",
            column_config={
                t("column.reported_at"): st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm"),
                t("column.due_at"): st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm"),
                t("column.overdue_hours"): st.column_config.NumberColumn(format="%.1f"),
            },
        )
        if picked["selection"]["rows"]:
            open_case(rows[t("column.case_id")].iloc[picked["selection"]["rows"][0]])
        st.caption(t("case.how_to_open"))
        note = t("cases.open_note", total=f"{total:,}", limit=f"{ROWS_IN_A_FILE:,}")
        st.caption(note)
        if st.toggle(t("cases.prepare_file"), key="open_cases_file"):
            table = _rows(view, order, ROWS_IN_A_FILE, 0)
            table_downloads(view, "open", t("cases.open_list"), table, view.provenance(note))


def _choosers() -> tuple[bool, str, bool]:
    columns = st.columns([1.2, 1.6, 1], vertical_alignment="bottom")
    overdue_only = columns[0].toggle(t("cases.overdue_only"), key="open_cases_overdue")
    names = {name: t(f"column.{name}") for name in cases.SORTABLE}
    sort = columns[1].selectbox(
        t("cases.sort"), cases.SORTABLE, format_func=names.__getitem__, key="open_cases_sort"
    )
    descending = columns[2].toggle(t("cases.descending"), key="open_cases_descending")
    return overdue_only, sort, descending


def _total(view: View, overdue_only: bool) -> int:
    counts = view.fetch(cases.stock, view.selection, view.dataset.as_of).iloc[0]
    return int(counts["overdue" if overdue_only else "open"])


def _page_chooser(pages: int) -> int:
    if pages == 1:
        return 1
    return int(st.number_input(t("cases.page", pages=pages), 1, pages, 1, key=f"open_cases_page_{pages}"))


def _rows(view: View, order: dict, limit: int, offset: int) -> pd.DataFrame:
    rows = view.fetch(
        cases.open_list, view.selection, view.dataset.as_of, **order, limit=limit, offset=offset
    )
    rows["overdue_hours"] = pd.to_numeric(rows["overdue_hours"]).round(1)
    return worded(rows, COLUMNS)
