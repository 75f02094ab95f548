"""Bars of parts that add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from ui import theme
from ui.charts.beside import Beside, across, words_from
from ui.charts.fields import Drawing, counted, field, tooltip, within_palette
from ui.charts.labels import figure_room, values_behind, values_inside
from ui.charts.layers import layered

LEGEND_HEIGHT = 30


def stacked_bars(
    table: pd.DataFrame,
    label: str,
    value: str,
    series: str,
    *,
    labels: Sequence[str],
    parts: Sequence[str] | Mapping[str, str],
    compared: pd.DataFrame | None = None,
    words: str = "",
) -> Drawing:
    """Return horizontal bars, one for each of `labels`, stacked by the `parts` that `series` names; both in order.

    A part keeps its colour whichever others there are, that of `parts` or of its place; beyond the colours the least
    are others. The legend names those there are. `compared` has a second value for each label, named by `words`.
    """
    table, colours = _coloured(table, label, value, series, parts)
    sums = table.groupby(label)[value].sum().rename("sum").reset_index()
    band = alt.Scale(type="band", domain=list(labels))
    y = alt.Y(field=field(label), type="nominal", sort=list(labels), scale=band, title=None)
    bars = _bars_of_parts(table, value, series, colours)
    layers = [bars.encode(y=y, tooltip=tooltip(table, [label, series, value]))]
    if compared is not None and len(compared):
        layers += across(compared, Beside(value, words), label, labels, value)
    else:
        inside = in_their_order(table, series, list(colours)).encode(y=y)
        layers.append(values_inside(inside, table, value, series, colours, max(float(sums["sum"].max()), 1)))
    layers.append(values_behind(alt.Chart(sums).encode(y=y), sums, "sum", words_from("sum", None), value))
    height = theme.WORDED_BAR_STEP * len(labels) + theme.AXIS_HEIGHT + LEGEND_HEIGHT
    return layered(*layers, height=height)


def _coloured(
    table: pd.DataFrame, label: str, value: str, series: str, parts: Sequence[str] | Mapping[str, str]
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the table with as many parts as there are colours, and the colour of each.

    It is that of the part's place, or where there are more places than colours, of its place among those present.
    """
    if isinstance(parts, Mapping):
        return table, dict(parts)
    table = within_palette(table, label, value, series, apart=None)
    present = set(table[series])
    named = [*parts, *sorted(present - set(parts))]
    if len(named) > len(theme.CATEGORICAL):
        named = [part for part in named if part in present]
    return table, dict(zip(named, theme.CATEGORICAL, strict=False))


def _bars_of_parts(table: pd.DataFrame, value: str, series: str, colours: Mapping[str, str]) -> alt.Chart:
    """Return the bars without their labels, each part in its colour and order."""
    present = [part for part in colours if part in set(table[series])]
    return in_their_order(table, series, list(colours)).encode(
        x=alt.X(
            field=field(value),
            type="quantitative",
            title=value,
            stack="zero",
            axis=counted(table[value]),
            scale=figure_room(),
        ),
        color=alt.Color(
            field=field(series),
            type="nominal",
            scale=alt.Scale(domain=list(colours), range=list(colours.values())),
            legend=alt.Legend(values=present),
        ),
    )


def in_their_order(table: pd.DataFrame, series: str, parts: Sequence[str], order: str = "part") -> alt.Chart:
    """Return bars yet to be encoded, whose `parts`, named by `series`, lie on each other in the order given.

    `order` is the column of the chart's data that holds a part's place in it.
    """
    placed = table.assign(**{order: table[series].map(list(parts).index)})
    return alt.Chart(placed).mark_bar().encode(order=alt.Order(field=order, type="quantitative"))
