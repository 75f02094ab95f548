"""A table under its title, with its files."""

from __future__ import annotations

import secrets
import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from ui.files.menu import table_downloads
from ui.files.tables import signs
from ui.maps.feeds import Look, offer
from ui.panels.notes import empty_panel
from ui.panels.openings import Opens, on_tick
from ui.session import state
from ui.session.shown import shown
from ui.session.view import View
from ui.words.numbers import MISSING
from ui.words.tables import decimals_of, printed, whole_days
from ui.words.text import in_html, in_short, sentences, t, template

PRINTED_ROWS = 1_000  # of a table that is printed with its page: some thirty sheets; files have all
DAY = st.column_config.DateColumn(format="YYYY-MM-DD")


def table_panel(
    view: View,
    key: str,
    title: str,
    table: pd.DataFrame,
    *,
    note: str | None = None,
    categories: bool = True,
    column_config: Mapping | None = None,
    files: Mapping[str, Callable[[], bytes]] | None = None,
    whole: bool = False,
    opens: Opens | None = None,
) -> None:
    """Draw a table under its title, with its files; `files` replaces some, `whole` shows all rows at once.

    With `opens` a ticked row opens what it stands for.
    """
    if table.empty:
        empty_panel(title, t("empty.selection"))
        return
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.subheader(**in_short(title), anchor=False)
        options = _ticking(view, key, opens) | {"height": "content" if whole else "auto"}
        options["column_config"] = written(table) | dict(column_config or {})
        grid(key, table, **options)
        if said := sentences(note or "", opens.words if opens else ""):
            st.caption(**in_short(said))
        table_downloads(view, key, title, table, view.provenance(note, categories), files)


def grid(name: str, table: pd.DataFrame, **options: Any) -> Any:
    """Draw a table whose rows scroll, on paper whole as text; return what `st.dataframe` returns.

    The text is asked for by the browser when it prints (`assets/start.js`), of the tables that the page then shows.
    """
    drawn = st.dataframe(one_type(table), hide_index=True, placeholder=MISSING, **options)
    shown().tables[name] = table
    st.html(f'<div class="on-paper" data-from="{_papers()}?words={quote(name)}"></div>')
    return drawn


def _papers() -> str:
    """Return the address at which this session's tables are found by their keys, as long as the session lasts."""
    session = st.session_state.setdefault(state.PAPERS, secrets.token_hex(16))
    more = template("whole.more")
    kept = weakref.ref(shown())  # the address outlives the session, its tables do not

    def answer(look: Look) -> str:
        page, name = kept(), look.words or ""
        return _on_paper(page.tables[name], more) if page and name in page.tables else ""

    return offer(("papers", session), answer)


def _on_paper(table: pd.DataFrame, more: Callable[..., str]) -> str:
    html, left = html_table(table.head(PRINTED_ROWS), ["facts", "whole"]), len(table) - PRINTED_ROWS
    return f"{html}<p>{in_html(more(count=f'{left:,}'))}</p>" if left > 0 else html


def _ticking(view: View, key: str, opens: Opens | None) -> dict[str, Any]:
    """Return the options by which a table's rows can be ticked, none where they open nothing."""
    if opens is None:
        return {}
    key = f"table_{key}_{signs(repr(view.selection))}"
    return {"key": key, "on_select": on_tick(key, opens), "selection_mode": "single-row"}


def facts_table(table: pd.DataFrame, kind: str = "", told: Callable[[str], str] = in_html) -> None:
    """Draw a short table whole and as text, so that it prints and can be copied.

    A style sheet may know its `kind`; `told` makes the HTML of a cell.
    """
    st.html(html_table(table, ["facts", kind] if kind else ["facts"], told))


def html_table(table: pd.DataFrame, classes: Sequence[str] = (), told: Callable[[str], str] = in_html) -> str:
    """Return a table whole as HTML, its texts inert, a dash for what is missing; `told` makes the HTML of a cell."""
    shown, unbroken = printed(table).map(told), list(table.select_dtypes(["number", "datetime"]))
    shown[unbroken] = '<span class="number">' + shown[unbroken] + "</span>"
    shown = shown.rename(columns=lambda name: in_html(str(name)))
    return shown.to_html(index=False, border=0, classes=list(classes), escape=False)


def written(table: pd.DataFrame) -> dict[str, Any]:
    """Return how columns are written: days as days, counts with separators, other numbers with decimals alike."""
    moments, numbers = table.select_dtypes("datetime"), table.select_dtypes("number")
    days = {name: DAY for name in moments if whole_days(moments[name])}
    return days | {name: _numbers(numbers[name]) for name in numbers}


def _numbers(column: pd.Series) -> Any:
    decimals = decimals_of(column)
    return st.column_config.NumberColumn(format=f"%.{decimals}f" if decimals else "localized")


def one_type(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with numbers as texts in columns that hold words too; the grid wants one type in each.

    Files keep such numbers as numbers.
    """
    mixed = [name for name in table if pd.api.types.infer_dtype(table[name], skipna=True) == "mixed-integer"]
    texts = {name: [f"{cell:,}" if isinstance(cell, int) else cell for cell in table[name]] for name in mixed}
    return table.assign(**texts)
