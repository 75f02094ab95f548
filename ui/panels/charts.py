"""The blocks that pages are made of: figures in a row, a chart with its table and files, and empty states."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from ui.charts import Drawing
from ui.charts.pictures import OnPage, at_least, png_bytes
from ui.files.menu import chart_downloads
from ui.files.tables import signs
from ui.panels.notes import empty_panel
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
    least: float = 0,
) -> None:
    """Draw a chart under its title, with its table as the text alternative and its files.

    `note` says what is counted or how; it goes into the files too. `categories` is False for charts that
    the category filter does not touch. A view that holds figures against a comparison has its files say so.
    With `picks` a click on a mark narrows the page to what it stands for, or opens it. On the page the chart is
    `least` pixels high, those of what stands beside it, so that its card is not half empty.
    """
    if table.empty:
        empty_panel(title, t("empty.selection"))
        return
    heading, ends = whole_title(view, title), _in_a_sentence(table)
    line, said = view.provenance(note, categories), sentences(ends, note or "")
    with st.container(border=True, height="stretch", gap="xsmall"):
        _titled(view, key, title, heading, line, said, chart, table)
        _drawn(view, f"chart_{key}", sentences(heading, ends), at_least(chart, least), picks)
        if note or picks:
            st.caption(**in_short(sentences(note or "", t(picks.words) if picks else "")))


def _titled(
    view: View, key: str, title: str, heading: str, line: str, said: str, chart: Drawing, table: pd.DataFrame
) -> None:
    """Draw the line of the title, with what can be done with the chart; `said` stands below it when enlarged."""
    title_line(
        key,
        title,
        heading,
        table,
        line,
        files=partial(chart_downloads, view, key, title, chart, table, line, heading),
        large=partial(_enlarged, key, heading, said, chart),
        picture=partial(png_bytes, chart, heading, line),
    )


def _drawn(view: View, key: str, told: str, chart: Drawing, picks: Picks | None) -> None:
    if picks is None:
        _shown(OnPage(chart), told, key)
        return
    # Without the selection in its key a mark would stay clicked when its filter is taken away again.
    key += f"_{signs(repr(view.selection))}"
    _shown(OnPage(chart, picks.columns), told, key, **on_select(view, key, picks))


def _enlarged(key: str, heading: str, note: str, chart: Drawing) -> None:
    """Draw a chart as high as a window has room for, and in a sentence."""
    _shown(OnPage(at_least(chart)), heading, f"large_{key}")
    st.caption(**in_short(note))


def _shown(drawing: Any, told: str, key: str, **options: Any) -> None:
    st.altair_chart(drawing, width="stretch", theme=None, alt=told, key=key, **options)


def whole_title(view: View, title: str) -> str:
    """Return a title with place and span, and both spans where a chart holds figures against a comparison."""
    period = view.period_words()
    if view.compared is not None:
        period = t("title.compared", period=period, compared=view.compared_words())
    return t("title.whole", place=view.place_words(), title=title, period=period)


def _in_a_sentence(table: pd.DataFrame) -> str:
    """Return the ends of a table's first figure in words; nothing where there is none."""
    numbers = [name for name in table if pd.api.types.is_any_real_numeric_dtype(table[name])]
    figure = next((name for name in numbers if table[name].notna().any()), None)
    if figure is None:
        return ""
    values = table[figure].to_numpy(dtype=float, na_value=np.nan)
    others = [table[name] for name in table if name not in numbers]
    words = {"figure": figure}
    for end, row in (("most", int(np.nanargmax(values))), ("least", int(np.nanargmin(values)))):
        words[end] = f"{values[row]:,.10g}"
        words[f"at_{end}"] = " ".join(_worded(column.iloc[row]) for column in others)
    return t("chart.ends", **words)


def _worded(cell: object) -> str:
    return f"{cell:%Y-%m-%d}" if isinstance(cell, pd.Timestamp) else str(cell)
