"""Charts: a table in, an Altair chart out. Field names are the table's own headings."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from ui import theme

Drawing = alt.Chart | alt.LayerChart | alt.FacetChart
"""What a chart function may return: one mark, or layers of them."""


def field(name: str) -> str:
    """Return a column's name as Vega reads it: dots and brackets would mean nested fields."""
    return "".join(f"\\{character}" if character in ".[]\\\"'" else character for character in name)


def trend(table: pd.DataFrame, at: str, value: str, series: str | None = None) -> alt.Chart:
    """Return a line over time, or one line for each value of `series`."""
    chart = (
        alt.Chart(table).mark_line(point=alt.OverlayMarkDef(size=28)).properties(height=theme.CHART_HEIGHT)
    )
    encoding = {
        "x": alt.X(field(at), type="temporal", title=None, axis=_time_axis(table[at])),
        "y": alt.Y(field(value), type="quantitative", title=value),
        "tooltip": tooltip(table, [at, *([series] if series else []), value]),
    }
    if series:
        encoding["color"] = alt.Color(field(series), type="nominal", sort=_order(table, series, value))
    return chart.encode(**encoding)


def bars(
    table: pd.DataFrame, label: str, value: str, *, keep_order: bool = False, tick: str | None = None
) -> Drawing:
    """Return horizontal bars, longest first unless the table's order is meant; `tick` marks a second value."""
    order = list(table[label]) if keep_order else "-x"
    y = alt.Y(field(label), type="nominal", sort=order, title=None)
    hover = tooltip(table, list(table.columns))
    base = alt.Chart(table).encode(y=y, tooltip=hover)
    height = theme.BAR_STEP * max(len(table), 1) + theme.AXIS_HEIGHT
    chart = base.mark_bar().encode(x=alt.X(field(value), type="quantitative", title=value))
    if tick is None:
        return chart.properties(height=height)
    mark = base.mark_tick(color=theme.INK, thickness=2, size=theme.BAR_STEP - 6)
    return alt.layer(chart, mark.encode(x=alt.X(field(tick), type="quantitative"))).properties(height=height)


def columns(table: pd.DataFrame, label: str, value: str, *, tick: str | None = None) -> Drawing:
    """Return vertical bars in the table's order; `tick` marks a second value."""
    x = alt.X(field(label), type="nominal", sort=list(table[label]), title=None, axis=alt.Axis(labelAngle=0))
    base = alt.Chart(table).encode(x=x, tooltip=tooltip(table, list(table.columns)))
    chart = base.mark_bar().encode(y=alt.Y(field(value), type="quantitative", title=value))
    if tick is None:
        return chart.properties(height=theme.CHART_HEIGHT)
    mark = base.mark_tick(color=theme.INK, thickness=2, size=theme.COLUMN_TICK)
    return alt.layer(chart, mark.encode(y=alt.Y(field(tick), type="quantitative"))).properties(
        height=theme.CHART_HEIGHT
    )


def stacked(table: pd.DataFrame, at: str, value: str, series: str, *, line: str | None = None) -> Drawing:
    """Return columns over time, stacked by `series`; the series named `line` is drawn as a dashed line over them."""
    parts = table[table[series] != line]
    size = max(3, 420 // _steps(parts[at]))
    room = alt.Scale(padding=size / 2)  # or the outer columns lie over the axis
    x = alt.X(field(at), type="temporal", title=None, axis=_time_axis(table[at]), scale=room)
    hover = tooltip(table, [at, series, value])
    chart = (
        alt.Chart(parts)
        .mark_bar(size=size)
        .encode(
            x=x,
            y=alt.Y(field(value), type="quantitative", title=value, stack="zero"),
            color=alt.Color(field(series), type="nominal", sort=list(parts[series].unique())),
            tooltip=hover,
        )
    )
    if len(parts) == len(table):
        return chart.properties(height=theme.CHART_HEIGHT)
    over = (
        alt.Chart(table[table[series] == line])
        .mark_line(color=theme.INK, strokeDash=[5, 4], strokeWidth=1.5)
        .encode(x=x, y=alt.Y(field(value), type="quantitative"), tooltip=hover)
    )
    return alt.layer(chart, over).properties(height=theme.CHART_HEIGHT)


def matrix(table: pd.DataFrame, across: str, down: str, value: str, rows: Sequence[str]) -> alt.Chart:
    """Return a table of cells coloured by `value`, its rows in the order given."""
    return (
        alt.Chart(table)
        .mark_rect(stroke=theme.PAPER, strokeWidth=1)
        .encode(
            x=alt.X(
                field(across), type="ordinal", title=across, axis=alt.Axis(labelAngle=0, labelOverlap=True)
            ),
            y=alt.Y(field(down), type="ordinal", sort=list(rows), title=None),
            color=alt.Color(
                field(value),
                type="quantitative",
                title=value,
                scale=alt.Scale(range=list(theme.SEQUENTIAL)),
                legend=alt.Legend(gradientLength=160),
            ),
            tooltip=tooltip(table, [down, across, value]),
        )
        .properties(height=theme.CHART_HEIGHT - 60)
    )


def scatter(table: pd.DataFrame, x: str, y: str, label: str) -> alt.Chart:
    """Return one point for each row, named on hovering."""
    return (
        alt.Chart(table)
        .mark_circle(size=70, opacity=0.75, color=theme.ACCENT)
        .encode(
            x=alt.X(field(x), type="quantitative", title=x),
            y=alt.Y(field(y), type="quantitative", title=y),
            tooltip=tooltip(table, [label, x, y]),
        )
        .properties(height=theme.CHART_HEIGHT)
    )


def _steps(moments: pd.Series) -> int:
    """Return how many columns a time axis has room for, those without anything to draw included."""
    apart = moments.drop_duplicates().sort_values().diff().dropna()
    return 1 + round(apart.sum() / apart.min()) if len(apart) else 1


def _time_axis(moments: pd.Series) -> alt.Axis:
    """Return an axis that writes months over long spans and days over short ones."""
    days = (moments.max() - moments.min()).days if len(moments) else 0
    if days <= theme.DAYS_WRITTEN_UP_TO:
        return alt.Axis(format="%m-%d", labelOverlap="greedy", labelSeparation=8)
    monthly = days <= theme.DAYS_TICKED_BY_MONTH  # or a month is written at two ticks
    return alt.Axis(
        format="%Y-%m",
        labelOverlap="greedy",
        labelSeparation=8,
        tickCount="month" if monthly else alt.Undefined,
    )


def tooltip(table: pd.DataFrame, names: Sequence[str]) -> list[alt.Tooltip]:
    """Return what a mark says on hovering: each column by its own heading, written as its type is."""

    def one(name: str) -> alt.Tooltip:
        if pd.api.types.is_datetime64_any_dtype(table[name]):
            return alt.Tooltip(field(name), type="temporal", title=name, format="%Y-%m-%d")
        if pd.api.types.is_numeric_dtype(table[name]):
            return alt.Tooltip(field(name), type="quantitative", title=name, format=",.2~f")
        return alt.Tooltip(field(name), type="nominal", title=name)

    return [one(name) for name in names]


def _order(table: pd.DataFrame, series: str, value: str) -> list[str]:
    """Return the series by their total, largest first, so that the legend reads like the chart."""
    return list(table.groupby(series)[value].sum().sort_values(ascending=False).index)
