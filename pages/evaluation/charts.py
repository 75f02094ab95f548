"""The funnel plot: rates of places over their number of cases, between control limits."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from ui import theme
from ui.charts import Drawing

SHAPES = {"inside": "circle", "alert": "triangle-up", "alarm": "diamond"}
MARK_SIZE = 70
BELOW = 3  # points that the axis begins below the lowest rate


def funnel_chart(
    table: pd.DataFrame, curve: pd.DataFrame, target: float, names: Mapping[str, str]
) -> Drawing:
    """Return the plot of a table (columns name, cases, value, verdict, compared) and its limits.

    The limits are those of `funnel.funnel_curve`; `compared` is the rate that a place is held against, to
    which a line leads from each place outside the limits. `names` words: cases, value, name, compared,
    verdict and the three verdicts. Marks differ in shape as well as colour.
    """
    scale = _scale(table, curve)
    x = alt.X(field="cases", type="quantitative", title=names["cases"], scale=alt.Scale(zero=True))
    shown = table.assign(words=table["verdict"].map(names))
    outside = shown[shown["verdict"] != "inside"]
    layers = [
        *_limits(curve, names["value"], x, scale),
        _centre(target, scale),
        _moves(outside, x, scale),
        _marks(shown, names, x, scale),
        *([_labels(outside, x, scale)] if len(outside) else []),
    ]
    return alt.layer(*layers, height=theme.CHART_HEIGHT + 80)


def _scale(table: pd.DataFrame, curve: pd.DataFrame) -> alt.Scale:
    """Return the scale of rates: from below all of them up to 100; limits of few cases reach farther and are cut."""
    low = max(0.0, table["value"].min() - BELOW)
    return alt.Scale(domain=[low, 100], clamp=True, nice=False)


def _limits(curve: pd.DataFrame, title: str, x: alt.X, scale: alt.Scale) -> list[alt.Chart]:
    """Return the four control limits, the inner ones dashed."""
    return [
        alt.Chart(curve)
        .mark_line(color=theme.MUTED, strokeDash=dash, strokeWidth=1.2, clip=True)
        .encode(x=x, y=alt.Y(field=f"{side}_{name}", type="quantitative", title=title, scale=scale))
        for name, dash in (("95", [1, 3]), ("998", [1, 0]))
        for side in ("low", "high")
    ]


def _centre(target: float, scale: alt.Scale) -> alt.Chart:
    rule = alt.Chart(pd.DataFrame({"target": [target]})).mark_rule(color=theme.MUTED, strokeWidth=1)
    return rule.encode(y=alt.Y(field="target", type="quantitative", scale=scale))


def _moves(outside: pd.DataFrame, x: alt.X, scale: alt.Scale) -> alt.Chart:
    rule = alt.Chart(outside).mark_rule(color=theme.MUTED, strokeDash=theme.DASHED, clip=True)
    return rule.encode(x=x, y=alt.Y(field="value", type="quantitative", scale=scale), y2="compared")


def _marks(shown: pd.DataFrame, names: Mapping[str, str], x: alt.X, scale: alt.Scale) -> alt.Chart:
    order = [names[verdict] for verdict in SHAPES]
    shapes = alt.Scale(domain=order, range=list(SHAPES.values()))
    colours = alt.Scale(domain=order, range=[theme.VERDICTS[verdict] for verdict in SHAPES])
    # The entries stand below each other: on a phone three would not stand in a row.
    legend = alt.Legend(columns=1, labelLimit=0)
    points = alt.Chart(shown).mark_point(filled=True, opacity=0.85, clip=True, size=MARK_SIZE)
    return points.encode(
        x=x,
        y=alt.Y(field="value", type="quantitative", scale=scale, title=names["value"]),
        shape=alt.Shape(field="words", type="nominal", scale=shapes, legend=legend),
        color=alt.Color(field="words", type="nominal", scale=colours, legend=legend),
        tooltip=[
            alt.Tooltip(field="name", type="nominal", title=names["name"]),
            alt.Tooltip(field="cases", type="quantitative", title=names["cases"], format=",.0f"),
            alt.Tooltip(field="value", type="quantitative", title=names["value"], format=".1f"),
            alt.Tooltip(field="compared", type="quantitative", title=names["compared"], format=".1f"),
            alt.Tooltip(field="words", type="nominal", title=names["verdict"]),
        ],
    )


def _labels(named: pd.DataFrame, x: alt.X, scale: alt.Scale) -> alt.Chart:
    texts = alt.Chart(named).mark_text(align="left", dx=8, fontSize=11, color=theme.INK)
    y = alt.Y(field="value", type="quantitative", scale=scale)
    return texts.encode(x=x, y=y, text=alt.Text(field="name", type="nominal"))
