"""Shares as coloured cells."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from ui import theme
from ui.charts import Drawing, field, rows_height, tooltip

BOUNDS = (0.1, 1.0, 5.0, 20.0)
"""Shares in per cent between the colours: faults are rare or many, seldom in between."""

DARK_FROM = 20.0
SLOPE = -30  # of the names of columns, so that they fit on a phone
ROOM_ABOVE = 12  # between the chart's title and these names


def cells(table: pd.DataFrame, down: str, across: str, share: str, *, hover: Sequence[str]) -> Drawing:
    """Return a cell for each row and column, coloured by its share in per cent, with the share in it.

    A share of 0 is grey, one that is not known has a dash. Rows and columns stand in the table's order.
    """
    rows, columns = list(table[down].unique()), list(table[across].unique())
    axis = alt.Axis(labelAngle=SLOPE, labelAlign="left", orient="top", labelOverlap=False, ticks=False)
    base = alt.Chart(table.assign(words=[_words(value) for value in table[share]])).encode(
        x=alt.X(field=field(across), type="nominal", sort=columns, title=None, axis=axis),
        y=alt.Y(field=field(down), type="nominal", sort=rows, title=None),
        tooltip=tooltip(table, hover),
    )
    colours = [theme.NO_VISIT, *theme.sequential_range(len(BOUNDS) + 1)]
    ramp = alt.Scale(type="threshold", domain=[1e-9, *BOUNDS], range=colours)
    colour = alt.Color(field=field(share), type="quantitative", scale=ramp, legend=None)
    known = base.transform_filter(alt.FieldValidPredicate(field=field(share), valid=True))
    shaded = known.mark_rect(stroke=theme.PAPER, strokeWidth=1).encode(color=colour)
    is_dark = alt.FieldGTEPredicate(field=field(share), gte=DARK_FROM)
    told = base.mark_text(fontSize=11).encode(
        text="words:N", color=alt.condition(is_dark, alt.value(theme.PAPER), alt.value(theme.INK))
    )
    height = rows_height(len(rows))
    return alt.layer(shaded, told, height=height, padding={"top": ROOM_ABOVE})


def _words(share: float) -> str:
    """Return a share in as few digits as tell it from none."""
    if pd.isna(share):
        return "—"
    if share == 0:
        return "0"
    if share < BOUNDS[0]:
        return f"<{BOUNDS[0]}"
    return f"{share:.1f}"
