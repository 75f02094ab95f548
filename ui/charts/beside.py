"""What stands beside a chart's own values: a comparison as a thin dashed grey line, a target as a whole one; named."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt
import pandas as pd

from ui import theme
from ui.charts.fields import datum, field, tooltip
from ui.words.text import text_width

MARK = 40  # pixels of a dashed line before its words


class Beside(NamedTuple):
    """A second value of each mark: the column that holds it (over time: the series), and its words above the chart."""

    name: str
    words: str
    dashed: bool = True  # what is compared with is, what is aimed at or already done is not
    raised: bool = False  # its words stand above those of an aim


class Aim(NamedTuple):
    """One value that all marks are aimed at, and its words."""

    value: float
    words: str


def words_from(value: str, beside: Beside | None, near: float = 0) -> str:
    """Return the expression of where words behind a bar begin: behind the line of its second value if that is near."""
    if beside is None:
        return datum(value)
    own, second = datum(value), datum(beside.name)
    return f"{second} > {own} && {second} < {own} + {near} ? {second} : {own}"


def across(
    table: pd.DataFrame, beside: Beside, label: str, order: Sequence[str], value: str, *, down: bool = False
) -> list[alt.Chart]:
    """Return a line across each bar at its second value; `down` where bars stand upright."""
    ends: dict[str, Any] = {
        "type": "nominal",
        "sort": list(order),
        "title": None,
        "scale": alt.Scale(type="band"),
    }
    at: dict[str, Any] = {"type": "quantitative", "title": value}
    band, length = ("x", "y") if down else ("y", "x")
    place: dict[str, Any] = {
        band: (alt.X if down else alt.Y)(field(label), bandPosition=0.06, **ends),
        f"{band}2": (alt.X2 if down else alt.Y2)(field(label), bandPosition=0.94),
        length: (alt.Y if down else alt.X)(field(beside.name), **at),
    }
    told = tooltip(table, list(table.columns))
    known = alt.Chart(table).transform_filter(alt.FieldValidPredicate(field=field(beside.name), valid=True))
    edge = known.mark_rule(color=theme.PAPER, strokeWidth=4).encode(**place)
    return [edge, _named(known.mark_rule(**_stroke(beside)), beside).encode(**place, tooltip=told)]


def through(aim: Aim, value: str) -> list[alt.Chart]:
    """Return a line through all bars at what they aim at, its words above it."""
    base = alt.Chart(pd.DataFrame({"aim": [aim.value]})).encode(
        x=alt.X(field="aim", type="quantitative", title=value)
    )
    words = base.mark_text(text=aim.words, baseline="bottom", color=theme.INK).encode(y=alt.value(-2))
    return [base.mark_rule(color=theme.INK, strokeWidth=1.5), words]


def over_time(rows: pd.DataFrame, beside: Beside, told: list[alt.Tooltip], **place: Any) -> list[alt.Chart]:
    """Return a comparison's line over time, with a light edge that parts it from what lies below."""
    edge = alt.Chart(rows).mark_line(color=theme.PAPER, strokeWidth=3.5, opacity=0.7)
    line = alt.Chart(rows).mark_line(**_stroke(beside))
    if len(rows) == 1:  # a point has no line
        line = alt.Chart(rows).mark_point(shape="stroke", size=3000, **_stroke(beside))
    return [edge.encode(**place), _named(line, beside).encode(**place, tooltip=told)]


def named_curve(table: pd.DataFrame, beside: Beside, series: str, **place: Any) -> alt.Chart:
    """Return a comparison's step curve for each series."""
    curve = alt.Chart(table).mark_line(interpolate="step-after", **_stroke(beside))
    told = tooltip(table, [series, beside.name])
    return _named(curve, beside).encode(
        detail=alt.Detail(field=field(series), type="nominal"), tooltip=told, **place
    )


def _stroke(beside: Beside) -> dict[str, Any]:
    return {"color": theme.COMPARED if beside.dashed else theme.INK, "strokeWidth": 1.5}


def _named(chart: alt.Chart, beside: Beside) -> alt.Chart:
    """Return the chart with its pattern, which the line above the chart names."""
    pattern = alt.Scale(domain=[beside.words], range=[theme.DASHED if beside.dashed else [1, 0]])
    colour = _stroke(beside)["color"]
    above = alt.Legend(
        orient="top",
        offset=20 if beside.raised else 4,
        labelExpr=_in_two_lines(beside.words),
        labelLimit=0,
        symbolType="stroke",
        symbolSize=300,
        symbolStrokeColor=colour,
    )
    dash = alt.StrokeDash(field="named", type="nominal", scale=pattern, legend=above)
    return chart.transform_calculate(named=json.dumps(beside.words, ensure_ascii=False)).encode(
        strokeDash=dash
    )


def _in_two_lines(words: str) -> str:
    """Return the expression of words that stand in two lines, the span in the second, where a chart is narrow."""
    apart = r"split(replace(replace(datum.label, '（', '\n（'), ' (', '\n('), '\n')"
    return f"width < {theme.LETTER * text_width(words) + MARK} ? {apart} : datum.label"
