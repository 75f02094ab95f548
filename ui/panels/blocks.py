"""The blocks that pages are made of: figures in a row, a chart with its table and files, and empty states."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import pandas as pd
import streamlit as st

from data_access.indicators import Indicator
from ui.charts import Drawing
from ui.files.menu import chart_downloads, table_downloads
from ui.session.view import View
from ui.words import numbers
from ui.words.numbers import MISSING
from ui.words.text import inert, t, word

DELTA_COLOURS: dict[str | None, Literal["normal", "inverse", "off"]] = {
    "up": "normal",
    "down": "inverse",
    None: "off",
}
"""How a change is coloured, by which direction is good."""

MISSING_NAMED = 10  # places without an outline: more than these are counted, not listed


def page_heading(view: View, title: str) -> None:
    """Draw the page's title, what it looks at in words, and whether this is demo data."""
    st.title(title, anchor=False)
    as_of = f"{view.dataset.as_of:%Y-%m-%d %H:%M}"
    st.caption(t("page.selection", words=inert(view.words()), as_of=as_of))
    demo_note(view)


def demo_note(view: View) -> None:
    """Say so where this is demo data."""
    if view.dataset.synthetic:
        st.info(t("page.demo"), icon=":material/science:")


def indicator_card(
    indicator: Indicator,
    now: pd.DataFrame,
    before: pd.DataFrame | None = None,
    history: pd.DataFrame | None = None,
) -> None:
    """Draw one figure with its formula at a click; with `before` its change, with `history` a sparkline."""
    value = indicator.value(now)
    earlier = None if before is None else indicator.value(before)
    spark = None
    if history is not None and len(history) > 1:
        spark = indicator.of(history).dropna().round(2).tolist()
    st.metric(
        t(f"indicator.{indicator.key}.name"),
        numbers.figure(indicator, value),
        delta=numbers.change(indicator, value, earlier),
        delta_color=DELTA_COLOURS[indicator.better],
        help=formula_words(indicator, now),
        border=True,
        chart_data=spark or None,
        height="stretch",
    )


def indicator_chooser(
    label: str, indicators: Sequence[Indicator], key: str, width: int | Literal["stretch"] = "stretch"
) -> Indicator:
    """Draw a choice of figures by their names."""
    names = {indicator: t(f"indicator.{indicator.key}.name") for indicator in indicators}
    return st.selectbox(label, indicators, format_func=names.__getitem__, key=key, width=width)


def missing_card(indicator: Indicator) -> None:
    """Draw the card of a figure whose subject the data set lacks."""
    st.metric(
        t(f"indicator.{indicator.key}.name"),
        MISSING,
        help=t("empty.figure"),
        border=True,
        height="stretch",
    )


def formula_words(indicator: Indicator, now: pd.DataFrame) -> str:
    """Return the formula, its source, and the numerator and denominator that gave the figure."""
    formula = f"{t(f'indicator.{indicator.key}.formula')}\n\n{source_words(indicator)}"
    if indicator.denominator is None:
        return formula
    top, bottom = (pd.to_numeric(now[name]).iloc[0] for name in (indicator.numerator, indicator.denominator))
    if pd.isna(top) or pd.isna(bottom):
        return formula
    return f"{formula}\n\n{top:,.0f} ÷ {bottom:,.0f}"


def source_words(indicator: Indicator) -> str:
    """Return where an indicator's formula comes from, and how sure that is."""
    source = t(f"indicator.{indicator.key}.source")
    return t("standing.line", source=source, standing=t(f"standing.{indicator.standing}"))


def chart_panel(
    view: View,
    key: str,
    title: str,
    chart: Drawing,
    table: pd.DataFrame,
    *,
    note: str | None = None,
    categories: bool = True,
) -> None:
    """Draw a chart under its title, with its table as the text alternative and its files.

    `note` says what is counted or how; it goes into the files too. `categories` is False for charts that
    the category filter does not touch.
    """
    with st.container(border=True):
        st.subheader(title, anchor=False)
        if table.empty:
            empty(t("empty.selection"))
            return
        st.altair_chart(chart, width="stretch", theme=None, alt=title, key=f"chart_{key}")
        if note:
            st.caption(note)
        line = view.provenance(note, categories)
        with st.container(horizontal=True, vertical_alignment="center"):
            chart_downloads(view, key, title, chart, table, line)
            with st.popover(t("page.table"), icon=":material/table:", type="tertiary"):
                st.dataframe(one_type(table), hide_index=True, placeholder=MISSING)


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
) -> None:
    """Draw a table under its title, with its files; `files` replaces some, `whole` shows all rows at once."""
    with st.container(border=True):
        st.subheader(title, anchor=False)
        if table.empty:
            empty(t("empty.selection"))
            return
        st.dataframe(
            one_type(table),
            hide_index=True,
            column_config=column_config,
            placeholder=MISSING,
            height="content" if whole else "auto",
        )
        if note:
            st.caption(note)
        table_downloads(view, key, title, table, view.provenance(note, categories), files)


def one_type(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with numbers as texts in columns that hold words too; the grid wants one type in each.

    Files keep such numbers as numbers.
    """
    mixed = [name for name in table if pd.api.types.infer_dtype(table[name], skipna=True) == "mixed-integer"]
    texts = {name: [f"{cell:,}" if isinstance(cell, int) else cell for cell in table[name]] for name in mixed}
    return table.assign(**texts)


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


def not_drawn(places: pd.DataFrame, level: str) -> None:
    """Say how many of the places of a map (columns name, outline) have no outline, and which where they are few."""
    names = places.loc[places["outline"].isna(), "name"]
    if names.empty:
        return
    words = {"count": len(names), "level": word("level", level).lower()}
    listed = t("words.comma").join(map(inert, names)) if len(names) <= MISSING_NAMED else None
    st.caption(t("map.not_drawn_named", names=listed, **words) if listed else t("map.not_drawn", **words))


def empty(words: str) -> None:
    """Draw an empty state: what is missing, and what to do."""
    st.info(words, icon=":material/inbox:")
