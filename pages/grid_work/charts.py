"""Charts of grid work: a calendar of days, and grids by size."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from ui import theme
from ui.charts import Drawing, bars, field, tooltip

WEEKS_WITH_FIGURES = 10  # more weeks than this leave no room for figures in the cells
DARK_FROM = 0.6  # of the largest value


def visit_calendar(
    table: pd.DataFrame, week: str, weekday: str, value: str, *, rows: Sequence[str], hover: Sequence[str]
) -> Drawing:
    """Return one cell for each day, weeks across and weekdays down, coloured by `value`; zero is grey.

    `rows` are the weekdays in order; `hover` names the columns told on hovering.
    """
    axis = alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=8)
    weeks = list(table[week].unique())
    base = alt.Chart(table).encode(
        x=alt.X(field=field(week), type="ordinal", title=week, sort=weeks, axis=axis),
        y=alt.Y(field=field(weekday), type="ordinal", sort=list(rows), title=None),
        tooltip=tooltip(table, hover),
    )
    layers = [_cells(base, value)]
    if len(weeks) <= WEEKS_WITH_FIGURES:
        layers.append(_figures(base, value, most=float(table[value].max())))
    return alt.layer(*layers, height=theme.CALENDAR_HEIGHT)


def _cells(base: alt.Chart, value: str) -> alt.Chart:
    is_zero = alt.FieldEqualPredicate(field=field(value), equal=0)
    ramp = alt.Color(
        field=field(value),
        type="quantitative",
        title=value,
        scale=alt.Scale(range=list(theme.SEQUENTIAL), domainMin=0),
        legend=alt.Legend(gradientLength=160, title=value),
    )
    colour = alt.condition(is_zero, alt.value(theme.NO_VISIT), ramp)
    return base.mark_rect(stroke=theme.PAPER, strokeWidth=1).encode(color=colour)


def _figures(base: alt.Chart, value: str, most: float) -> alt.Chart:
    """Return the figure of each cell, light on those that are dark."""
    is_dark = alt.FieldGTPredicate(field=field(value), gt=most * DARK_FROM)
    return base.mark_text(fontSize=11).encode(
        text=alt.Text(field=field(value), type="quantitative", format=",.0f"),
        color=alt.condition(is_dark, alt.value(theme.PAPER), alt.value(theme.INK)),
    )


def sizes_of_grids(
    table: pd.DataFrame, label: str, value: str, verdict: str, verdicts: dict[str, str]
) -> Drawing:
    """Return horizontal bars in the table's order, coloured by what the standard says of them.

    `verdicts` gives the words of each key of `theme.GRID_SIZES`.
    """
    colours = alt.Scale(
        domain=[verdicts[key] for key in theme.GRID_SIZES], range=list(theme.GRID_SIZES.values())
    )
    return bars(
        table,
        label,
        value,
        keep_order=True,
        colour=alt.Color(field=field(verdict), type="nominal", scale=colours),
    )
