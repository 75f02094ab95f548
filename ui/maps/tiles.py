"""Tiles (瓦片) below the maps of pages: the intranet's server or 天地图, by three settings of the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

import folium
from branca.element import Element

from ui import theme
from ui.maps.features import safe
from ui.maps.ground import figure
from ui.maps.scripts import ScriptLayer

URLS, ATTRIBUTION, SYSTEM = "MAP_TILES_URL", "MAP_TILES_ATTRIBUTION", "MAP_TILES_CRS"
SUBDOMAINS = "01234567"  # 天地图 t0 – t7
PLACEHOLDERS = {"x", "y", "-y", "z", "s"}


@dataclass(frozen=True)
class Grid:
    """How a coordinate system's tiles lie: Leaflet's name for it, and the level of tiles at a zoom of 0."""

    crs: str
    first_level: int = 0


GRIDS = {
    "EPSG:3857": Grid("EPSG3857"),
    "EPSG:4490": Grid("Degrees"),  # 天地图 _c: two tiles at level 1
    "EPSG:4326": Grid("Degrees", -1),  # WorldCRS84Quad of OGC, as GeoServer has it: two tiles at level 0
    "GCJ-02": Grid("GCJ02"),
}


@dataclass(frozen=True)
class Tiles:
    """Where tiles are, from the lowest layer to the highest, who is to be named for them, and how they lie."""

    urls: tuple[str, ...]
    attribution: str
    grid: Grid


class TilesError(ValueError):
    """A setting that no tiles can be drawn by: `kind` is url, attribution or crs, `value` what was set."""

    def __init__(self, kind: str, value: str) -> None:
        super().__init__(f"{kind}: {value}")
        self.kind = kind
        self.value = value


def configured(settings: Mapping[str, str] = os.environ) -> Tiles | None:
    """Return the tiles that the settings name, None where they name none.

    Raises
    ------
    TilesError
        Where a setting is wrong, or nobody is named for the tiles: their licences ask for it.
    """
    urls = tuple(settings.get(URLS, "").split())
    if not urls:
        return None
    for url in urls:
        if not _is_template(url):
            raise TilesError("url", url.split("?")[0])  # a key may follow
    attribution = settings.get(ATTRIBUTION, "").strip()
    if not attribution:
        raise TilesError("attribution", "")
    name = settings.get(SYSTEM, "").strip() or "EPSG:3857"
    grid = GRIDS.get(name.upper().replace("GCJ02", "GCJ-02"))
    if grid is None:
        raise TilesError("crs", name)
    return Tiles(urls, attribution, grid)


def origins(settings: Mapping[str, str] = os.environ) -> list[str]:
    """Return the hosts that tiles come from, each with its scheme; none where the settings are wrong."""
    try:
        tiles = configured(settings)
    except TilesError:
        return []
    starts = [
        match[0] for url in (tiles.urls if tiles else ()) if (match := re.match(r"https?://[^/?#]+", url))
    ]
    return list(dict.fromkeys(one.replace("{s}", s) for one in starts for s in SUBDOMAINS))


def lay(ground: folium.Map, tiles: Tiles) -> None:
    """Lay tiles over the land of a ground; where one does not answer the land stays to be seen."""
    ground.crs = tiles.grid.crs
    for number, url in enumerate(tiles.urls):
        folium.TileLayer(
            url,
            name=f"tiles {number}",
            attr=safe(tiles.attribution),
            subdomains=SUBDOMAINS,
            zoom_offset=tiles.grid.first_level,
        ).add_to(ground)
    ScriptLayer("attribution", safe(tiles.attribution)).add_to(ground)
    style = f".leaflet-overlay-pane{{opacity:{theme.OVER_TILES}}}"
    figure(ground).header.add_child(Element(f"<style>{style}</style>"))


def _is_template(url: str) -> bool:
    """Tell whether a URL is on the web or on this host, and has places for column, row and level and no others."""
    names = re.findall(r"{([^{}]*)}", url)
    whole = not re.search(r"[{}]", re.sub(r"{[^{}]*}", "", url))
    placed = {"x", "z"} <= set(names) and len({"y", "-y"} & set(names)) == 1
    return bool(re.match(r"https?://[^/]|/[^/]", url)) and whole and placed and set(names) <= PLACEHOLDERS
