"""Charts of where time goes: flows between levels, bars with words, and curves of what is still open."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from ui import theme
from ui.charts import field, tooltip

RIBBON_POINTS = 24
NODE_WIDTH = 0.02  # shares of the chart's width
LABEL_SPACE = 0.62
NODE_GAP = 0.28  # share of all cases between two nodes, so that the words of thin ones keep apart


def flow(links: pd.DataFrame, source: str, target: str, value: str, words: dict[str, str]) -> alt.LayerChart:
    """Return a Sankey diagram of two columns: ribbons as thick as `value`, nodes in the order of the rows.

    `words` names each source and target beside its node; a target must not carry a source's name.
    """
    total = links[value].sum()
    left, right = (_stacked(links.groupby(name, sort=False)[value].sum(), total) for name in (source, target))
    ribbons = _ribbons(links, (source, target, value), left, right)
    nodes = pd.concat([left.assign(x=0.0), right.assign(x=1 - NODE_WIDTH)])
    nodes["x2"] = nodes["x"] + NODE_WIDTH
    nodes["middle"] = (nodes["top"] + nodes["bottom"]) / 2
    nodes["words"] = nodes.index.map(words)
    across = alt.Scale(domain=[0, 1 + LABEL_SPACE], nice=False)
    down = alt.Scale(domain=[0, float(nodes["bottom"].max())], nice=False, reverse=True)
    x, y = alt.X("x:Q", axis=None, scale=across), alt.Y("top:Q", axis=None, scale=down)
    colour = alt.Color(field(target), type="nominal", sort=list(right.index), legend=None)
    hovered = tooltip(ribbons, [source, target, value])
    areas = alt.Chart(ribbons).mark_area(opacity=0.5)
    areas = areas.encode(x=x, y=y, y2="bottom", color=colour, detail="link:N", tooltip=hovered)
    nodes = nodes.reset_index(names="node")
    blocks = alt.Chart(nodes).mark_rect(color=theme.MUTED).encode(x=x, x2="x2", y=y, y2="bottom")
    beside = alt.Chart(nodes).mark_text(align="left", dx=6, lineBreak="\n", color=theme.INK, fontSize=12)
    labels = beside.encode(x="x2:Q", y=alt.Y("middle:Q", scale=down, axis=None), text="words:N")
    return (areas + blocks + labels).properties(height=theme.FLOW_HEIGHT)


def _stacked(sizes: pd.Series, total: float) -> pd.DataFrame:
    """Return nodes one below the other with gaps: top and bottom, by name."""
    gaps = np.arange(len(sizes)) * NODE_GAP * total
    bottom = sizes.cumsum() + gaps
    return pd.DataFrame({"top": bottom - sizes, "bottom": bottom})


def _ribbons(
    links: pd.DataFrame, names: tuple[str, str, str], left: pd.DataFrame, right: pd.DataFrame
) -> pd.DataFrame:
    """Return the outline of each link: x, top, bottom along an S-shaped way between its two nodes."""
    source, target, value = names
    along = np.linspace(0, 1, RIBBON_POINTS)
    bend = along**2 * (3 - 2 * along)
    used_left, used_right = left["top"].to_dict(), right["top"].to_dict()
    parts = []
    for number, row in enumerate(links.to_dict("records")):
        start, end = used_left[row[source]], used_right[row[target]]
        used_left[row[source]] += row[value]
        used_right[row[target]] += row[value]
        top = start + (end - start) * bend
        outline = {"x": NODE_WIDTH + along * (1 - 2 * NODE_WIDTH), "top": top, "bottom": top + row[value]}
        parts.append(pd.DataFrame(outline).assign(link=number, **{name: row[name] for name in names}))
    nothing = pd.DataFrame(columns=["x", "top", "bottom", "link", *names])
    return pd.concat(parts, ignore_index=True) if parts else nothing


def worded_bars(
    table: pd.DataFrame, label: str, value: str, words: Sequence[str], *, tick: str | None = None
) -> alt.LayerChart:
    """Return horizontal bars in the table's order, each followed by its words; `tick` marks a second value."""
    longest = float(table[value].max()) or 1.0
    bars = (
        alt.Chart(table)
        .mark_bar()
        .encode(
            x=alt.X(
                field(value),
                type="quantitative",
                title=value,
                axis=alt.Axis(labelOverlap="greedy", labelSeparation=6),
                scale=alt.Scale(domain=[0, longest * (1 + LABEL_SPACE)], nice=False),
            ),
            y=alt.Y(field(label), type="nominal", sort=list(table[label]), title=None),
            tooltip=tooltip(table, list(table.columns)),
        )
    )
    layers = [bars]
    if tick is not None:
        marks = bars.mark_tick(color=theme.INK, thickness=2, size=theme.BAR_STEP - 6)
        layers.append(marks.encode(x=alt.X(field(tick), type="quantitative")))
    ends = table.assign(words=list(words), end=table[[value, tick or value]].max(axis=1))
    texts = alt.Chart(ends).mark_text(align="left", dx=5, dy=-6, lineBreak="\n", color=theme.INK)
    texts = texts.encode(x="end:Q", y=alt.Y(field(label), type="nominal", sort=list(table[label])))
    height = theme.WORDED_BAR_STEP * len(table) + theme.AXIS_HEIGHT
    return alt.LayerChart(layer=[*layers, texts.encode(text="words:N")]).properties(height=height)


def stacked_bars(
    table: pd.DataFrame,
    label: str,
    value: str,
    series: str,
    *,
    labels: Sequence[str],
    parts: Sequence[str],
    beside: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Return horizontal bars, one for each of `labels`, stacked by the `parts` that `series` names; both in order.

    A part keeps its colour whichever others there are; the legend names those that there are. `beside` has a
    second value for each label, marked by a line.
    """
    present = [part for part in parts if part in set(table[series])]
    y = alt.Y(
        field(label), type="nominal", sort=list(labels), scale=alt.Scale(domain=list(labels)), title=None
    )
    bars = (
        alt.Chart(table.assign(part=table[series].map(list(parts).index)))
        .mark_bar()
        .encode(
            x=alt.X(
                field(value), type="quantitative", title=value, stack="zero", axis=alt.Axis(tickMinStep=1)
            ),
            y=y,
            color=alt.Color(
                field(series),
                type="nominal",
                scale=alt.Scale(domain=list(parts)),
                legend=alt.Legend(values=present),
            ),
            order=alt.Order("part:Q"),
            tooltip=tooltip(table, [label, series, value]),
        )
    )
    layers = [bars]
    if beside is not None:
        marks = alt.Chart(beside).mark_tick(color=theme.INK, thickness=2, size=theme.BAR_STEP - 6)
        x = alt.X(field(value), type="quantitative")
        layers.append(marks.encode(x=x, y=y, tooltip=tooltip(beside, [label, value])))
    return alt.LayerChart(layer=layers).properties(height=theme.CHART_HEIGHT)


def survival(
    table: pd.DataFrame,
    at: str,
    value: str,
    band: tuple[str, str],
    series: str,
    compared: str | None = None,
) -> alt.LayerChart:
    """Return falling step curves in per cent, one for each `series`, each in its confidence band.

    The column `compared` holds a second curve of a series, dashed and without a band.
    """
    low, high = band
    legend = alt.Legend(symbolOpacity=1)  # the band's faintness would hide the colours
    base = alt.Chart(table).encode(
        x=alt.X(field(at), type="quantitative", title=at, scale=alt.Scale(nice=False)),
        color=alt.Color(field(series), type="nominal", sort=list(table[series].unique()), legend=legend),
    )
    scale = alt.Scale(domain=[0, 100])
    areas = base.mark_area(opacity=0.18, interpolate="step-after").encode(
        y=alt.Y(field(low), type="quantitative", title=value, scale=scale), y2=field(high)
    )
    lines = base.mark_line(interpolate="step-after").encode(
        y=alt.Y(field(value), type="quantitative", title=value, scale=scale),
        tooltip=tooltip(table, [series, at, value, low, high]),
    )
    layers = [areas, lines]
    if compared is not None:
        dashed = base.mark_line(interpolate="step-after", strokeDash=[5, 4], strokeWidth=1.4)
        y = alt.Y(field(compared), type="quantitative", title=value, scale=scale)
        layers.append(dashed.encode(y=y, tooltip=tooltip(table, [series, at, compared])))
    return alt.LayerChart(layer=layers).properties(height=theme.CHART_HEIGHT)
