"""Map (地图): city → street office → community → grid by clicking, coloured by a chosen figure."""

from functools import partial

import streamlit as st

from pages.map import drawn
from pages.map.choosers import reading_choosers
from pages.map.figures import side_panel
from pages.map.levels import level_chooser, outlines_ahead
from pages.map.modes import drawn as maps_drawn
from pages.map.points import layer_chooser, point_layer
from pages.map.scene import Scene, one_map
from pages.map.search import found_compound, place_search
from pages.map.trail import trail
from ui.filters.drawn import asked_shape
from ui.panels.headings import page_heading
from ui.panels.maps import clicked_case, follow
from ui.panels.notes import empty
from ui.session.view import View, current_view
from ui.words.text import t, word


def finding_row(view: View, found: list[str]) -> None:
    """Draw the way from the city to the selected place, and the box that finds another."""
    way, search = st.columns([3, 2], vertical_alignment="center")
    with way:
        trail(view, found)
    with search:
        place_search(view)


def scenes(view: View) -> list[Scene]:
    """Draw the choosers and return the maps that they ask for; none where no place has an outline."""
    found = found_compound(view)
    finding_row(view, list(found["name"]))
    with st.container(horizontal=True, vertical_alignment="bottom", key="choosers"):
        reading = reading_choosers(view)
        level = level_chooser(view)
        layers = layer_chooser()
        drawn.chooser(view)
    maps = maps_drawn(view, level, reading)
    if any(shown.table.empty for shown in maps):
        empty(t("map.no_outline", level=word("level", level)))
        return []
    points, shape = [point_layer(view, name) for name in layers], asked_shape(view)
    land, ahead = view.land(level), outlines_ahead(view, level)
    # Points, the shape and the tools are of the present; the earlier map has none.
    return [
        Scene(shown, land, ahead, points, shape, found)
        if shown.view == view
        else Scene(shown, land, ahead, drawable=False)
        for shown in maps
    ]


def panels(view: View, shape: drawn.Shape | None) -> None:
    """Draw what is inside the shape, if there is one, and the selected place's own figures."""
    if shape is not None:
        drawn.panel(view, shape)
    side_panel(view)


def page(view: View) -> None:
    """Draw the choosers, one map beside the panels or two above them; a click selects the place and draws again."""
    shown = scenes(view)
    columns = st.columns([3, 1.15] if len(shown) == 1 else [1, 1])
    for scene, column in zip(shown, columns, strict=False):
        with column:
            click = one_map(scene, partial(follow, view.selection, scene.shown.level))
        clicked_case(view.source, view.selection, click)
    if shown:
        with columns[1] if len(shown) == 1 else st.container():
            panels(view, shown[-1].shape)


view = current_view()
page_heading(view, t("map.title"))
page(view)
