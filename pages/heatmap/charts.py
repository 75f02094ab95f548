"""Charts of the heatmap: cases by hour and day of the week."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from ui import theme
from ui.charts import field, tooltip


def matrix(table: pd.DataFrame, across: str, down: str, value: str, rows: Sequence[str]) -> alt.Chart:
    """Return a table of cells coloured by `value`, its rows in the order given."""
    return (
        alt.Chart(table)
        .mark_rect(stroke=theme.PAPER, strokeWidth=1)
        .encode(
            x=alt.X(
                field=field(across),
                type="ordinal",
                title=across,
                axis=alt.Axis(labelAngle=0, labelOverlap=True),
            ),
            y=alt.Y(field=field(down), type="ordinal", sort=list(rows), title=None),
            color=alt.Color(
                field=field(value),
                type="quantitative",
                title=value,
                scale=alt.Scale(range=list(theme.SEQUENTIAL)),
                legend=alt.Legend(gradientLength=160),
            ),
            tooltip=tooltip(table, [down, across, value]),
        )
        .properties(height=theme.CHART_HEIGHT + 100)
    )
