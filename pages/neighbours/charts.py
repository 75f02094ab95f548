"""A community in the middle, kinds of activity around it, and around these the organisations that joined them."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any, Literal
from unicodedata import east_asian_width

import altair as alt
import numpy as np
import pandas as pd

from ui import theme
from ui.charts import field, tooltip

MOST_DRAWN = 16
INNER, OUTER = 0.58, 1.0  # radii of the rings of kinds and of organisations
ACROSS, DOWN = 2.0, 1.12  # how far the drawing reaches; names stand at the sides
ROW_HEIGHT = 58  # pixels for each organisation of a side: three lines of its name, one of its count
LEAST_ROWS = 7
LINE_HEIGHT = 14
NAME_WIDTH = 7  # Chinese characters of one line, half as wide as others
NAME_LINES = 3
NAME_SIZE = 11
Weight = Literal["normal", "bold"]
SIDES: tuple[tuple[bool, Literal["left", "right"], int], ...] = ((True, "right", -15), (False, "left", 15))
"""Whether a side is the left one, how names align there, and how many pixels they stand off."""

OFTEN = 6  # activities; or a circle of single activities would be drawn as thick as one of many
LINE_WIDTHS, MARK_SIZES = [1.0, 7.0], [60, 420]
SHAPES = ("circle", "diamond", "square")
TO = {"x2": "x2:Q", "y2": "y2:Q"}
"""Where a line ends."""


Names = tuple[str, str, str, str]
"""The columns of organisation, kind, activities and role."""


def network(
    members: pd.DataFrame, links: pd.DataFrame, centre: str, names: Names, words: list[str], roles: list[str]
) -> alt.LayerChart:
    """Return the network of a community: one row of `members` for each organisation, `links` to kinds of activity.

    All columns of `members` are told on hovering; `words` stand below each organisation's name, and `roles` are in
    the order of their shapes.
    """
    organisation, kind, count, role = names
    inner, outer = _rings(links, organisation, kind, count)
    height = ROW_HEIGHT * max(LEAST_ROWS, int(outer["left"].sum()), int((~outer["left"]).sum()))
    colour = alt.Color(field=field(kind), type="nominal", sort=list(inner.index), legend=None)
    lines = links.join(inner, on=kind).join(outer[["x", "y"]].add_suffix("2"), on=organisation)
    placed = members.assign(words=words).join(outer, on=organisation)
    spokes = inner.assign(x2=0.0, y2=0.0).reset_index(names=kind)
    width, size = _by_count(count, most=int(members[count].max()))
    drawing = alt.layer(
        _dashes(spokes),
        _lines(lines, [organisation, kind, count], colour, width),
        _kinds(spokes, kind, colour),
        _organisations(placed, list(members.columns), size, _shape(role, roles)),
        *_names_beside(placed, organisation, 2 * DOWN / height),
        *_haloed(spokes.rename(columns={kind: "text"}), dy=-16),
        *_middle(centre),
    )
    return drawing.resolve_scale(strokeWidth="shared", size="shared").properties(height=height)


def _by_count(count: str, most: int) -> tuple[alt.StrokeWidth, alt.Size]:
    """Return how wide a line and how large a mark is, by activities."""
    often = [0, max(OFTEN, most)]
    widths, sizes = (alt.Scale(domain=often, range=reach) for reach in (LINE_WIDTHS, MARK_SIZES))
    return (
        alt.StrokeWidth(field=field(count), type="quantitative", scale=widths, legend=None),
        alt.Size(field=field(count), type="quantitative", scale=sizes, legend=None),
    )


def _shape(role: str, roles: Sequence[str]) -> alt.Shape:
    shapes = alt.Scale(domain=list(roles), range=list(SHAPES))
    return alt.Shape(field=field(role), type="nominal", scale=shapes, title=None)


def _dashes(spokes: pd.DataFrame) -> alt.Chart:
    """Return dashed lines from the middle to the kinds of activity."""
    lines = alt.Chart(spokes).mark_rule(color=theme.MUTED, strokeWidth=1, strokeDash=[3, 3])
    return lines.encode(**_at("x", "y"), **TO)


def _lines(lines: pd.DataFrame, hover: list[str], colour: alt.Color, width: alt.StrokeWidth) -> alt.Chart:
    """Return the lines from kinds to organisations, the wider the more often."""
    rules = alt.Chart(lines).mark_rule(opacity=0.6)
    return rules.encode(**_at("x", "y"), **TO, color=colour, strokeWidth=width, tooltip=tooltip(lines, hover))


def _kinds(spokes: pd.DataFrame, kind: str, colour: alt.Color) -> alt.Chart:
    discs = alt.Chart(spokes).mark_circle(size=150, opacity=1)
    return discs.encode(**_at("x", "y"), color=colour, tooltip=tooltip(spokes, [kind]))


def _organisations(placed: pd.DataFrame, hover: list[str], size: alt.Size, shape: alt.Shape) -> alt.Chart:
    marks = alt.Chart(placed).mark_point(filled=True, opacity=1, color=theme.INK)
    return marks.encode(**_at("x", "y"), size=size, shape=shape, tooltip=tooltip(placed, hover))


def _rings(
    links: pd.DataFrame, organisation: str, kind: str, count: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return where kinds and organisations stand (x, y, left), so that those linked lie near each other."""
    kinds = links.groupby(kind)[count].sum().sort_values(ascending=False, kind="stable").index
    inner = _ring(pd.Series(np.arange(len(kinds)) % 2 == 0, index=kinds), INNER)
    outer = _around(links, inner, kind, organisation, count, OUTER)
    inner = _ring(inner["left"], INNER, _pulled(links, outer, organisation, kind, count)["y"])
    return inner, _around(links, inner, kind, organisation, count, OUTER)


def _around(
    links: pd.DataFrame, ring: pd.DataFrame, of: str, name: str, count: str, radius: float
) -> pd.DataFrame:
    """Place each `name` on the side to which its links pull it, half of them on each."""
    pulled = _pulled(links, ring, of, name, count)
    order = pulled["x"].rank(method="first")
    return _ring(order <= len(order) / 2, radius, pulled["y"])


def _pulled(links: pd.DataFrame, ring: pd.DataFrame, of: str, name: str, count: str) -> pd.DataFrame:
    """Return the middle of the places that each `name` is linked with, weighted by how often."""
    weight = links[count].astype(float)
    spots = links[of].map(ring["x"]) * weight, links[of].map(ring["y"]) * weight
    sums = pd.DataFrame({name: links[name], "x": spots[0], "y": spots[1], "weight": weight})
    sums = sums.groupby(name).sum()
    return sums[["x", "y"]].div(sums["weight"], axis=0)


def _ring(left: pd.Series, radius: float, height: pd.Series | None = None) -> pd.DataFrame:
    """Place names on the two sides of a ring, at even heights, so that words beside them keep apart."""
    parts = []
    for side, sign in ((True, -1), (False, 1)):
        names = left.index[left == side]
        if height is not None:
            names = height[names].sort_values(ascending=False, kind="stable").index
        y = radius * (1 - (2 * np.arange(len(names)) + 1) / max(len(names), 1))
        spots = {"x": sign * np.sqrt(radius**2 - y**2), "y": y, "left": side}
        parts.append(pd.DataFrame(spots, index=names))
    return pd.concat(parts)


def _names_beside(placed: pd.DataFrame, organisation: str, pixel: float) -> list[alt.Chart]:
    """Return the names of organisations, each with its words below, outside the ring; `pixel` is one's height."""
    text = [
        f"{_wrapped(name)}\n{words}"
        for name, words in zip(placed[organisation], placed["words"], strict=True)
    ]
    rise = [lines.count("\n") / 2 * LINE_HEIGHT * pixel for lines in text]
    named = placed.assign(text=text, top=placed["y"] + rise)
    charts = []
    for left, align, dx in SIDES:
        mark = alt.Chart(named[named["left"] == left]).mark_text(
            align=align,
            baseline="middle",
            dx=dx,
            lineBreak="\n",
            lineHeight=LINE_HEIGHT,
            fontSize=NAME_SIZE,
            color=theme.INK,
        )
        charts.append(mark.encode(**_at("x", "top"), text="text:N"))
    return charts


def _middle(centre: str) -> list[alt.Chart]:
    """Return the community in the middle."""
    spot = pd.DataFrame({"x": [0.0], "y": [0.0], "text": [_wrapped(centre)]})
    disc = alt.Chart(spot).mark_circle(size=700, opacity=1, color=theme.ACCENT).encode(**_at("x", "y"))
    return [disc, *_haloed(spot, dy=26, weight="bold")]


def _haloed(spots: pd.DataFrame, dy: int, weight: Weight = "normal") -> list[alt.Chart]:
    """Return the column `text` over a light edge that parts it from the lines below."""
    words = alt.Chart(spots).encode(**_at("x", "y"), text="text:N")
    size = alt.value(NAME_SIZE)
    light = words.mark_text(
        dy=dy,
        lineBreak="\n",
        lineHeight=LINE_HEIGHT,
        fontWeight=weight,
        color=theme.PAPER,
        stroke=theme.PAPER,
        strokeWidth=4,
        strokeJoin="round",
    )
    dark = words.mark_text(dy=dy, lineBreak="\n", lineHeight=LINE_HEIGHT, fontWeight=weight, color=theme.INK)
    return [light.encode(size=size), dark.encode(size=size)]


def _at(x: str, y: str) -> dict[str, Any]:
    """Return a place in the drawing, which has no axes."""
    across, down = (alt.Scale(domain=[-reach, reach], nice=False) for reach in (ACROSS, DOWN))
    return {
        "x": alt.X(field=x, type="quantitative", axis=None, scale=across),
        "y": alt.Y(field=y, type="quantitative", axis=None, scale=down),
    }


def _wrapped(name: str) -> str:
    """Return a name in lines as wide as there is room beside the ring, cut after the last."""
    wide = any(east_asian_width(character) in "WF" for character in name)
    width = NAME_WIDTH if wide else 2 * NAME_WIDTH
    return "\n".join(textwrap.wrap(name, width, max_lines=NAME_LINES, placeholder="…"))
