"""What a portrait has for paper: tables of facts printed whole, notes for the screen, and sheets."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ui.files.menu import table_downloads
from ui.session.view import View
from ui.words.numbers import MISSING


def fact_panel(
    view: View,
    key: str,
    title: str,
    table: pd.DataFrame,
    *,
    note: str | None = None,
) -> None:
    """Draw a short table of facts whole and as text, so that it prints and can be copied, with its files."""
    with st.container(border=True):
        st.subheader(title, anchor=False)
        shown = table.astype(object).where(table.notna(), MISSING)
        st.html(shown.to_html(index=False, border=0, classes="facts", escape=True))
        if note:
            st.caption(note)
        table_downloads(view, key, title, table, view.provenance(note, categories=False))


def screen_note(words: str) -> None:
    """Write a note that is of no use on paper and is not printed."""
    with st.container(key="screen_only"):
        st.caption(words)


def sheet_break() -> None:
    """Begin a new sheet where the page is printed; nothing is to be seen on the screen."""
    st.html('<div class="sheet-break"></div>')
