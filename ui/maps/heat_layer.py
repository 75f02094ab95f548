"""The heat layer: counted cells in, weighted points out."""

from __future__ import annotations

import math
from collections.abc import Sequence

import folium
import pandas as pd
from folium.plugins import HeatMap

from ui import theme
from ui.maps.ground import Box
from ui.maps.legends import Legend

CELLS_ACROSS = (
    84  # the heat layer's cells across the longer side of a map, so that no number of cases makes it grow
)
HEAT_RADIUS = 16  # pixels of a spot, and of the blur around it
HEAT_BLUR = 14
HEAT_FAINTEST = 0.25  # the least opacity of a spot


def cell_size(box: Box) -> float:
    """Return the side in degrees of the heat layer's cells for what a box shows."""
    return round(max(box.east - box.west, box.north - box.south) / CELLS_ACROSS, 6)


def heat(bins: pd.DataFrame, cell: float) -> folium.FeatureGroup:
    """Return counted cells (columns x, y, reported) as a heat layer; weights are relative to the fullest."""
    group = folium.FeatureGroup(name="heat")
    if bins.empty:
        return group
    HeatMap(
        heat_points(bins, cell),
        radius=HEAT_RADIUS,
        blur=HEAT_BLUR,
        min_opacity=HEAT_FAINTEST,
        max_zoom=1,
        gradient=theme.HEAT,
    ).add_to(group)
    return group


def heat_points(bins: pd.DataFrame, cell: float) -> list[list[float]]:
    """Return latitude, longitude and weight of each counted cell.

    Weights come in twentieths, a difference that no eye sees in a heat layer, so that the layer stays small.
    """
    weights = (bins["reported"] / bins["reported"].max()).pow(0.5).mul(20).round() / 20
    digits = max(4, 1 - math.floor(math.log10(cell)))
    return [
        [round((y + 0.5) * cell, digits), round((x + 0.5) * cell, digits), weight]
        for x, y, weight in zip(bins["x"], bins["y"], weights, strict=True)
    ]


def heat_legend(heading: str, words: Sequence[str]) -> Legend:
    """Return the legend of the heat layer: its colours from sparse to dense, each with its words."""
    colours = [colour for _, colour in sorted(theme.HEAT.items())]
    return Legend(heading, tuple(zip(colours, words, strict=True)))
