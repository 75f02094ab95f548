"""The one way in which a page is built: its heading, then its content, or what it lacks."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui.panels.headings import page_heading
from ui.panels.notes import lacking
from ui.session.view import View, current_view
from ui.words.text import t


def draw_page(
    subject: str, content: Callable[[View], None], needs: str | None = None, dated: str | None = None
) -> None:
    """Draw a subject's page; where the data set has no row in the table that it `needs`, say so instead.

    Where the period begins before the first record of the table `dated`, that is said above the content.
    """
    view = current_view()
    missing = needs if needs is not None and not view.has(needs) else None
    page_heading(view, t(f"{subject}.title"), files=missing is None)
    if missing is not None:
        lacking(missing)
        return
    if dated is not None:
        _records_begin(view, dated)
    content(view)


def _records_begin(view: View, table: str) -> None:
    """Say so where the period begins before the records: that nothing is recorded does not mean nothing happened."""
    first, selection = view.first_day(table), view.selection
    if first is not None and selection.start < first:
        words = "empty.before_records" if selection.end <= first else "empty.partly_before_records"
        st.info(t(words, table=t(f"table.{table}"), first=f"{first:%Y-%m-%d}"), icon=":material/event:")
