"""The course of one figure over the period and over earlier ones."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from ui import theme
from ui.charts import Drawing, field, time_axis


def courses(
    table: pd.DataFrame, at: str, value: str, span: str, spans: Sequence[str], *, zero: bool
) -> Drawing:
    """Return a line for each span, the first full and coloured, the earlier ones dashed; `zero`: from 0 on."""
    colours, dashes = (
        alt.Scale(domain=list(spans), range=list(looks)) for looks in (theme.COURSES, theme.COURSE_DASHES)
    )
    return (
        alt.Chart(table)
        .mark_line(point=alt.OverlayMarkDef(size=28))
        .encode(
            x=alt.X(field=field(at), type="temporal", title=None, axis=time_axis(table[at])),
            y=alt.Y(field=field(value), type="quantitative", title=value, scale=alt.Scale(zero=zero)),
            color=alt.Color(
                field=field(span), type="nominal", scale=colours, legend=alt.Legend(symbolType="stroke")
            ),
            strokeDash=alt.StrokeDash(field=field(span), type="nominal", scale=dashes),
        )
        .properties(height=theme.CHART_HEIGHT)
    )
