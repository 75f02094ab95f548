"""The ground of a map: sea, land and scale, and the box that it shows."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import folium
from branca.element import Element, Figure
from folium.map import CustomPane

from ui import theme
from ui.maps import assets
from ui.maps.features import rounded
from ui.maps.scripts import Script

WORLD_PIXELS = 256
MAP_WIDTH = 680  # what a map has at least on a desk; the zoom that fits is worked out for it
LAND_PANE = "land"
_MAP_STYLE = (
    f".leaflet-container{{background:{theme.SEA};font-family:{theme.FONT}}}"
    ".leaflet-control-scale-line:nth-child(2){display:none}"  # no miles
    ".place-label div{transform:translate(-50%,-50%);width:max-content;font-size:11px;pointer-events:none;"
    f"color:{theme.INK};-webkit-text-stroke:3px {theme.PAPER}cc;paint-order:stroke}}"
)


@dataclass(frozen=True)
class Box:
    """A box in degrees."""

    west: float
    south: float
    east: float
    north: float

    @property
    def centre(self) -> tuple[float, float]:
        """Latitude and longitude of the middle."""
        return (self.south + self.north) / 2, (self.west + self.east) / 2

    def zoom(self, width: int = MAP_WIDTH, height: int = theme.MAP_HEIGHT) -> float:
        """Return the largest zoom, in quarter steps, at which the box fits the map."""
        across = max(self.east - self.west, 1e-4)
        upwards = max(_mercator(self.north) - _mercator(self.south), 1e-7)
        fits = min(width / WORLD_PIXELS * 360 / across, height / WORLD_PIXELS / upwards)
        return min(math.floor(4 * math.log2(fits)) / 4, 17)


def box_of(outlines: Sequence[str]) -> Box | None:
    """Return the box around GeoJSON outlines, None where there are none."""
    points = [point for outline in outlines for point in _points(json.loads(outline)["coordinates"])]
    if not points:
        return None
    longitudes, latitudes = zip(*points, strict=True)
    return Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def base_map(box: Box, outline: str | None) -> folium.Map:
    """Return the ground: sea, land in its own pane below everything, scale; no tiles from anywhere."""
    ground = folium.Map(
        location=box.centre,
        zoom_start=box.zoom(),  # type: ignore[arg-type]  # quarter steps, by zoom_snap
        tiles=None,
        control_scale=True,
        zoom_snap=0.25,
        min_zoom=8,
        max_zoom=18,
        prefer_canvas=True,
        attribution_control=False,
    )
    figure(ground).header.add_child(Element(f"<style>{_MAP_STYLE}</style>"))
    for name in assets.SCRIPTS:
        Script(name).add_to(ground)
    CustomPane(LAND_PANE, z_index=250).add_to(ground)
    if outline:
        folium.GeoJson(
            {"type": "Feature", "properties": {}, "geometry": rounded(json.loads(outline))},
            style_function=lambda _: {
                "color": theme.BORDER,
                "weight": 1.2,
                "fillColor": theme.LAND,
                "fillOpacity": 1,
            },
            pane=LAND_PANE,
            interactive=False,
        ).add_to(ground)
    return ground


def figure(ground: folium.Map) -> Figure:
    """Return the page that a map is drawn in."""
    return cast(Figure, ground.get_root())


def _points(part):
    if isinstance(part[0], (int, float)):
        yield part[0], part[1]
    else:
        for inner in part:
            yield from _points(inner)


def _mercator(latitude: float) -> float:
    """Return the vertical Web Mercator coordinate, 0 at the equator, as a share of the world's height."""
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)) / (2 * math.pi)
