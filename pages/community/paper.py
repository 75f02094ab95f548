"""What a portrait has for paper: tables of facts printed whole, notes for the screen, and sheets."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pages.community.portrait import Portrait
from ui.files.menu import table_downloads
from ui.panels.tables import facts_table
from ui.words.numbers import MISSING
from ui.words.tables import column
from ui.words.text import in_short


def fact_panel(
    portrait: Portrait,
    name: str,
    rows: Sequence[tuple[str, ...]],
    columns: tuple[str, ...] = ("fact", "value"),
    note: str | None = None,
) -> None:
    """Draw a short table of facts whole and as text, so that it prints and can be copied, with its files."""
    view, title = portrait.view, portrait.title(name)
    table = pd.DataFrame(rows, columns=[column(f"community.{one}") for one in columns])
    with st.container(border=True):
        st.subheader(**in_short(title), anchor=False)
        facts_table(table)
        if note:
            st.caption(**in_short(note))
        line = view.provenance(note, categories=False)
        table_downloads(view, portrait.key(name), title, table, line)


def counted(number: float | None) -> str:
    """Return a count as a fact is written, a dash where it is not known."""
    return MISSING if number is None or pd.isna(number) else f"{number:,.0f}"


def screen_note(words: str) -> None:
    """Write a note that is of no use on paper and is not printed."""
    with st.container(key="screen_only"):
        st.caption(**in_short(words))


def sheet_break() -> None:
    """Begin a new sheet where the page is printed; nothing is to be seen on the screen."""
    st.html('<div class="sheet-break"></div>')
