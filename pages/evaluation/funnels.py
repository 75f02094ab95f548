"""The funnel plot: rates of places over their number of cases, between control limits."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ui import theme
from ui.charts import Drawing

SHAPES = {"inside": "circle", "alert": "triangle-up", "alarm": "diamond"}
MARK_SIZE = 70
NAMED = "alarm"  # only places outside the outer limits are written beside their mark


def funnel_chart(table: pd.DataFrame, curve: pd.DataFrame, target: float, names: dict[str, str]) -> Drawing:
    """Return the plot of a table (columns name, cases, value, verdict, compared) and its limits.

    The limits are those of `ranking.funnel_curve`; `compared` is the rate that a place is held against, to
    which a line leads from each place outside the limits. `names` words: cases, value, name, compared,
    verdict and the three verdicts. Marks differ in shape as well as colour.
    """
    low = max(
        0.0, min(table["value"].min(), curve.loc[curve["cases"] >= table["cases"].min(), "low_998"].min()) - 3
    )
    scale = alt.Scale(domain=[low, 100], clamp=True, nice=False)
    x = alt.X("cases", type="quantitative", title=names["cases"], scale=alt.Scale(zero=True))
    lines = [
        alt.Chart(curve)
        .mark_line(
            color=theme.MUTED, strokeDash=[5, 4] if name == "95" else [1, 0], strokeWidth=1.2, clip=True
        )
        .encode(x=x, y=alt.Y(f"{side}_{name}", type="quantitative", title=names["value"], scale=scale))
        for name in ("95", "998")
        for side in ("low", "high")
    ]
    centre = (
        alt.Chart(pd.DataFrame({"target": [target]}))
        .mark_rule(color=theme.MUTED, strokeWidth=1)
        .encode(y=alt.Y("target", type="quantitative", scale=scale))
    )
    shown = table.assign(words=table["verdict"].map(names))
    order = [names[verdict] for verdict in SHAPES]
    legend = alt.Legend(
        columns=1, labelLimit=0
    )  # below each other: on a phone three would not stand in a row
    marks = (
        alt.Chart(shown)
        .mark_point(filled=True, opacity=0.85, clip=True, size=MARK_SIZE)
        .encode(
            x=x,
            y=alt.Y("value", type="quantitative", scale=scale, title=names["value"]),
            shape=alt.Shape(
                "words:N", scale=alt.Scale(domain=order, range=list(SHAPES.values())), legend=legend
            ),
            color=alt.Color(
                "words:N",
                scale=alt.Scale(domain=order, range=[theme.VERDICTS[verdict] for verdict in SHAPES]),
                legend=legend,
            ),
            tooltip=[
                alt.Tooltip("name:N", title=names["name"]),
                alt.Tooltip("cases:Q", title=names["cases"], format=",.0f"),
                alt.Tooltip("value:Q", title=names["value"], format=".1f"),
                alt.Tooltip("compared:Q", title=names["compared"], format=".1f"),
                alt.Tooltip("words:N", title=names["verdict"]),
            ],
        )
    )
    moved = (
        alt.Chart(shown[shown["verdict"] != "inside"])
        .mark_rule(color=theme.MUTED, strokeDash=[2, 2], clip=True)
        .encode(x=x, y=alt.Y("value", type="quantitative", scale=scale), y2="compared")
    )
    named = shown[shown["verdict"] == NAMED]
    labels = (
        alt.Chart(named)
        .mark_text(align="left", dx=8, fontSize=11, color=theme.INK)
        .encode(
            x=x, y=alt.Y("value", type="quantitative", scale=scale), text=alt.Text("name", type="nominal")
        )
    )
    layers = [*lines, centre, moved, marks, *([labels] if len(named) else [])]
    return alt.layer(*layers).properties(height=theme.CHART_HEIGHT + 80)
