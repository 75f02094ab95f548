"""Charts of grid work: a calendar of days, and grids by size."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from ui import theme
from ui.charts import Drawing, field, tooltip

WEEKS_WITH_FIGURES = 10  # more weeks than this leave no room for figures in the cells


def visit_calendar(
    table: pd.DataFrame, week: str, weekday: str, value: str, *, rows: Sequence[str], hover: Sequence[str]
) -> Drawing:
    """Return one cell for each day, weeks across and weekdays down, coloured by `value`; zero is grey.

    `rows` are the weekdays in order; `hover` names the columns told on hovering.
    """
    base = alt.Chart(table).encode(
        x=alt.X(
            field(week),
            type="ordinal",
            title=week,
            sort=list(table[week].unique()),
            axis=alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=8),
        ),
        y=alt.Y(field(weekday), type="ordinal", sort=list(rows), title=None),
        tooltip=tooltip(table, hover),
    )
    is_zero = alt.FieldEqualPredicate(field=field(value), equal=0)
    ramp = alt.Color(
        field(value),
        type="quantitative",
        title=value,
        scale=alt.Scale(range=list(theme.SEQUENTIAL), domainMin=0),
        legend=alt.Legend(gradientLength=160, title=value),
    )
    cells = base.mark_rect(stroke=theme.PAPER, strokeWidth=1).encode(
        color=alt.condition(is_zero, alt.value(theme.NO_VISIT), ramp)
    )
    layers = [cells]
    if table[week].nunique() <= WEEKS_WITH_FIGURES:
        is_dark = alt.FieldGTPredicate(field=field(value), gt=float(table[value].max()) * 0.6)
        figures = base.mark_text(fontSize=11).encode(
            text=alt.Text(field(value), type="quantitative", format=",.0f"),
            color=alt.condition(is_dark, alt.value(theme.PAPER), alt.value(theme.INK)),
        )
        layers.append(figures)
    return alt.layer(*layers).properties(height=theme.CALENDAR_HEIGHT)


def sizes_of_grids(
    table: pd.DataFrame, label: str, value: str, verdict: str, verdicts: dict[str, str]
) -> alt.Chart:
    """Return horizontal bars in the table's order, coloured by what the standard says of them.

    `verdicts` gives the words of each key of `theme.GRID_SIZES`.
    """
    colours = alt.Scale(
        domain=[verdicts[key] for key in theme.GRID_SIZES], range=list(theme.GRID_SIZES.values())
    )
    return (
        alt.Chart(table)
        .mark_bar()
        .encode(
            x=alt.X(field(value), type="quantitative", title=value, axis=alt.Axis(tickMinStep=1)),
            y=alt.Y(field(label), type="nominal", sort=list(table[label]), title=label),
            color=alt.Color(field(verdict), type="nominal", scale=colours),
            tooltip=tooltip(table, list(table.columns)),
        )
        .properties(height=theme.CHART_HEIGHT)
    )
