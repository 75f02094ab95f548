"""The flow of cases between levels as a diagram."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from ui import theme
from ui.charts import field, tooltip

RIBBON_POINTS = 24
NODE_WIDTH = 0.02  # shares of the chart's width
NODE_GAP = 0.28  # share of all cases between two nodes, so that the words of thin ones keep apart


def flow_diagram(
    links: pd.DataFrame, source: str, target: str, value: str, words: dict[str, str]
) -> alt.LayerChart:
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
    across = alt.Scale(domain=[0, 1 + theme.LABEL_SPACE], nice=False)
    down = alt.Scale(domain=[0, float(nodes["bottom"].max())], nice=False, reverse=True)
    x, y = alt.X("x:Q", axis=None, scale=across), alt.Y("top:Q", axis=None, scale=down)
    colour = alt.Color(field=field(target), type="nominal", sort=list(right.index), legend=None)
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
