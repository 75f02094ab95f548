"""The blocks that pages are made of: figures in a row, a chart with its table and files, and empty states."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ui.charts import Drawing
from ui.charts.picked import pickable
from ui.files.menu import chart_downloads
from ui.files.tables import signs
from ui.panels.notes import empty
from ui.panels.picks import Picks, on_select
from ui.panels.tables import one_type
from ui.session.view import View
from ui.words.numbers import MISSING
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
    With `picks` a click on a mark narrows the page to what it stands for.
    """
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.subheader(**in_short(title), anchor=False)
        if table.empty:
            empty(t("empty.selection"))
            return
        _drawn(view, f"chart_{key}", title, chart, picks)
        if note or picks:
            st.caption(**in_short(sentences(note or "", t("chart.picked") if picks else "")))
        line, heading = view.provenance(note, categories), picture_title(view, title)
        with st.container(horizontal=True, vertical_alignment="center"):
            chart_downloads(view, key, title, chart, table, line, heading)
            with st.popover(t("page.table"), icon=":material/table:", type="tertiary"):
                st.dataframe(one_type(table), hide_index=True, placeholder=MISSING)


def _drawn(view: View, key: str, title: str, chart: Drawing, picks: Picks | None) -> None:
    options = {}
    if picks is not None:
        # Without the selection in its key a mark would stay clicked when its filter is taken away again.
        key += f"_{signs(repr(view.selection))}"
        chart, options = pickable(chart, picks.columns), on_select(view, key, picks)
    st.altair_chart(chart, width="stretch", theme=None, alt=title, key=key, **options)


def picture_title(view: View, title: str) -> str:
    """Return the title of a picture, with both spans where it holds figures against a comparison."""
    if view.compared is None:
        return title
    return t("title.compared", title=title, period=view.period_words(), compared=view.compared_words())
