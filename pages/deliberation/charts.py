"""Estimates with their intervals: a point and a line for each row."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ui import theme
from ui.charts import Drawing, field, tooltip

POINT_SIZE = 90


def intervals(
    table: pd.DataFrame, label: str, value: str, band: tuple[str, str], *, reference: float | None = None
) -> Drawing:
    """Return a point for each row in the table's order, a line over its interval, and a grey rule at `reference`.

    A row whose interval is missing has its point alone.
    """
    low, high = band
    scale = alt.Scale(zero=False, padding=24)
    y = alt.Y(field=field(label), type="nominal", sort=list(table[label]), title=None)
    base = alt.Chart(table).encode(y=y, tooltip=tooltip(table, list(table.columns)))
    x = alt.X(field=field(value), type="quantitative", title=value, scale=scale)
    points = base.mark_point(size=POINT_SIZE, filled=True, opacity=1).encode(x=x)
    lines = (
        alt.Chart(table.dropna(subset=[low, high]))
        .mark_rule(strokeWidth=2, color=theme.ACCENT)
        .encode(
            y=y,
            x=alt.X(field=field(low), type="quantitative", title=value, scale=scale),
            x2=alt.X2(field=field(high)),
        )
    )
    layers = [lines, points]
    if reference is not None:
        rule = alt.Chart(pd.DataFrame({"reference": [reference]})).mark_rule(color=theme.MUTED)
        layers.insert(
            0, rule.encode(x=alt.X(field="reference", type="quantitative", title=value, scale=scale))
        )
    height = theme.WORDED_BAR_STEP * len(table) + theme.AXIS_HEIGHT
    return alt.layer(*layers, height=height)
