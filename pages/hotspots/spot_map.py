"""The hot and cold areas on a map, with its legend and files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import folium
import pandas as pd
import streamlit as st

from data_access.hotspots import KINDS, PATTERNS
from data_access.places import areas
from pages.hotspots.spots import cases_of
from pages.hotspots.words import Row, last_words, months_words, pattern_words
from ui import theme
from ui.files.menu import map_downloads
from ui.filters.moves import turn_to_cases
from ui.maps import area_layers, offline_page
from ui.maps.features import area_features
from ui.maps.files import Layers
from ui.maps.ground import Land, box_of
from ui.maps.legends import Swatch, SymbolLegend
from ui.maps.pictures import Picture
from ui.panels.maps import draw, map_turn, opened_area
from ui.panels.notes import empty, not_drawn
from ui.session.view import View
from ui.words.text import in_short, t

SPOT_FIELDS = ("kind", "pattern", "months", "run", "trend", "last_at", "z", "q", "reported", "place_code")
"""What the map's files tell of an area beside its code, name and residents."""
EDGES: dict[str, tuple[str, float, str | None]] = {
    "new": (theme.INK, 2.5, "6 4"),
    "growing": (theme.INK, 3.0, None),
    "persistent": (theme.INK, 1.2, None),
    "fading": (theme.INK, 2.0, "1 4"),
    "sporadic": (theme.BORDER, 1.0, None),
}
"""The outline of each pattern, so that maps tell them apart without colour: colour, width in pixels, dashes."""


def map_of_spots(view: View, found: pd.DataFrame, unit: str, note: str) -> None:
    """Draw the hot and cold areas over the borders of communities, with legend and files."""
    borders = view.fetch(areas.outlines, view.selection, "community")
    box = box_of([*borders["outline"].dropna(), *found["outline"]])
    if box is None:
        empty(t("hotspots.no_outline"))
        return
    shown, legend, land = _with_tips(found), _legend(found), view.land("community")
    layers = partial(_layers, borders, shown, land, map_turn())
    st.html(legend.html())
    _follow(view, found, draw(land, layers(), box, key=f"hotspots_{unit}"))
    not_drawn(borders, "community")
    if view.outline_note:
        st.caption(**in_short(view.outline_note))
    title, line = t("hotspots.title"), view.provenance(f"{note} {view.outline_note}".strip())
    picture = Picture(title, view.words(), line, box, land, borders, (legend,), spots=shown, labelled=False)
    own = {name: t(f"mapfile.spot.{name}") for name in SPOT_FIELDS}
    data = Layers(partial(_features, found), line, own_words=own)
    map_downloads(view, "hotspots_map", title, lambda: picture, data, partial(_page, layers, picture))


def _with_tips(found: pd.DataFrame) -> pd.DataFrame:
    """Return the areas with how they are drawn, and what is told of them on the map."""
    rows = found.to_dict("records")
    tips = [[row["name"], pattern_words(row), months_words(row), last_words(row)] for row in rows]
    return found.assign(swatch=[_swatch(row) for row in rows], tip=tips)


def _legend(found: pd.DataFrame) -> SymbolLegend:
    """Return what the areas' colours and outlines mean, of those that there are."""
    drawn = set(zip(found["kind"], found["pattern"], strict=True))
    kinds = [
        {"kind": kind, "pattern": pattern}
        for kind in KINDS
        for pattern in PATTERNS
        if (kind, pattern) in drawn
    ]
    return SymbolLegend(t("hotspots.legend"), tuple((_swatch(row), pattern_words(row)) for row in kinds))


def _swatch(row: Row) -> Swatch:
    return Swatch(theme.SPOT_COLOURS[row["kind"]][row["pattern"]], *EDGES[row["pattern"]])


def _layers(borders: pd.DataFrame, shown: pd.DataFrame, land: Land, turn: int) -> list[folium.FeatureGroup]:
    return [
        area_layers.borders(borders),
        area_layers.patterned(shown, "spots", turn),
        area_layers.street_offices(land.streets),
    ]


def _follow(view: View, found: pd.DataFrame, click: dict[str, Any] | None) -> None:
    """Turn to the cases of the area that was clicked."""
    code = opened_area(click)
    for row in found[found["code"] == code].to_dict("records"):
        if isinstance(row["place"], str):
            turn_to_cases(view.source, cases_of(view.selection, row), list="reported")


def _features(found: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Return the areas as files carry them."""
    kept = found.drop(columns=["longitude", "latitude", "level"]).rename(columns={"place": "place_code"})
    return {"spots": area_features(kept)}


def _page(layers: Callable[[], list[folium.FeatureGroup]], picture: Picture) -> bytes:
    title = f"{picture.title} · {picture.words}"
    return offline_page.page_bytes(picture.land, picture.box, layers(), title, picture.legends, picture.line)
