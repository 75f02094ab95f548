"""The ground of a map: sea, land and scale, and the box that it shows."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any, cast

import folium
import numpy as np
import pandas as pd
import shapely
from branca.element import Element, Figure
from folium.map import CustomPane

from ui import theme
from ui.maps import assets
from ui.maps.features import rounded
from ui.maps.scripts import Script, ScriptLayer
from ui.words.text import t

WORLD_PIXELS = 256
MAP_WIDTH = 680  # what a map has at least on a desk; the zoom that fits is worked out for it
LAND_FINER = 32  # times finer than a pixel, at the zoom that fits the land
LAND_PANE = "land"  # below tiles, so that they cover the land where they answer
LAND_HEIGHT = 150
STREETS_PANE = "streets"  # above filled areas, below names
STREETS_HEIGHT = 450
STREET_COLUMNS = ("name", "outline", "longitude", "latitude")
STANDING, STANDING_ZOOM = (0.0, 0.0), 8
"""Where a map stands for the moment before it is moved to its box.

The browser drops its map and loads all anew where the ground's script differs, and the script names where it stands.
"""
_MAP_STYLE = (
    f"div.leaflet-container{{background:{theme.SEA};font-family:{theme.FONT}}}"
    # As high as the page makes the frame, which is nothing at first; a heat layer cannot be drawn on that.
    "#map_div,#map_div2{height:100vh!important;min-height:160px}"
    "@media (pointer:coarse){.leaflet-touch .leaflet-bar a{width:40px;height:40px;line-height:40px}}"
    ".place-name{position:absolute;white-space:nowrap;line-height:1.2;"
    f"font-size:{theme.PLACE_NAME}px;color:{theme.INK};"
    f"-webkit-text-stroke:3px {theme.PAPER}cc;paint-order:stroke}}"
    f".place-name.street{{font-size:{theme.STREET_NAME}px;letter-spacing:.18em;color:{theme.STREET_LINE};"
    "font-weight:600}"
    f".map-scale,.map-north{{color:{theme.INK};font-size:{theme.PLACE_NAME}px;line-height:1.3;"
    f"text-shadow:0 0 3px {theme.PAPER},0 0 3px {theme.PAPER};pointer-events:none}}"
    f".map-scale i{{display:block;height:4px;margin-top:1px;border:1px solid {theme.INK};box-sizing:border-box;"
    f"background:linear-gradient(90deg,{theme.INK} 50%,{theme.PAPER} 50%)}}"
    ".map-north{text-align:center}"
    f"div.leaflet-container .leaflet-control-attribution{{color:{theme.INK};font-size:{theme.PLACE_NAME}px}}"
    f".map-north svg{{display:block;width:15px;height:20px;margin:0 auto 1px;fill:{theme.INK};"
    f"filter:drop-shadow(0 0 1px {theme.PAPER})}}"
    f".map-panel{{background:{theme.PAPER}e6;color:{theme.INK};padding:5px 8px;border-radius:4px;font-size:12px;"
    f"line-height:1.5;border:1px solid {theme.BORDER}66;max-width:170px}}"
    ".map-panel b,.map-panel small{display:block}"
    f".map-panel i{{display:inline-block;width:15px;height:11px;margin-right:6px;border:1px solid {theme.BORDER}}}"
    "@media(max-width:500px){.map-panel{font-size:10px;line-height:1.35;max-width:130px}}"
    ".heat-player{display:flex;flex-wrap:wrap;align-items:center;gap:4px 8px;max-width:min(430px,calc(100vw - 20px))}"
    ".heat-player output{order:-1;width:100%;font-weight:600}.heat-player input{flex:1;min-width:140px}"
    ".heat-player button,.heat-player select{min-width:36px;min-height:30px;font-size:14px}"
)
_LOOK = {
    "land": {"color": theme.COAST, "weight": 1.2, "fillColor": theme.LAND, "fillOpacity": 1},
    "halo": [
        {"color": theme.SHALLOW, "weight": width, "opacity": 0.35, "fill": False} for width in theme.HALO
    ],
}


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

    @property
    def edges(self) -> list[float]:
        """West, south, east and north."""
        return [self.west, self.south, self.east, self.north]

    def zoom(self, width: int = MAP_WIDTH, height: int = theme.MAP_HEIGHT) -> float:
        """Return the largest zoom, in quarter steps, at which the box fits the map."""
        across = max(self.east - self.west, 1e-4)
        upwards = max(_mercator(self.north) - _mercator(self.south), 1e-7)
        fits = min(width / WORLD_PIXELS * 360 / across, height / WORLD_PIXELS / upwards)
        return min(math.floor(4 * math.log2(fits)) / 4, 17)


def box_of(outlines: Sequence[str]) -> Box | None:
    """Return the box around GeoJSON outlines, None where there are none."""
    if not outlines:
        return None
    bounds = shapely.total_bounds(shapely.from_geojson(list(outlines), on_invalid="ignore"))
    return None if np.isnan(bounds).any() else Box(*bounds.tolist())


@dataclass(frozen=True)
class GroundWords:
    """What the ground says; looked up where the session knows its language, for files are made later."""

    metres: str = field(default_factory=lambda: t("mapfile.metres"))
    kilometres: str = field(default_factory=lambda: t("mapfile.kilometres"))
    north: str = field(default_factory=lambda: t("mapfile.north"))
    closer: str = field(default_factory=lambda: t("mapfile.closer"))
    farther: str = field(default_factory=lambda: t("mapfile.farther"))
    failed: str = field(default_factory=lambda: t("mapfile.failed"))


@dataclass(frozen=True)
class Land:
    """What lies around the places of a map: the city's outline, and its street offices (街道) around smaller places."""

    outline: str | None
    streets: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=STREET_COLUMNS))
    words: GroundWords = field(default_factory=GroundWords)


def base_map(land: Land) -> folium.Map:
    """Return the ground: sea, land with a soft coast below everything, scale and north; no tiles from anywhere.

    It stands at `STANDING` until the browser fits it to its box (`assets/maps/fit.js`).
    """
    ground = folium.Map(
        location=STANDING,
        zoom_start=STANDING_ZOOM,
        tiles=None,
        zoom_snap=0.25,
        min_zoom=8,
        max_zoom=18,
        prefer_canvas=True,
        attribution_control=False,
    )
    figure(ground).header.add_child(Element(f"<style>{_MAP_STYLE}</style>"))
    for name in (*assets.PLUGINS, *assets.SCRIPTS):
        Script(name).add_to(ground)
    CustomPane(LAND_PANE, z_index=LAND_HEIGHT).add_to(ground)
    CustomPane(STREETS_PANE, z_index=STREETS_HEIGHT).add_to(ground)
    outline = _land(land.outline) if land.outline else None
    told = {"land": outline, "look": _LOOK, "words": asdict(land.words)}
    ScriptLayer("ground", told).add_to(ground)
    return ground


def figure(ground: folium.Map) -> Figure:
    """Return the page that a map is drawn in."""
    return cast(Figure, ground.get_root())


@lru_cache(maxsize=4)
def _land(outline: str) -> dict[str, Any]:
    """Return the land as a GeoJSON geometry without points that nobody could see even five steps of zoom further in."""
    land = shapely.from_geojson(outline)
    pixel = 360 / WORLD_PIXELS / 2 ** Box(*land.bounds).zoom()
    return rounded(json.loads(shapely.to_geojson(land.simplify(pixel / LAND_FINER))))


def _mercator(latitude: float) -> float:
    """Return the vertical Web Mercator coordinate, 0 at the equator, as a share of the world's height."""
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)) / (2 * math.pi)
