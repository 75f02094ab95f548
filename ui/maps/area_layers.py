"""Layers of places: filled, patterned, as borders, and their labels. Every name from the data is escaped."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import folium
import numpy as np
import pandas as pd
import shapely

from ui import theme
from ui.maps import feeds, outlines
from ui.maps.features import COORDINATE_DIGITS, safe, safe_lines
from ui.maps.legends import AREA_OPACITY
from ui.maps.scripts import script_group

HIGHLIGHT = {"weight": 3, "color": theme.INK}
MOST_HATCHED = 0.5  # of the places of a map


def choropleth(
    areas: pd.DataFrame, turn: int = 0, ahead: Mapping[str, str] = MappingProxyType({})
) -> folium.FeatureGroup:
    """Return places filled by their `colour`, with `name` and the lines of `figure` on hovering.

    `turn` comes back with a click, so that clicking the same place again after going back is a new click. `ahead`
    are the addresses, by a place's code, of the outlines (`outlines.offer`) that a click on it leads to.
    """
    edge = {"fillOpacity": AREA_OPACITY, "color": theme.PAPER, "weight": 1.2}
    styles = [{"fillColor": colour} | edge for colour in areas["colour"]]
    tips = ["<br>".join(map(safe, lines.splitlines())) for lines in areas["figure"]]
    return _outlined("areas", areas, tips, styles, turn=turn, ahead=ahead)


def to_hatch(areas: pd.DataFrame) -> pd.Series:
    """Return which places are hatched of those that are to be (column hatched): none where they are most.

    Lines over all of a map would hide its colours and set nothing apart.
    """
    small = areas["hatched"].astype(bool)
    return small & (small.mean() <= MOST_HATCHED)


def hatched(codes: Sequence[str]) -> folium.FeatureGroup:
    """Return the layer that hatches the areas of these codes, which another layer draws; it sends no outline."""
    data = {"codes": list(codes), "dark": theme.HATCH[0], "light": theme.HATCH[1]}
    return script_group("hatched", data, "hatched")


def patterned(areas: pd.DataFrame, name: str, turn: int = 0) -> folium.FeatureGroup:
    """Return areas (columns code, outline, tip, swatch) drawn by their swatches, with their tip on hovering.

    `turn` comes back with a click, as that of `choropleth`.
    """
    styles = [swatch.style() for swatch in areas["swatch"]]
    return _outlined(name, areas[["code", "outline"]], areas["tip"].map(safe_lines), styles, turn=turn)


def labels(areas: pd.DataFrame) -> folium.FeatureGroup:
    """Return each place's name at its label point or beside it, as inert text, larger places first.

    The script tries a name at its point and beside it, and leaves it out where it would touch another or be much
    larger than its place. The browser asks for the
    names once.
    """
    names = _names(areas)
    address = feeds.offer(("names", names), lambda _: names)
    return script_group("labels", address, "labels", (address,))


def street_offices(streets: pd.DataFrame) -> folium.FeatureGroup:
    """Return street offices (街道) as a quiet second line with their names, to lie over smaller places."""
    known = streets.dropna(subset=["outline"])
    if known.empty:
        return folium.FeatureGroup(name="streets")
    lines = _lines_between(tuple(known["outline"]))
    style = {"color": theme.STREET_LINE, "weight": 1.6, "opacity": 0.75}
    told = {"lines": lines, "names": _names(streets)}
    address = feeds.offer(("streets", told), lambda _: told)
    return script_group("streets", {"address": address, "style": style}, "streets", (address,))


@lru_cache(maxsize=8)
def _lines_between(outlines: tuple[str, ...]) -> dict[str, Any]:
    """Return the borders that places share, each once, as a GeoJSON geometry; the same at every draw of a city."""
    given = shapely.from_geojson(np.array(outlines, dtype=object))
    shapes = shapely.make_valid(given, method="structure", keep_collapsed=False)
    coast = shapely.boundary(shapely.union_all(shapes))
    inner = shapely.line_merge(shapely.difference(shapely.union_all(shapely.boundary(shapes)), coast))
    return json.loads(shapely.to_geojson(shapely.set_precision(inner, 10.0**-COORDINATE_DIGITS)))


def _names(areas: pd.DataFrame) -> list[list[Any]]:
    """Return latitude, longitude, inert name and side of each place that has a label point, the largest first.

    The side is that of a square as large as the place, in degrees of longitude as Web Mercator draws it.
    """
    shown = areas.dropna(subset=["longitude", "latitude"])
    stretched = np.cos(np.radians(shown["latitude"].astype(float)))
    sides = np.sqrt(shapely.area(_shapes(shown)) / stretched)
    rows = [
        [round(y, COORDINATE_DIGITS), round(x, COORDINATE_DIGITS), safe(name), round(float(side), 4)]
        for y, x, name, side in zip(shown["latitude"], shown["longitude"], shown["name"], sides, strict=True)
    ]
    return sorted(rows, key=lambda row: -row[3])


def _shapes(areas: pd.DataFrame) -> np.ndarray:
    """Return the places' shapes, empty where there is no outline."""
    outlines = areas["outline"].astype(object)
    shapes = shapely.from_geojson(outlines.where(outlines.notna(), None).to_numpy())
    return np.where(shapely.is_missing(shapes), shapely.Polygon(), shapes)


def borders(areas: pd.DataFrame) -> folium.FeatureGroup:
    """Return places as lines only, to lie over a heat layer."""
    shown = areas.dropna(subset=["outline"])[["code", "outline"]]
    styles = [{"color": theme.BORDER, "weight": 0.8, "fill": False}] * len(shown)
    return _outlined("borders", shown, [""] * len(shown), styles, interactive=False)


def _outlined(
    name: str,
    areas: pd.DataFrame,
    tips: Iterable[str],
    styles: Sequence[dict[str, Any]],
    *,
    turn: int = 0,
    ahead: Mapping[str, str] = MappingProxyType({}),
    interactive: bool = True,
) -> folium.FeatureGroup:
    """Return a layer of places, whose outlines the browser asks for once; see `assets/maps/areas.js`.

    `tips` are inert HTML, below the name of a place where `areas` names it. Each row of the data is a tip and the
    number of its style, in the order in which the outlines are offered.
    """
    if areas.empty:
        return folium.FeatureGroup(name=name)
    looks = [tuple(style.items()) for style in styles]
    numbers = {look: number for number, look in enumerate(dict.fromkeys(looks))}
    address = outlines.offer(areas)
    data = {
        "outlines": address,
        "rows": [[tip, numbers[look]] for tip, look in zip(tips, looks, strict=True)],
        "styles": [dict(look) for look in numbers],
        "turn": turn,
        "ahead": dict(ahead),
        "interactive": interactive,
        "highlight": HIGHLIGHT,
    }
    return script_group("areas", data, name, (address,))
