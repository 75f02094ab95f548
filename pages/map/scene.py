"""One map of the map page: what lies on it from bottom to top, its legends, and its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

import folium
import pandas as pd
import streamlit as st

from data_access.places import areas
from data_access.places.shapes import Shape
from pages.map import drawing, layers, points
from pages.map.drawn import shown_box
from pages.map.found import found_box, found_groups
from pages.map.levels import outlines_ahead
from pages.map.modes import PlaceMap
from pages.map.points import PointLayer
from ui.files.menu import map_downloads
from ui.filters.drawn import asked_shape, within
from ui.maps import area_layers, drawn_shape, offline_page
from ui.maps.features import area_features
from ui.maps.files import Layers
from ui.maps.ground import Box, Land, box_of
from ui.maps.legends import Legend, SquareLegend, SymbolLegend
from ui.maps.pictures import Picture
from ui.maps.scripts import script_group
from ui.panels.maps import clicked_case, draw, follow, map_turn
from ui.panels.notes import empty, not_drawn
from ui.session import state
from ui.session.view import View
from ui.words.text import in_short, t, word


@dataclass(frozen=True)
class Scene:
    """A map with what lies on its coloured places: layers of points, a shape to look within, a compound found.

    `ahead` are the addresses of the outlines that a click leads to, see `area_layers.choropleth`.
    """

    shown: PlaceMap
    land: Land
    ahead: Mapping[str, str]
    points: Sequence[PointLayer] = ()
    shape: Shape | None = None
    found: pd.DataFrame | None = None
    drawable: bool = True

    @property
    def box(self) -> Box:
        """What the map shows at first."""
        found = None if self.found is None else found_box(self.found)
        return found or shown_box(self.shape) or self._places_box

    @property
    def legends(self) -> tuple[Legend | SquareLegend | SymbolLegend, ...]:
        """What colours, symbols and the shape's line mean."""
        symbols = [points.point_legend(self.points)] if self.points else []
        shape = [] if self.shape is None else [drawn_shape.legend(self.shape, t("drawn.on_the_map"))]
        return (self.shown.legend, *symbols, *shape)

    @property
    def _places_box(self) -> Box:
        box = box_of(list(self.shown.table["outline"]))
        if box is None:
            raise ValueError("a scene has at least one place with an outline")
        return box

    def kept_groups(self, turn: int) -> list[folium.FeatureGroup]:
        """Return what a file keeps of the map, from bottom to top."""
        return [*self._places(turn, {}), *points.fixed_groups(self.points), *self._shape()]

    def live_groups(self, turn: int) -> list[folium.FeatureGroup]:
        """Return what the page draws, from bottom to top: single cases only in view, and the tools to draw with."""
        marks = layers.groups(self.shown.view, self.points)
        found = [] if self.found is None else found_groups(self.found)
        beside = [_together()] if self.shown.heading else []
        tools = [drawing.tools(self.shape is not None, turn)] if self.drawable else []
        return [*self._places(turn, self.ahead), *marks, *found, *self._shape(), *beside, *tools]

    def _places(self, turn: int, ahead: Mapping[str, str]) -> list[folium.FeatureGroup]:
        table = self.shown.table
        small = table.loc[area_layers.to_hatch(table), "code"]
        hatching = [area_layers.hatched(small)] if len(small) else []
        return [
            area_layers.choropleth(table, turn, ahead),
            *hatching,
            area_layers.street_offices(self.land.streets),
            area_layers.labels(table),
        ]

    def _shape(self) -> list[folium.FeatureGroup]:
        return [] if self.shape is None else [drawn_shape.outline(self.shape)]


def scenes(
    view: View, level: str, maps: Sequence[PlaceMap], names: Sequence[str], found: pd.DataFrame
) -> list[Scene]:
    """Return the maps with what lies on them; none where no place has an outline, which is said.

    `names` are those of the point layers. Points, the shape and the tools are of the present: the earlier of two maps
    has none.
    """
    if any(shown.table.empty for shown in maps):
        empty(t("map.no_outline", level=word("level", level)))
        return []
    marks, shape = [layers.point_layer(view, name) for name in names], asked_shape(view)
    land, ahead = view.land(level), outlines_ahead(view, level)
    return [
        Scene(shown, land, ahead, marks, shape, found)
        if shown.view.selection == view.selection
        else Scene(shown, land, ahead, drawable=False)
        for shown in maps
    ]


def one_map(view: View, scene: Scene) -> None:
    """Draw a map under its legends, with its notes and files below; a click on it selects a place or opens a case."""
    shown = scene.shown
    if shown.heading:
        st.subheader(**in_short(shown.heading), anchor=False)
    with st.container(key=f"legend_{shown.key}"):
        st.html("".join(legend.html() for legend in scene.legends))
    go = partial(follow, view.selection, shown.level)
    click = draw(scene.land, scene.live_groups(map_turn()), scene.box, shown.key, follow=go)
    not_drawn(shown.view.fetch(areas.outlines, shown.view.selection, shown.level), shown.level)
    for note in filter(None, (points.notes(scene.points), shown.view.outline_note)):
        st.caption(**in_short(note))
    _downloads(scene)
    clicked_case(view.source, view.selection, click)


def _downloads(scene: Scene) -> None:
    """Offer the map as a sheet to print, as a page that opens without a network, and as data."""
    shown, view, turn = scene.shown, scene.shown.view, map_turn()
    title = t("map.file_title", figure=shown.name)
    drawn = None if scene.shape is None else drawn_shape.swatched(scene.shape)
    shape = "" if drawn is None else t("drawn.in_files", shape=drawn["name"].iloc[0])
    notes = (shown.note, shape, points.file_notes(scene.points), view.outline_note)
    line, words = view.provenance(" ".join(filter(None, notes))), view.words()
    heading = " · ".join([title, words, *([] if drawn is None else drawn["name"])])
    box, legends, land = scene.box, scene.legends, scene.land

    def page() -> bytes:
        return offline_page.page_bytes(land, box, scene.kept_groups(turn), heading, legends, line)

    def features() -> dict[str, list[dict[str, Any]]]:
        outlined = {} if drawn is None else {"drawn": area_features(drawn[["name", "outline"]])}
        return {shown.level: area_features(shown.rows_to_keep), **points.features(scene.points), **outlined}

    marks = tuple(mark for layer in scene.points for mark in layer.marks())
    picture = Picture(shown.title, words, line, box, land, shown.table, legends, marks, spots=drawn)
    words_of_fields = shown.field_words | points.field_words(scene.points)
    data = Layers(features, line, own_words=words_of_fields)
    named = view if scene.shape is None else within(view, scene.shape)
    layered = [t(f"map.layer.{layer.name}") for layer in scene.points]
    map_downloads(named, shown.key, title, lambda: picture, data, page, layered)


def _together() -> folium.FeatureGroup:
    """Return the layer by which every map of this session's page that has it moves with the others.

    The maps are in frames of their own; they tell each other by a channel of the browser whose name no other
    page has open, so that two windows of one user stay apart.
    """
    channel = st.session_state.setdefault(state.MAP_CHANNEL, uuid4().hex)
    return script_group("together", channel, "together")
