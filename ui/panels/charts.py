"""The blocks that pages are made of: figures in a row, a chart with its table and files, and empty states."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ui.charts import Drawing
from ui.files.menu import chart_downloads
from ui.panels.notes import empty
from ui.panels.tables import one_type
from ui.session.view import View
from ui.words.numbers import MISSING
from ui.words.text import in_short, t


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
    the category filter does not touch. A view that holds figures against a comparison has its files say so.
    """
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.subheader(**in_short(title), anchor=False)
        if table.empty:
            empty(t("empty.selection"))
            return
        st.altair_chart(chart, width="stretch", theme=None, alt=title, key=f"chart_{key}")
        if note:
            st.caption(**in_short(note))
        line, heading = view.provenance(note, categories), picture_title(view, title)
        with st.container(horizontal=True, vertical_alignment="center"):
            chart_downloads(view, key, title, chart, table, line, heading)
            with st.popover(t("page.table"), icon=":material/table:", type="tertiary"):
                st.dataframe(one_type(table), hide_index=True, placeholder=MISSING)


def picture_title(view: View, title: str) -> str:
    """Return the title of a picture, with both spans where it holds figures against a comparison."""
    if view.compared is None:
        return title
    return t("title.compared", title=title, period=view.period_words(), compared=view.compared_words())
