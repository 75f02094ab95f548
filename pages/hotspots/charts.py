"""The months of hot and cold areas at a glance."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ui import theme
from ui.charts import Drawing, field, tooltip

SIGNS = {1: "▲", 0: "", -1: "▼"}


def months_at_a_glance(
    table: pd.DataFrame, month: str, area: str, standing: str, words: dict[int, str]
) -> Drawing:
    """Return a row of months for each area, a cell coloured by its standing and signed, so that colour is not all.

    `table` holds the columns named, in the order to be drawn, and a column `sign`; `words` names the standings
    1 (hot), 0 (neither) and -1 (cold), which are the values of `standing`.
    """
    present = [mark for mark in words if words[mark] in set(table[standing])]
    shown = [name for name in table if name != "sign"]
    base = alt.Chart(table).encode(
        x=alt.X(field(month), type="ordinal", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=alt.Y(
            field(area),
            type="nominal",
            sort=list(table[area].unique()),
            title=None,
            axis=alt.Axis(labelLimit=theme.WORDED_LABEL),
        ),
    )
    cells = base.mark_rect(stroke=theme.PAPER, strokeWidth=1).encode(
        color=alt.Color(
            field(standing),
            type="nominal",
            title=None,
            scale=alt.Scale(
                domain=[words[mark] for mark in present],
                range=[theme.MONTH_COLOURS[mark] for mark in present],
            ),
        ),
        tooltip=tooltip(table, shown),
    )
    signs = base.mark_text(color=theme.PAPER, fontSize=10).encode(
        text="sign:N", tooltip=tooltip(table, shown)
    )
    rows = table[area].nunique()
    return alt.layer(cells, signs).properties(height=theme.BAR_STEP * max(rows, 1) + theme.AXIS_HEIGHT)
