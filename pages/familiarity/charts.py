"""Charts of the familiarity index: ranks with their range, parts of each place, and movement between two periods."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from ui import theme
from ui.charts import Drawing, apart, field, tooltip

RULE_SIZE, POINT_SIZE, TICK_SIZE = 4, 70, 14
SCORE_ROOM = 52  # pixels for the score at the right of each range
NAME_ROOM, LEFT_ROOM = 170, 40  # pixels beside a slope for names, and before it
SLOPE_HEIGHT = 460
LEAST_SPAN = 20  # points: or the slope of a place that hardly moved looks steep
CELLS_ROOM = 170  # for the parts above the cells and the legend below
LINE_BREAK = "—"  # in the words of a period, which stand in two lines
DARK_FROM = 80  # cells from this score on are dark, and written in white


def rank_ranges(
    table: pd.DataFrame, label: str, rank: str, band: tuple[str, str, str], score: str, places: int
) -> Drawing:
    """Return for each row its rank (point), the range of ranks (line), their median (tick) and its score in figures.

    `band` names the columns with the range's low end, median and high end; `places` is the number of ranked places.
    """
    low, middle, high = band
    scale = alt.Scale(domain=[1, max(places, 2)], range=[6, alt.ExprRef(f"width - {SCORE_ROOM}")], nice=False)
    axis = alt.Axis(format=",d", tickMinStep=1)
    y = alt.Y(field=field(label), type="nominal", sort=list(table[label]), title=None)
    base = alt.Chart(table).encode(y=y, tooltip=tooltip(table, list(table.columns)))

    def at(name: str) -> alt.X:
        return alt.X(field=field(name), type="quantitative", title=rank, scale=scale, axis=axis)

    layers = [
        base.mark_rule(strokeWidth=RULE_SIZE, color=theme.ACCENT, opacity=0.35).encode(
            x=at(low), x2=alt.X2(field=field(high))
        ),
        base.mark_tick(color=theme.INK, thickness=2, size=TICK_SIZE).encode(x=at(middle)),
        base.mark_point(filled=True, size=POINT_SIZE, opacity=1, color=theme.ACCENT).encode(x=at(rank)),
        base.mark_text(align="right", color=theme.INK).encode(
            x=alt.value("width"), text=alt.Text(field=field(score), type="quantitative", format=".1f")
        ),
    ]
    return alt.layer(*layers).properties(height=theme.BAR_STEP * len(table) + theme.AXIS_HEIGHT)


def part_cells(table: pd.DataFrame, label: str, part: str, score: str, words: str) -> Drawing:
    """Return a row of cells for each place, a cell for each part, darker for more points and blank where missing.

    `words` names the column with the text of a cell.
    """
    above = alt.Axis(labelAngle=-40, orient="top", domain=False, ticks=False)
    base = alt.Chart(table).encode(
        x=alt.X(field=field(part), type="nominal", sort=list(table[part].unique()), title=None, axis=above),
        y=alt.Y(field=field(label), type="nominal", sort=list(table[label].unique()), title=None),
        tooltip=tooltip(table, [label, part, score]),
    )
    ramp = alt.Scale(domain=[0, 100], range=list(theme.SEQUENTIAL), clamp=True)
    legend = alt.Legend(gradientLength=160)
    colour = alt.Color(field=field(score), type="quantitative", title=score, scale=ramp, legend=legend)
    known = base.transform_filter(alt.FieldValidPredicate(field=field(score), valid=True))
    cells = known.mark_rect(stroke=theme.PAPER, strokeWidth=1).encode(color=colour)
    dark = alt.FieldGTEPredicate(field=field(score), gte=DARK_FROM)
    texts = base.mark_text(fontSize=11).encode(
        text=alt.Text(field=field(words), type="nominal"),
        color=alt.when(dark).then(alt.value(theme.PAPER)).otherwise(alt.value(theme.INK)),
    )
    height = theme.BAR_STEP * table[label].nunique() + CELLS_ROOM
    return alt.layer(cells, texts, height=height)


def slope(
    table: pd.DataFrame, label: str, ends: tuple[str, str], change: str, named: Sequence[str]
) -> Drawing:
    """Return a line for each row from its value in the first of the columns `ends` to that in the second.

    Rows in `named` are written beside the right end with their change: a rise is a full line with a triangle that
    points up, a fall a dashed one with a triangle that points down. The others are grey.
    """
    values = table[list(ends)].to_numpy(dtype=float)
    middle, span = (values.min() + values.max()) / 2, max(1.1 * np.ptp(values), LEAST_SPAN)
    domain = (middle - span / 2, middle + span / 2)
    long = table.melt([label, change], list(ends), var_name="at", value_name="value")
    long = long.merge(table[[label, *ends]], on=label)
    told = long[label].isin(named)
    layers: list[Drawing] = [] if told.all() else _lines(long[~told], label, change, ends, domain)
    beside = table[table[label].isin(named)]
    beside = beside.assign(
        at=ends[1], written_at=apart(beside[ends[1]].to_numpy(dtype=float), domain, SLOPE_HEIGHT)
    )
    for name, falls in (("up", False), ("down", True)):
        part, names = long[told & ((long[change] < 0) == falls)], beside[(beside[change] < 0) == falls]
        if len(names):
            layers += _lines(part, label, change, ends, domain, name)
            layers.append(_names(names, label, change, ends, domain, name))
    return alt.layer(*layers, height=SLOPE_HEIGHT)


def _lines(
    rows: pd.DataFrame,
    label: str,
    change: str,
    ends: tuple[str, str],
    domain: tuple[float, float],
    direction: str | None = None,
) -> list[Drawing]:
    base = alt.Chart(rows).encode(
        x=_across(ends), y=_up("value", domain), detail=alt.Detail(field=field(label), type="nominal")
    )
    if direction is None:
        return [base.mark_line(color=theme.MUTED, strokeWidth=1, opacity=0.35)]
    colour, falls = theme.DIRECTIONS[direction], direction == "down"
    hover = base.encode(tooltip=tooltip(rows, [label, *ends, change]))
    line = base.mark_line(color=colour, strokeWidth=2, strokeDash=theme.DASHED if falls else [1, 0])
    shape = f"triangle-{direction}"
    return [line, hover.mark_point(filled=True, size=POINT_SIZE, opacity=1, color=colour, shape=shape)]


def _names(
    rows: pd.DataFrame,
    label: str,
    change: str,
    ends: tuple[str, str],
    domain: tuple[float, float],
    direction: str,
) -> alt.Chart:
    sign = "▼" if direction == "down" else "▲"
    texts = [f"{sign} {name} {moved:+.1f}" for name, moved in zip(rows[label], rows[change], strict=True)]
    return (
        alt.Chart(rows.assign(words=texts))
        .mark_text(align="left", dx=10, fontSize=12, limit=NAME_ROOM - 12, color=theme.DIRECTIONS[direction])
        .encode(x=_across(ends), y=_up("written_at", domain), text=alt.Text(field="words", type="nominal"))
    )


def _across(ends: tuple[str, str]) -> alt.X:
    scale = alt.Scale(
        type="point",
        domain=list(ends),
        padding=0,
        range=[LEFT_ROOM, alt.ExprRef(f"width - {NAME_ROOM}")],
    )
    lines = alt.Axis(labelAngle=0, labelExpr=f"split(datum.label, '{LINE_BREAK}')")
    return alt.X(field="at", type="nominal", scale=scale, title=None, axis=lines)


def _up(name: str, domain: tuple[float, float]) -> alt.Y:
    return alt.Y(
        field=name, type="quantitative", title=None, scale=alt.Scale(domain=list(domain), nice=False)
    )
