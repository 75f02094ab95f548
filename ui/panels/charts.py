"""The blocks that pages are made of: figures in a row, a chart with its table and files, and empty states."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from ui.charts import Drawing
from ui.charts.picked import pickable
from ui.charts.pictures import enlarged, png_bytes
from ui.files.menu import chart_downloads
from ui.files.tables import signs
from ui.panels.notes import empty
from ui.panels.picks import Picks, on_select
from ui.panels.tools import title_line
from ui.session.view import View
from ui.words.text import in_short, sentences, t


def chart_panel(
    view: View,
    key: str,
    title: str,
    chart: Drawing,
    table: pd.DataFrame,
    *,
    note: str | None = None,
    categories: bool = True,
    picks: Picks | None = None,
) -> None:
    """Draw a chart under its title, with its table as the text alternative and its files.

    `note` says what is counted or how; it goes into the files too. `categories` is False for charts that
    the category filter does not touch. A view that holds figures against a comparison has its files say so.
    With `picks` a click on a mark narrows the page to what it stands for, or opens it.
    """
    with st.container(border=True, height="stretch", gap="xsmall"):
        if table.empty:
            st.subheader(**in_short(title), anchor=False)
            empty(t("empty.selection"))
            return
        _titled(view, key, title, chart, table, note, categories)
        _drawn(view, f"chart_{key}", title, chart, picks)
        if note or picks:
            st.caption(**in_short(sentences(note or "", t(picks.words) if picks else "")))


def _titled(
    view: View, key: str, title: str, chart: Drawing, table: pd.DataFrame, note: str | None, categories: bool
) -> None:
    line, heading = view.provenance(note, categories), picture_title(view, title)
    title_line(
        key,
        title,
        table,
        line,
        files=partial(chart_downloads, view, key, title, chart, table, line, heading),
        large=partial(_enlarged, key, title, chart, note),
        picture=partial(png_bytes, chart, heading, line),
    )


def _drawn(view: View, key: str, title: str, chart: Drawing, picks: Picks | None) -> None:
    options = {}
    if picks is not None:
        # Without the selection in its key a mark would stay clicked when its filter is taken away again.
        key += f"_{signs(repr(view.selection))}"
        chart, options = pickable(chart, picks.columns), on_select(view, key, picks)
    st.altair_chart(chart, width="stretch", theme=None, alt=title, key=key, **options)


def _enlarged(key: str, title: str, chart: Drawing, note: str | None) -> None:
    """Draw a chart as high as a window has room for."""
    st.altair_chart(enlarged(chart), width="stretch", theme=None, alt=title, key=f"large_{key}")
    if note:
        st.caption(**in_short(note))


def picture_title(view: View, title: str) -> str:
    """Return the title of a picture, with both spans where it holds figures against a comparison."""
    if view.compared is None:
        return title
    return t("title.compared", title=title, period=view.period_words(), compared=view.compared_words())
