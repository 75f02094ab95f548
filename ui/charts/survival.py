"""Curves of what is still open, as time goes by."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ui import theme
from ui.charts.fields import field, tooltip


def survival(
    table: pd.DataFrame,
    at: str,
    value: str,
    band: tuple[str, str],
    series: str,
    compared: str | None = None,
) -> alt.LayerChart:
    """Return falling step curves in per cent, one for each `series`, each in its confidence band.

    The column `compared` holds a second curve of a series, dashed and without a band.
    """
    low, high = band
    legend = alt.Legend(symbolOpacity=1)  # the band's faintness would hide the colours
    base = alt.Chart(table).encode(
        x=alt.X(field(at), type="quantitative", title=at, scale=alt.Scale(nice=False)),
        color=alt.Color(field(series), type="nominal", sort=list(table[series].unique()), legend=legend),
    )
    scale = alt.Scale(domain=[0, 100])
    areas = base.mark_area(opacity=0.18, interpolate="step-after").encode(
        y=alt.Y(field(low), type="quantitative", title=value, scale=scale), y2=field(high)
    )
    lines = base.mark_line(interpolate="step-after").encode(
        y=alt.Y(field(value), type="quantitative", title=value, scale=scale),
        tooltip=tooltip(table, [series, at, value, low, high]),
    )
    layers = [areas, lines]
    if compared is not None:
        dashed = base.mark_line(interpolate="step-after", strokeDash=[5, 4], strokeWidth=1.4)
        y = alt.Y(field(compared), type="quantitative", title=value, scale=scale)
        layers.append(dashed.encode(y=y, tooltip=tooltip(table, [series, at, compared])))
    return alt.LayerChart(layer=layers).properties(height=theme.CHART_HEIGHT)
