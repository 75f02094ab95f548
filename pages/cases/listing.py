"""The list of cases: found by standing and text, sorted and paged in the database, a row opening its case."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data_access import cases
from data_access.cases import Alerted
from pages.cases.hour import hour_words
from ui.files.menu import table_downloads
from ui.files.tables import signs
from ui.filters.choosers import SEGMENTS, linked_choice
from ui.filters.moves import open_case
from ui.panels.notes import empty
from ui.panels.tables import grid
from ui.session import address, state
from ui.session.view import View
from ui.words.tables import column, worded
from ui.words.text import in_short, t

ROWS_ON_A_PAGE = 15
ROWS_IN_A_FILE = 50_000
SEARCH_LENGTH = 80
ALWAYS = "case_id"
CHOOSABLE = (
    *("category", "unit", "street_office", "community", "grid", "compound"),
    *("reported_at", "assigned_at", "due_at", "closed_at"),
    *("overdue_days", "case_status", "level", "case_channel"),
    *("visits_made", "rating", "reopened", "summary"),
)
SHOWN_AT_FIRST = (
    *("category", "street_office", "community", "grid", "compound", "reported_at", "due_at"),
    *("overdue_days", "level", "summary"),
)
DOWN = "-"
OWN_WORDS = {
    "status": "case_status",
    "channel": "case_channel",
    "visits": "visits_made",
    "satisfaction": "rating",
}
"""Columns of the query under the names by which their headings and values are worded."""


def case_list(view: View, alert: Alerted | None, hour: tuple[int, int] | None) -> None:
    """Draw the choosers, one page of cases, and the file of all that were found; with an alert, those it counts.

    With an `hour` of the week they are those that were reported then.
    """
    with st.container(border=True, gap="xsmall"):
        st.subheader(t("cases.list.title"), anchor=False)
        standing, search = _what(alert)
        sought = {"standing": standing, "search": search, "alert": alert, "hour": hour}
        total = _total(view, sought)
        (sort, descending, columns), page = _how(math.ceil(total / ROWS_ON_A_PAGE), sought)
        if total == 0:
            empty(t("cases.list.none"))
            return
        found = sought | {"sort": sort, "descending": descending}
        rows = _rows(view, found, columns, ROWS_ON_A_PAGE, (page - 1) * ROWS_ON_A_PAGE)
        _table(rows)
        note = t(f"cases.list.note_{_note(standing, alert)}", total=f"{total:,}")
        st.caption(**in_short(f"{note} {t('cases.one.how_to_open')}"))
        _file(view, found, columns, total, note)


def _note(standing: str, alert: Alerted | None) -> str:
    if alert is not None:
        return "alert"
    return "period" if standing in ("reported", "closed") else "stock"


def _what(alert: Alerted | None) -> tuple[str, str]:
    """Draw which cases and which words are looked for; both live in the URL. An alert has chosen the cases."""
    if alert is not None:
        _search(st.container())
        return cases.STANDINGS[0], _searched()
    offered = {standing: t(f"cases.list.standing.{standing}") for standing in cases.STANDINGS}
    standing = linked_choice(
        "list",
        state.STANDING,
        t("cases.list.which"),
        offered,
        unknown="cases.list.unknown",
        widget=_beside_search,
    )
    return standing, _searched()


def _searched() -> str:
    search = st.session_state[state.SEARCH].strip()
    address.set_parameter("search", search)
    return search


def _beside_search(label: str, offered: list[str], **options: Any) -> str:
    """Draw the choice of standings with the search beside it."""
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    with left:
        chosen = SEGMENTS(label, offered, **options)
    _search(right)
    return chosen


def _search(where: DeltaGenerator) -> None:
    """Draw the box of words, filled from the URL."""
    address.follow("search", state.SEARCH, (address.parameter("search") or "")[:SEARCH_LENGTH])
    where.text_input(
        t("cases.list.search"),
        key=state.SEARCH,
        placeholder=t("cases.list.search_help"),
        max_chars=SEARCH_LENGTH,
    )


def _how(pages: int, sought: dict[str, Any]) -> tuple[tuple[str, bool, list[str]], int]:
    """Draw in one row by what is sorted, which columns are shown, and which page."""
    left, right, last = st.columns([1.8, 0.9, 1], vertical_alignment="bottom")
    with left:
        sort, descending = _order()
    with last:
        page = _page_chooser(pages, sought | {"sort": (sort, descending)})
    with right.popover(t("cases.list.columns"), icon=":material/view_column:"):
        chosen = st.pills(
            t("cases.list.columns"),
            CHOOSABLE,
            selection_mode="multi",
            default=SHOWN_AT_FIRST,
            format_func=column,
            key="case_list_columns",
        )
    return (sort, descending, [ALWAYS, *(name for name in CHOOSABLE if name in chosen)]), page


def _order() -> tuple[str, bool]:
    """Draw by what is sorted, and whether downwards; the URL has a minus before what is."""
    offered = {
        f"{sign}{name}": t(f"cases.list.{way}", name=column(name))
        for name in cases.SORTABLE
        for sign, way in (("", "ascending"), (DOWN, "descending"))
    }
    label, unknown = t("cases.list.sort"), "cases.list.unknown_order"
    order = linked_choice("sort", state.ORDER, label, offered, unknown=unknown, widget=st.selectbox)
    return order.removeprefix(DOWN), order.startswith(DOWN)


def _total(view: View, sought: dict[str, Any]) -> int:
    counted = view.fetch(cases.counted, view.selection, view.dataset.as_of, **sought)
    return int(counted["cases"].iloc[0])


def _page_chooser(pages: int, sought: dict[str, Any]) -> int:
    """Draw which page is shown: at first the URL's; another search or order starts at its first page."""
    news, asked, page = address.is_news("page"), address.parameter("page") or "", 1
    if pages > 1:
        key = f"case_list_page_{signs(repr(sought))}_{pages}"
        if news or key not in st.session_state:
            first = int(asked) if news and asked.isdecimal() else 1
            st.session_state[key] = min(max(first, 1), pages)
        page = int(st.number_input(t("cases.list.page", pages=pages), 1, pages, key=key))
    address.set_parameter("page", None if page == 1 else str(page))
    return page


def _table(rows: pd.DataFrame) -> None:
    moment = st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm")
    picked = grid(
        "case_list",
        rows,
        key="case_list",
        on_select="rerun",
        selection_mode="single-row",
        height="content",
        column_config={
            **{column(name): moment for name in ("reported_at", "assigned_at", "due_at", "closed_at")},
            column("overdue_days"): st.column_config.NumberColumn(format="%.1f"),
        },
    )
    if picked["selection"]["rows"]:
        open_case(rows[column(ALWAYS)].iloc[picked["selection"]["rows"][0]])


def _file(view: View, found: dict[str, Any], columns: list[str], total: int, note: str) -> None:
    """Offer what was found as a file, up to a limit that is said where it is passed."""
    if st.toggle(t("cases.list.prepare_file"), key="case_list_file"):
        if total > ROWS_IN_A_FILE:
            st.warning(t("cases.list.too_many", total=f"{total:,}", limit=f"{ROWS_IN_A_FILE:,}"))
        table = _rows(view, found, columns, ROWS_IN_A_FILE, 0)
        words = [t("cases.list.searched", words=found["search"])] if found["search"] else []
        words += [hour_words(found["hour"])] if found["hour"] else []
        alert = found["alert"]
        title = t(f"attention.kind.{alert.kind}" if alert else f"cases.list.standing.{found['standing']}")
        line = view.provenance(" ".join((title, *words, note)))
        table_downloads(view, "cases", title, table, line)


def _rows(view: View, found: dict[str, Any], columns: list[str], limit: int, offset: int) -> pd.DataFrame:
    rows = view.fetch(
        cases.listed, view.selection, view.dataset.as_of, **found, limit=limit, offset=offset
    ).rename(columns=OWN_WORDS)
    rows["overdue_days"] = pd.to_numeric(rows["overdue_days"]).round(1)
    return worded(rows, columns)
