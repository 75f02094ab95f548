"""Words in charts rather than beside them: names at the ends of lines and stacks, and values where there is room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from scipy.optimize import isotonic_regression

from ui import theme
from ui.charts.fields import datum, digits, field
from ui.words.text import text_width

LEAST_GAP = 15  # pixels between two names
MARK = 14  # pixels for the coloured square before a name
PLOT = 0.72  # of a chart's height, what its axis and names above leave


def room_for(names: Sequence[str]) -> int:
    """Return how many pixels names need at the right of a chart."""
    widest = max((text_width(name) for name in names), default=0)
    return min(round(widest * theme.LETTER), theme.NAME_LIMIT) + MARK + theme.GAP


def apart(values: np.ndarray, domain: tuple[float, float], height: float) -> np.ndarray:
    """Return where texts at these values are written within the domain: in order, one gap apart, as near as can be."""
    gap = LEAST_GAP / height * (domain[1] - domain[0])
    order = np.argsort(values, kind="stable")
    steps = gap * np.arange(len(values))
    nearest = isotonic_regression(values[order] - steps).x
    places = np.empty(len(values))
    places[order] = nearest.clip(domain[0], max(domain[1] - steps[-1], domain[0])) + steps
    return places


def figure_room() -> alt.Scale:
    """Return a scale across that leaves room for values behind the longest bar."""
    return alt.Scale(range=[0, alt.ExprRef(f"width - {theme.FIGURE_ROOM}")])


def last_values(table: pd.DataFrame, at: str, value: str, series: str, names: Sequence[str]) -> pd.Series:
    """Return where the line of each series ends, 0 for one without a value."""
    return table.sort_values(at).groupby(series)[value].last().reindex(names).fillna(0)


def colours_of(series: str, names: Sequence[str], parts: Sequence[str] = ()) -> alt.Color:
    """Return the colours of names, each by its place among all `parts` there can be, as far as colours go."""
    known = list(parts) if set(names) <= set(parts[: len(theme.CATEGORICAL)]) else list(names)
    colours = [theme.CATEGORICAL[known.index(name) % len(theme.CATEGORICAL)] for name in names]
    return alt.Color(
        field=field(series), type="nominal", scale=alt.Scale(domain=list(names), range=colours), legend=None
    )


def names_at_ends(ends: pd.Series, series: str, value: str, colour: alt.Color, top: float) -> list[alt.Chart]:
    """Return the names of the series, each with its colour, at the right where its line or part ends.

    `ends` holds that value by name; `top` is the end of the axis.
    """
    if ends.empty:
        return []
    places = apart(ends.to_numpy(dtype=float), (0.0, top), PLOT * theme.CHART_HEIGHT)
    rows = pd.DataFrame({series: ends.index, "end": places})
    room = room_for([str(name) for name in ends.index])

    def at(pixels: int) -> dict[str, Any]:
        x = alt.XValue(alt.ExprRef(f"width - {room - pixels}"))
        return {"x": x, "y": alt.Y(field="end", type="quantitative", title=value)}

    squares = alt.Chart(rows).mark_square(size=70, opacity=1).encode(**at(theme.GAP), color=colour)
    words = alt.Chart(rows).mark_text(align="left", color=theme.INK, limit=theme.NAME_LIMIT)
    return [squares, words.encode(**at(MARK), text=alt.Text(field=field(series), type="nominal"))]


def values_behind(
    base: alt.Chart, table: pd.DataFrame, value: str, end: str, title: str | None = None, *, up: bool = False
) -> alt.Chart:
    """Return each bar's value behind its end, an expression; `up` for bars that stand upright.

    `title` is that of the axis where it is not the value's heading.
    """
    known = base.transform_filter(alt.FieldValidPredicate(field=field(value), valid=True))
    marks: dict[str, Any] = {"align": "center", "dy": -7} if up else {"align": "left", "dx": 5}
    texts = known.transform_calculate(end=end).mark_text(color=theme.INK, **marks)
    place = {
        "y" if up else "x": (alt.Y if up else alt.X)(field="end", type="quantitative", title=title or value)
    }
    return texts.encode(
        **place, text=alt.Text(field=field(value), type="quantitative", format=digits(table[value]))
    )


def values_inside(
    base: alt.Chart, table: pd.DataFrame, value: str, series: str, colours: dict[str, str], top: float
) -> alt.Chart:
    """Return the value of each part of stacked bars in its middle, where the part is wide enough for it."""
    widest = theme.LETTER * len(f"{table[value].max():,.0f}") + theme.GAP
    dark = [name for name, colour in colours.items() if theme.is_dark(colour)]
    enough = f"{datum(value)} * width / {top} > {widest} ? 1 : 0"
    ink = alt.when(alt.FieldOneOfPredicate(field=field(series), oneOf=dark))
    return base.mark_text(opacity=alt.ExprRef(enough)).encode(
        x=alt.X(field=field(value), type="quantitative", stack="zero", bandPosition=0.5, title=value),
        text=alt.Text(field=field(value), type="quantitative", format=digits(table[value])),
        color=ink.then(alt.value(theme.PAPER)).otherwise(alt.value(theme.INK)),
    )
