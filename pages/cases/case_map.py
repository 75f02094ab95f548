"""The place of one case: a point among the grids of its community, with its files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import folium
import pandas as pd
import streamlit as st

from data_access import cases
from data_access.places import areas
from ui import theme
from ui.files.menu import map_downloads
from ui.maps import area_layers, offline_page, point_layers
from ui.maps.features import area_features, point_features
from ui.maps.files import Layers
from ui.maps.ground import Box, box_of
from ui.maps.legends import Symbol, SymbolLegend
from ui.maps.pictures import Picture
from ui.panels.maps import draw
from ui.panels.notes import empty
from ui.session.view import View
from ui.words.text import in_short, t

CASE = Symbol(theme.POINT_COLOURS["case"], theme.CASE_RADIUS)
AROUND = 0.004  # degrees shown around a case in a community without outline: about 400 m


def case_map(view: View, case: dict[str, Any], where: str) -> None:
    """Draw the case as a point among the grids of its community; `where` names its place."""
    with st.container(border=True):
        st.subheader(t("cases.one.place"), anchor=False)
        known = case["longitude"] is not None and case["latitude"] is not None
        if not known or case["longitude"] == case["latitude"] == 0:
            empty(t("cases.one.no_position"))
            return
        level, grids, box = _surroundings(view, case)
        picture = _picture(view, case, where, grids, box)
        key = f"case_map_{case['case_id']}"
        draw(picture.land, _layers(picture), box, key, theme.SMALL_MAP_HEIGHT)
        if view.outline_note:
            st.caption(**in_short(view.outline_note))
        _files(view, picture, case["case_id"], level)


def _picture(view: View, case: dict[str, Any], where: str, grids: pd.DataFrame, box: Box) -> Picture:
    """Return the map as it is printed, with the words around it."""
    number, title = case["case_id"], t("cases.one.place")
    point = pd.DataFrame([{name: case[name] for name in ("case_id", "longitude", "latitude")}])
    point["tip"] = [[number, where]]
    words = f"{number} · {where}"
    source = view.provenance(view.outline_note or None, selection=False)
    line = t("provenance.separator").join([words, source])
    legend = SymbolLegend(title, ((CASE, number),))
    return Picture(title, words, line, box, view.land("grid"), grids, (legend,), ((point, CASE),))


def _layers(picture: Picture) -> list[folium.FeatureGroup]:
    """Return what lies on the ground, from bottom to top: borders, street offices, the case."""
    return [
        area_layers.borders(picture.areas),
        area_layers.street_offices(picture.land.streets),
        point_layers.marked(list(picture.marks), "case"),
    ]


def _files(view: View, picture: Picture, number: str, level: str | None) -> None:
    """Offer the map as a sheet to print, as a page that opens without a network, and as data."""

    def page() -> bytes:
        title = f"{picture.title} · {picture.words}"
        return offline_page.page_bytes(
            picture.land, picture.box, _layers(picture), title, picture.legends, picture.line
        )

    def features() -> dict[str, list[dict[str, Any]]]:
        grids, (point, _) = picture.areas[["code", "name", "outline"]], picture.marks[0]
        named = {} if level is None else {level: area_features(grids)}
        return {**named, "case": point_features(point.drop(columns="tip"))}

    everywhere = replace(view, selection=cases.anywhere(view.selection))
    name = f"{picture.title}-{number}"
    map_downloads(everywhere, "case_map", name, lambda: picture, Layers(features, picture.line), page)


def _surroundings(view: View, case: dict[str, Any]) -> tuple[str | None, pd.DataFrame, Box]:
    """Return the grids of the case's community, or the community itself, their level, and a box around them.

    Without any outline the level is None and the box lies around the case.
    """
    box = Box(
        case["longitude"] - AROUND,
        case["latitude"] - AROUND,
        case["longitude"] + AROUND,
        case["latitude"] + AROUND,
    )
    community = cases.anywhere(view.selection).at_place("community", case["community_code"] or "")
    for level in ("grid", "community"):
        shown = view.fetch(areas.outlines, community, level).dropna(subset=["outline"])
        if len(shown):
            return level, shown, box_of(list(shown["outline"])) or box
    return None, shown, box
