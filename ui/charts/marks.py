"""Charts: a table in, an Altair chart out. Field names are the table's own headings."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ui import theme
from ui.charts.beside import Aim, Beside, across, through, words_from
from ui.charts.fields import Drawing, counted, field, tooltip
from ui.charts.labels import figure_room, values_behind
from ui.charts.layers import layered
from ui.words.text import text_width

NEAR = 0.12  # of the longest bar: the line of a comparison so near behind a bar lies in the words' place


def bars(
    table: pd.DataFrame,
    label: str,
    value: str,
    *,
    keep_order: bool = False,
    beside: Beside | None = None,
    colour: alt.Color | None = None,
    aim: Aim | None = None,
) -> Drawing:
    """Return horizontal bars with their values, longest first unless the table's order is meant.

    A second value may stand `beside` each; without a `colour` all have one. A line leads through all at their `aim`.
    """
    ordered = table if keep_order else table.sort_values(value, ascending=False, kind="stable")
    order = list(ordered[label])
    y = alt.Y(field=field(label), type="nominal", sort=order, title=None, scale=alt.Scale(type="band"))
    base = alt.Chart(table).encode(y=y)
    x = alt.X(
        field=field(value), type="quantitative", title=value, axis=counted(table[value]), scale=figure_room()
    )
    drawn = base.mark_bar().encode(x=x, tooltip=tooltip(table, list(table.columns)))
    layers = [drawn if colour is None else drawn.encode(color=colour)]
    if aim is not None:
        layers += through(aim, value)
    if beside is not None:
        layers += across(table, beside._replace(raised=aim is not None), label, order, value)
    layers.append(values_behind(base, table, value, words_from(value, beside, NEAR * table[value].max())))
    return layered(*layers, height=rows_height(len(table)))


def rows_height(rows: int) -> int:
    """Return how high a chart is whose rows, of bars or cells, are each as high as a name beside it."""
    return theme.BAR_STEP * max(rows, 1) + theme.AXIS_HEIGHT


def columns(table: pd.DataFrame, label: str, value: str, *, beside: Beside | None = None) -> Drawing:
    """Return vertical bars with their values in the table's order, and what stands `beside` them."""
    order = list(table[label])
    x = alt.X(
        field=field(label),
        type="nominal",
        sort=order,
        title=None,
        axis=_level(table[label]),
        scale=alt.Scale(type="band"),
    )
    base = alt.Chart(table).encode(x=x)
    tall = alt.Scale(range=[alt.ExprRef("height"), theme.FIGURE_HEIGHT])
    y = alt.Y(field=field(value), type="quantitative", title=value, axis=counted(table[value]), scale=tall)
    layers = [base.mark_bar().encode(y=y, tooltip=tooltip(table, list(table.columns)))]
    if beside is not None:
        layers += across(table, beside, label, order, value, down=True)
    layers.append(
        values_behind(base, table, value, words_from(value, beside, NEAR * table[value].max()), up=True)
    )
    return layered(*layers, height=theme.CHART_HEIGHT)


def _level(labels: pd.Series) -> alt.Axis:
    """Return an axis whose labels lie level, and aslant in a chart too narrow for them beside each other."""
    widest = max((text_width(str(label)) for label in labels), default=0)
    narrow = f"width < {len(labels) * (widest * theme.LETTER + theme.GAP)}"
    return alt.Axis(
        labelAngle=alt.ExprRef(f"{narrow} ? -40 : 0"),
        labelAlign=alt.ExprRef(f"{narrow} ? 'right' : 'center'"),
        labelBaseline=alt.ExprRef(f"{narrow} ? 'middle' : 'top'"),
    )
