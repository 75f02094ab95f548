"""Bars followed by words."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from ui import theme
from ui.charts.fields import field, tooltip


def worded_bars(
    table: pd.DataFrame, label: str, value: str, words: Sequence[str], *, tick: str | None = None
) -> alt.LayerChart:
    """Return horizontal bars in the table's order, each followed by its words; `tick` marks a second value."""
    longest = float(table[value].max()) or 1.0
    bars = (
        alt.Chart(table)
        .mark_bar()
        .encode(
            x=alt.X(
                field(value),
                type="quantitative",
                title=value,
                axis=alt.Axis(labelOverlap="greedy", labelSeparation=6),
                scale=alt.Scale(domain=[0, longest * (1 + theme.LABEL_SPACE)], nice=False),
            ),
            y=alt.Y(field(label), type="nominal", sort=list(table[label]), title=None),
            tooltip=tooltip(table, list(table.columns)),
        )
    )
    layers = [bars]
    if tick is not None:
        marks = bars.mark_tick(color=theme.INK, thickness=2, size=theme.BAR_STEP - 6)
        layers.append(marks.encode(x=alt.X(field(tick), type="quantitative")))
    ends = table.assign(words=list(words), end=table[[value, tick or value]].max(axis=1))
    texts = alt.Chart(ends).mark_text(align="left", dx=5, dy=-6, lineBreak="\n", color=theme.INK)
    texts = texts.encode(x="end:Q", y=alt.Y(field(label), type="nominal", sort=list(table[label])))
    height = theme.WORDED_BAR_STEP * len(table) + theme.AXIS_HEIGHT
    return alt.LayerChart(layer=[*layers, texts.encode(text="words:N")]).properties(height=height)
