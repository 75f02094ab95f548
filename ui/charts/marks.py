"""Charts: a table in, an Altair chart out. Field names are the table's own headings."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from ui import theme
from ui.charts.fields import Drawing, field, time_axis, tooltip
from ui.words.text import text_width


def trend(
    table: pd.DataFrame,
    at: str,
    value: str,
    series: str | None = None,
    *,
    cut: Sequence[pd.Timestamp] = (),
) -> Drawing:
    """Return a line over time, or one for each value of `series`; dashed to and from the moments that are `cut`."""
    encoding = {
        "x": alt.X(field(at), type="temporal", title=None, axis=time_axis(table[at])),
        "y": alt.Y(field(value), type="quantitative", title=value),
        "tooltip": tooltip(table, [at, *([series] if series else []), value]),
    }
    if series:
        encoding["color"] = alt.Color(field(series), type="nominal", sort=_order(table, series, value))
    whole = alt.Chart(table[~table[at].isin(cut)]).mark_line(point=alt.OverlayMarkDef(size=28))
    if not len(cut):
        return whole.encode(**encoding).properties(height=theme.CHART_HEIGHT)
    dashed = alt.Chart(table).mark_line(strokeDash=theme.DASHED, opacity=theme.PALE, point=True)
    layers = [dashed.encode(**encoding), whole.encode(**encoding)]
    return alt.layer(*layers).properties(height=theme.CHART_HEIGHT)


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
    x = alt.X(field(label), type="nominal", sort=list(table[label]), title=None, axis=_level(table[label]))
    base = alt.Chart(table).encode(x=x, tooltip=tooltip(table, list(table.columns)))
    chart = base.mark_bar().encode(y=alt.Y(field(value), type="quantitative", title=value))
    if tick is None:
        return chart.properties(height=theme.CHART_HEIGHT)
    mark = base.mark_tick(color=theme.INK, thickness=2, size=theme.COLUMN_TICK)
    return alt.layer(chart, mark.encode(y=alt.Y(field(tick), type="quantitative"))).properties(
        height=theme.CHART_HEIGHT
    )


def _level(labels: pd.Series) -> alt.Axis:
    """Return an axis whose labels lie level, and aslant in a chart too narrow for them beside each other."""
    widest = max((text_width(str(label)) for label in labels), default=0)
    narrow = f"width < {len(labels) * (widest * theme.LETTER + theme.GAP)}"
    return alt.Axis(
        labelAngle=alt.ExprRef(f"{narrow} ? -40 : 0"),
        labelAlign=alt.ExprRef(f"{narrow} ? 'right' : 'center'"),
        labelBaseline=alt.ExprRef(f"{narrow} ? 'middle' : 'top'"),
    )


def _order(table: pd.DataFrame, series: str, value: str) -> list[str]:
    """Return the series by their total, largest first, so that the legend reads like the chart."""
    return list(table.groupby(series)[value].sum().sort_values(ascending=False).index)
