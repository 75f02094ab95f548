"""Charts over time: lines, and columns of parts that add up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from ui import theme
from ui.charts.beside import Beside, over_time
from ui.charts.fields import Drawing, counted, digits, field, time_axis, tooltip, within_palette
from ui.charts.labels import colours_of, last_values, names_at_ends, room_for
from ui.charts.layers import layered

HATCHES = 40  # strokes over the height of a chart
COLUMNS_WITH_FIGURES = 16  # more leave no room for figures above them
FILLED, WIDEST = 0.78, 72  # of a column's step, and in pixels
HEADROOM = {False: 1.04, True: 1.1}  # above the highest, without and with figures


class _Plot(NamedTuple):
    """What is drawn where: columns of the table, the places of marks, the axis's end, and the expression of a step."""

    at: str
    value: str
    series: str
    place: dict[str, Any]
    top: float
    step: str

    @property
    def y(self) -> dict[str, Any]:
        """How another column is read on the same axis."""
        return {"type": "quantitative", "title": self.value}

    @property
    def width(self) -> str:
        """The expression of a column's width."""
        return f"clamp({FILLED} * {self.step}, 2, {WIDEST})"


def trend(
    table: pd.DataFrame,
    at: str,
    value: str,
    series: str,
    *,
    line: Beside | None = None,
    cut: Sequence[pd.Timestamp] = (),
) -> Drawing:
    """Return a line for each of `series`, named at its end; pale and dashed to and from the moments that are `cut`.

    The series that `line` names is drawn as a comparison. A click counts for its moment anywhere in its column.
    """
    own, other = _apart(table, series, line)
    names = list(own[series].unique())
    plot = _plot(table, (at, value, series), names, _top(table[value], HEADROOM[False]), "8")
    drawn = plot.place | {"color": colours_of(series, names)}
    dots = alt.OverlayMarkDef(size=28)
    layers = [alt.Chart(own[~own[at].isin(cut)]).mark_line(point=dots).encode(**drawn)]
    if len(cut):
        pale = alt.Chart(own).mark_line(strokeDash=theme.DASHED, opacity=theme.PALE, point=True)
        layers.insert(0, pale.encode(**drawn))
    layers += _compared(other, line, tooltip(other, [at, series, value]), plot)
    ends = last_values(own, at, value, series, names)
    layers += names_at_ends(ends, series, value, drawn["color"], plot.top)
    return layered(*layers, *_touched(table, plot), height=theme.CHART_HEIGHT)


def _touched(table: pd.DataFrame, plot: _Plot) -> list[alt.Chart]:
    """Return a column for each moment that is not seen, tells all values of it and takes its clicks."""
    if table.empty:
        return []
    wide = table.pivot_table(index=plot.at, columns=plot.series, values=plot.value, sort=False).reset_index()
    wide.columns = [str(name) for name in wide.columns]
    marks = alt.Chart(wide).mark_rule(strokeWidth=alt.ExprRef(f"max(6, {plot.step})"), opacity=0)
    return [marks.encode(x=plot.place["x"], tooltip=tooltip(wide, list(wide)))]


def stacked(
    table: pd.DataFrame,
    at: str,
    value: str,
    series: str,
    *,
    line: Beside | None = None,
    cut: Sequence[pd.Timestamp] = (),
    parts: Sequence[str] = (),
) -> Drawing:
    """Return columns over time, stacked by `series` from below and named at the right, hatched where they are `cut`.

    The series that `line` names is drawn over them as a comparison. `parts` are all that there can be, in their order:
    each keeps its colour whichever others there are. More series than colours: the least are one of others.
    """
    table = within_palette(table, at, value, series, apart=line.name if line else None)
    own, other = _apart(table, series, line)
    names = _in_order(own[series], parts)
    sums, figures = own.groupby(at)[value].sum(), _steps(own[at]) <= COLUMNS_WITH_FIGURES
    top = _top(pd.concat([sums, other[value]]), HEADROOM[figures])
    plot = _plot(own, (at, value, series), names, top, "step / 2")
    colour, hover = colours_of(series, names, parts), tooltip(table, [at, series, value])
    layers = [_columns(own, plot, names).encode(color=colour, tooltip=hover)]
    layers += _hatching(sums[sums.index.isin(cut)], plot)
    if figures:
        layers.append(_sums(sums, plot))
    layers += _compared(other, line, hover, plot)
    layers += names_at_ends(_middles(own, plot, names), series, value, colour, top)
    return layered(*layers, height=theme.CHART_HEIGHT)


def _compared(
    rows: pd.DataFrame, line: Beside | None, told: list[alt.Tooltip], plot: _Plot
) -> list[alt.Chart]:
    """Return the comparison's line, nothing without its rows."""
    return [] if line is None or rows.empty else over_time(rows, line, told, **plot.place)


def _in_order(present: pd.Series, parts: Sequence[str]) -> list[str]:
    """Return the names that there are: those of `parts` in their order, then others."""
    names = [name for name in parts if name in set(present)]
    return [*names, *(name for name in present.unique() if name not in names)]


def _columns(own: pd.DataFrame, plot: _Plot, names: Sequence[str]) -> alt.Chart:
    """Return the parts of each column, in their order from below."""
    placed = own.assign(part=own[plot.series].map(list(names).index))
    marks = alt.Chart(placed).mark_bar(size=alt.ExprRef(plot.width))
    return marks.encode(**plot.place, order=alt.Order(field="part", type="quantitative"))


def _middles(own: pd.DataFrame, plot: _Plot, names: Sequence[str]) -> pd.Series:
    """Return where the middle of each part lies in the last column."""
    last = own[own[plot.at] == own[plot.at].max()].groupby(plot.series)[plot.value].sum()
    last = last.reindex(names).fillna(0).astype(float)
    return last.cumsum() - last / 2


def _hatching(sums: pd.Series, plot: _Plot) -> list[alt.Chart]:
    """Return light strokes across the columns that are not whole."""
    apart = plot.top / HATCHES
    rows = [(moment, height) for moment, end in sums.items() for height in np.arange(0, float(end), apart)]
    if not rows:
        return []
    strokes = alt.Chart(pd.DataFrame(rows, columns=[plot.at, "height"])).mark_point(
        shape="M-1,0.4L1,-0.4",
        size=alt.ExprRef(f"pow({plot.width}, 2)"),
        stroke=theme.PAPER,
        strokeWidth=2,
        filled=False,
        opacity=0.85,
    )
    return [strokes.encode(x=plot.place["x"], y=alt.Y(field="height", **plot.y))]


def _sums(sums: pd.Series, plot: _Plot) -> alt.Chart:
    """Return each column's sum above it, where columns are wide enough for it."""
    rows = sums.rename("sum").rename_axis(plot.at).reset_index()
    widest = theme.LETTER * max((len(f"{number:,.0f}") for number in sums), default=0) + 2
    room = alt.ExprRef(f"{plot.step} < {widest} ? 0 : 1")
    words = alt.Chart(rows).mark_text(dy=-7, fontSize=11, color=theme.INK, opacity=room)
    text = alt.Text(field="sum", type="quantitative", format=digits(sums))
    return words.encode(x=plot.place["x"], y=alt.Y(field="sum", **plot.y), text=text)


def _apart(table: pd.DataFrame, series: str, line: Beside | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the chart's own rows, and those of the comparison."""
    is_line = table[series] == (line.name if line else None)
    return table[~is_line], table[is_line]


def _top(values: pd.Series, headroom: float) -> float:
    """Return where the axis of values ends."""
    highest = pd.to_numeric(values).max()
    return headroom * (1.0 if pd.isna(highest) else max(float(highest), 1.0))


def _plot(
    table: pd.DataFrame, columns: tuple[str, str, str], names: Sequence[str], top: float, edge: str
) -> _Plot:
    """Return where marks stand: moments across, an `edge` off both ends, names at the right; values up to `top`."""
    at, value, series = columns
    room = room_for(names)
    step = f"((width - {room}) / {_steps(table[at])})"
    edge = edge.replace("step", step)
    inner = alt.Scale(range=[alt.ExprRef(edge), alt.ExprRef(f"width - {room} - {edge}")])
    up = alt.Scale(domain=[0, top], nice=False)
    x = alt.X(field=field(at), type="temporal", title=None, axis=time_axis(table[at]), scale=inner)
    y = alt.Y(field=field(value), type="quantitative", title=value, axis=counted(table[value]), scale=up)
    return _Plot(at, value, series, {"x": x, "y": y}, top, step)


def _steps(moments: pd.Series) -> int:
    """Return how many columns a time axis has room for, those without anything to draw included."""
    apart = moments.drop_duplicates().sort_values().diff().dropna()
    return 1 + round(apart.sum() / apart.min()) if len(apart) else 1
