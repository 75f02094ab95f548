"""Curves of what is still open, as time goes by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from ui import theme
from ui.charts.beside import Beside, named_curve
from ui.charts.fields import field, tooltip
from ui.charts.labels import colours_of, last_values, names_at_ends, room_for
from ui.charts.layers import layered


def survival(
    table: pd.DataFrame,
    at: str,
    value: str,
    band: tuple[str, str],
    series: str,
    beside: Beside | None = None,
    parts: Sequence[str] = (),
) -> alt.LayerChart:
    """Return falling step curves in per cent, one for each `series`, each in its confidence band, named at its end.

    `beside` names the column that holds a second curve of each series, dashed and without a band. `parts` are all
    series that there can be: each keeps its colour.
    """
    names = list(table[series].unique())
    room = alt.Scale(nice=False, range=[0, alt.ExprRef(f"width - {room_for(names)}")])
    colour = colours_of(series, names, parts)
    across: dict[str, Any] = {"x": alt.X(field=field(at), type="quantitative", title=at, scale=room)}
    base = alt.Chart(table).encode(**across, color=colour)
    areas = base.mark_area(opacity=0.18, interpolate="step-after")
    lines = base.mark_line(interpolate="step-after").encode(
        y=_share(value, value), tooltip=tooltip(table, [series, at, value, *band])
    )
    layers = [areas.encode(y=_share(band[0], value), y2=alt.Y2(field=field(band[1]))), lines]
    if beside is not None:
        layers.append(named_curve(table, beside, series, y=_share(beside.name, value), **across))
    layers += names_at_ends(last_values(table, at, value, series, names), series, value, colour, 100)
    return layered(*layers, height=theme.CHART_HEIGHT)


def _share(name: str, title: str) -> alt.Y:
    """Return the axis of a column in per cent, from none to all."""
    return alt.Y(field=field(name), type="quantitative", title=title, scale=alt.Scale(domain=[0, 100]))
