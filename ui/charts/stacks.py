"""Bars and columns of parts that add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from ui import theme
from ui.charts.fields import Drawing, field, time_axis, tooltip, within_palette

COMPARED: Mapping[str, Any] = {"color": theme.INK, "strokeDash": theme.DASHED, "strokeWidth": 1.5}
"""The line of a comparison."""


def stacked_bars(
    table: pd.DataFrame,
    label: str,
    value: str,
    series: str,
    *,
    labels: Sequence[str],
    parts: Sequence[str],
    beside: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Return horizontal bars, one for each of `labels`, stacked by the `parts` that `series` names; both in order.

    A part keeps its colour whichever others there are; the legend names those that there are. `beside` has a
    second value for each label, marked by a line.
    """
    y = alt.Y(
        field(label), type="nominal", sort=list(labels), scale=alt.Scale(domain=list(labels)), title=None
    )
    layers = [
        _bars_of_parts(table, value, series, parts).encode(
            y=y, tooltip=tooltip(table, [label, series, value])
        )
    ]
    if beside is not None:
        marks = alt.Chart(beside).mark_tick(color=theme.INK, thickness=2, size=theme.BAR_STEP - 6)
        x = alt.X(field(value), type="quantitative")
        layers.append(marks.encode(x=x, y=y, tooltip=tooltip(beside, [label, value])))
    return alt.LayerChart(layer=layers).properties(height=theme.CHART_HEIGHT)


def _bars_of_parts(table: pd.DataFrame, value: str, series: str, parts: Sequence[str]) -> alt.Chart:
    """Return the bars without their labels, each part in its colour and order."""
    present = [part for part in parts if part in set(table[series])]
    axis = alt.Axis(tickMinStep=1)
    return in_their_order(table, series, parts).encode(
        x=alt.X(field(value), type="quantitative", title=value, stack="zero", axis=axis),
        color=alt.Color(
            field(series),
            type="nominal",
            scale=alt.Scale(domain=list(parts)),
            legend=alt.Legend(values=present),
        ),
    )


def in_their_order(table: pd.DataFrame, series: str, parts: Sequence[str], order: str = "part") -> alt.Chart:
    """Return bars yet to be encoded, whose `parts`, named by `series`, lie on each other in the order given.

    `order` is the column of the chart's data that holds a part's place in it.
    """
    placed = table.assign(**{order: table[series].map(list(parts).index)})
    return alt.Chart(placed).mark_bar().encode(order=alt.Order(f"{order}:Q"))


def stacked(
    table: pd.DataFrame,
    at: str,
    value: str,
    series: str,
    *,
    line: str | None = None,
    cut: Sequence[pd.Timestamp] = (),
) -> Drawing:
    """Return columns over time, stacked by `series`, pale at the moments that are `cut`.

    The series named `line` is drawn as a dashed line over them. More series than colours: the least are one of others.
    """
    table = within_palette(table, at, value, series, apart=line)
    parts = table[table[series] != line]
    size = max(3, 420 // _steps(parts[at]))
    room = alt.Scale(padding=size / 2)  # or the outer columns lie over the axis
    x = alt.X(field(at), type="temporal", title=None, axis=time_axis(table[at]), scale=room)
    hover = tooltip(table, [at, series, value])
    chart = _columns_of_parts(parts, at, cut, size).encode(
        x=x,
        y=alt.Y(field(value), type="quantitative", title=value, stack="zero"),
        color=alt.Color(field(series), type="nominal", sort=list(parts[series].unique())),
        tooltip=hover,
    )
    if len(parts) == len(table):
        return chart.properties(height=theme.CHART_HEIGHT)
    over = alt.Chart(table[table[series] == line]).mark_line(**COMPARED)
    over = over.encode(x=x, y=alt.Y(field(value), type="quantitative"), tooltip=hover)
    return alt.layer(chart, over).properties(height=theme.CHART_HEIGHT)


def _columns_of_parts(parts: pd.DataFrame, at: str, cut: Sequence[pd.Timestamp], size: int) -> alt.Chart:
    """Return columns yet to be encoded, pale at the moments that are cut."""
    if not len(cut):
        return alt.Chart(parts).mark_bar(size=size)
    shown = parts.assign(shade=parts[at].isin(cut).map({True: theme.PALE, False: 1.0}))
    return (
        alt.Chart(shown).mark_bar(size=size).encode(opacity=alt.Opacity("shade:Q", scale=None, legend=None))
    )


def _steps(moments: pd.Series) -> int:
    """Return how many columns a time axis has room for, those without anything to draw included."""
    apart = moments.drop_duplicates().sort_values().diff().dropna()
    return 1 + round(apart.sum() / apart.min()) if len(apart) else 1
