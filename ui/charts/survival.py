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
    legend = alt.Legend(symbolOpacity=1)  # the band's faintness would hide the colours
    base = alt.Chart(table).encode(
        x=alt.X(field(at), type="quantitative", title=at, scale=alt.Scale(nice=False)),
        color=alt.Color(field(series), type="nominal", sort=list(table[series].unique()), legend=legend),
    )
    areas = base.mark_area(opacity=0.18, interpolate="step-after").encode(
        y=_share(band[0], value), y2=field(band[1])
    )
    lines = base.mark_line(interpolate="step-after").encode(
        y=_share(value, value), tooltip=tooltip(table, [series, at, value, *band])
    )
    layers = [areas, lines]
    if compared is not None:
        dashed = base.mark_line(interpolate="step-after", strokeDash=[5, 4], strokeWidth=1.4)
        hover = tooltip(table, [series, at, compared])
        layers.append(dashed.encode(y=_share(compared, value), tooltip=hover))
    return alt.LayerChart(layer=layers).properties(height=theme.CHART_HEIGHT)


def _share(name: str, title: str) -> alt.Y:
    """Return the axis of a column in per cent, from none to all."""
    return alt.Y(field(name), type="quantitative", title=title, scale=alt.Scale(domain=[0, 100]))
