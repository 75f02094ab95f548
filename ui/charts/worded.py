"""Bars followed by words."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from ui import theme
from ui.charts.beside import Beside, across
from ui.charts.fields import counted, field, tooltip
from ui.charts.layers import layered


def worded_bars(
    table: pd.DataFrame, label: str, value: str, words: Sequence[str], *, beside: Beside | None = None
) -> alt.LayerChart:
    """Return horizontal bars in the table's order, each followed by its words, and what stands `beside` them."""
    order = list(table[label])
    y = alt.Y(field=field(label), type="nominal", sort=order, title=None, scale=alt.Scale(type="band"))
    longest = float(table[value].max()) or 1.0
    room = alt.Scale(domain=[0, longest * (1 + theme.LABEL_SPACE)], nice=False)
    x = alt.X(field=field(value), type="quantitative", title=value, axis=counted(table[value]), scale=room)
    layers = [alt.Chart(table).mark_bar().encode(x=x, y=y, tooltip=tooltip(table, list(table.columns)))]
    if beside is not None:
        layers += across(table, beside, label, order, value)
    ends = table.assign(words=list(words), end=table[[value, beside.name if beside else value]].max(axis=1))
    texts = alt.Chart(ends).mark_text(align="left", dx=5, dy=-6, lineBreak="\n", color=theme.INK)
    at, told = alt.X(field="end", type="quantitative", title=value), alt.Text(field="words", type="nominal")
    layers.append(texts.encode(x=at, y=y, text=told))
    height = theme.WORDED_BAR_STEP * len(table) + theme.AXIS_HEIGHT
    return layered(*layers, height=height)
