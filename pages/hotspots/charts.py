"""The months of hot and cold areas at a glance."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ui import theme
from ui.charts import Drawing, field, rows_height, tooltip

SIGNS = {1: "▲", 0: "", -1: "▼"}


def months_at_a_glance(
    table: pd.DataFrame, month: str, area: str, standing: str, words: dict[int, str]
) -> Drawing:
    """Return a row of months for each area, a cell coloured by its standing and signed, so that colour is not all.

    `table` holds the columns named, in the order to be drawn, and a column `sign`; `words` names the standings
    1 (hot), 0 (neither) and -1 (cold), which are the values of `standing`.
    """
    hover = tooltip(table, [name for name in table if name != "sign"])
    across = alt.Axis(labelAngle=0, labelOverlap=True)
    areas, wide = list(table[area].unique()), alt.Axis(labelLimit=theme.WORDED_LABEL)
    base = alt.Chart(table).encode(
        x=alt.X(field=field(month), type="ordinal", title=None, axis=across),
        y=alt.Y(field=field(area), type="nominal", sort=areas, title=None, axis=wide),
        tooltip=hover,
    )
    cells = base.mark_rect(stroke=theme.PAPER, strokeWidth=1).encode(color=_colour(table, standing, words))
    signs = base.mark_text(color=theme.PAPER, fontSize=10).encode(text="sign:N")
    height = rows_height(len(areas))
    return alt.layer(cells, signs, height=height)


def _colour(table: pd.DataFrame, standing: str, words: dict[int, str]) -> alt.Color:
    """Return the colours of the standings that occur."""
    present = [mark for mark in words if words[mark] in set(table[standing])]
    scale = alt.Scale(
        domain=[words[mark] for mark in present], range=[theme.MONTH_COLOURS[mark] for mark in present]
    )
    return alt.Color(field=field(standing), type="nominal", title=None, scale=scale)
