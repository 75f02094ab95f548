"""Charts of activities: cells over time, with or without their number, and a point for each place."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from ui import theme
from ui.charts import Drawing, field, tooltip

DARK_FROM = 0.7  # share of the largest value from which a cell is too dark for dark figures
ROOM_FOR_FIGURES = 42  # pixels that a cell must be wide for its figure to be written


def cells(
    table: pd.DataFrame,
    across: str,
    down: str,
    value: str,
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    hover: Sequence[str],
    numbers: bool = False,
    height: int = theme.CHART_HEIGHT - 60,
) -> Drawing:
    """Return cells coloured by `value`, whether or not each of `rows` and `columns` has one.

    `hover` is what is told on hovering. `numbers` writes each value where the screen has room for it; without
    numbers the colour goes by the square root, so that one great day does not pale all others.
    """
    axis = alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=6)
    domain = alt.Scale(domain=list(columns))
    base = alt.Chart(table).encode(
        x=alt.X(field=field(across), type="ordinal", title=None, scale=domain, axis=axis),
        y=alt.Y(field=field(down), type="ordinal", sort=list(rows), title=None),
        tooltip=tooltip(table, hover),
    )
    boxes = base.mark_rect(stroke=theme.PAPER, strokeWidth=1).encode(color=_colour(value, numbers))
    if not numbers:
        return boxes.properties(height=height)
    return alt.layer(boxes, _figures(base, table[value], len(columns)), height=height)


def _colour(value: str, numbers: bool) -> alt.Color:
    return alt.Color(
        field=field(value),
        type="quantitative",
        title=value,
        scale=alt.Scale(type="linear" if numbers else "sqrt", range=list(theme.SEQUENTIAL), zero=True),
        legend=alt.Legend(gradientLength=200, tickCount=2),
    )


def _figures(base: alt.Chart, values: pd.Series, columns: int) -> alt.Chart:
    """Return each value written into its cell, for charts that are wide enough for so many columns."""
    value = str(values.name)
    limit = DARK_FROM * float(values.max() or 0)
    ink = alt.when(alt.datum[value] > limit).then(alt.value(theme.PAPER)).otherwise(alt.value(theme.INK))
    enough = ROOM_FOR_FIGURES * columns
    return base.mark_text(fontSize=11, opacity=alt.expr(f"width < {enough} ? 0 : 1")).encode(
        text=alt.Text(field=field(value), type="quantitative", format=",d"), color=ink
    )


def scatter(table: pd.DataFrame, x: str, y: str, label: str) -> alt.Chart:
    """Return one point for each row, named on hovering."""
    return (
        alt.Chart(table)
        .mark_circle(size=70, opacity=0.75, color=theme.ACCENT)
        .encode(
            x=alt.X(field=field(x), type="quantitative", title=x),
            y=alt.Y(field=field(y), type="quantitative", title=y),
            tooltip=tooltip(table, [label, x, y]),
        )
        .properties(height=theme.CHART_HEIGHT)
    )
