"""Map (地图): city → street office → community → grid by clicking, coloured by a chosen figure."""

from functools import partial

import streamlit as st

from data_access.places.shapes import Shape
from pages.map import drawn
from pages.map.answer import most_and_least
from pages.map.choosers import reading_choosers
from pages.map.figures import side_panel
from pages.map.found import found_compound
from pages.map.layers import layer_chooser
from pages.map.levels import level_chooser
from pages.map.modes import place_maps
from pages.map.scene import one_map, scenes
from pages.map.trail import trail
from ui.panels.page import draw_page
from ui.panels.rows import beside, in_rows
from ui.session.view import View


def panels(view: View, shape: Shape | None) -> None:
    """Draw what is inside the shape, if there is one, and the selected place's own figures."""
    if shape is not None:
        drawn.panel(view, shape)
    side_panel(view)


def content(view: View) -> None:
    """Draw the ways to a place, the choosers, and one map beside the panels or two above them."""
    found, told = found_compound(view), st.container()
    trail(view, list(found["name"]))
    with st.container(horizontal=True, vertical_alignment="bottom", key="choosers"):
        reading = reading_choosers(view)
        level = level_chooser(view)
        layers = layer_chooser()
        drawn.chooser(view)
    drawn_maps = place_maps(view, level, reading)
    with told:
        most_and_least(drawn_maps[-1])
    shown = scenes(view, level, drawn_maps, layers, found)
    maps = [partial(one_map, view, scene) for scene in shown]
    if len(shown) == 1:
        beside([3, 1.15], *maps, partial(panels, view, shown[0].shape))
    elif shown:
        in_rows(maps)
        with st.container():
            panels(view, shown[-1].shape)


draw_page("map", content, dated="cases")
