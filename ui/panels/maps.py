"""A folium map in a page: drawn once, changed by layers, and its clicks followed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import folium
import streamlit as st
from streamlit_folium import st_folium

from data_access.selection import Selection
from ui import theme
from ui.filters.moves import turn_to_cases
from ui.maps import tiles
from ui.maps.ground import Box, Land, base_map
from ui.maps.scripts import script_group
from ui.session import address, state
from ui.session.source import Source
from ui.words.text import inert, t


def draw(
    land: Land,
    groups: list[folium.FeatureGroup],
    box: Box,
    key: str,
    height: int = theme.MAP_HEIGHT,
    follow: Callable[[dict[str, Any]], None] | None = None,
) -> dict[str, Any] | None:
    """Draw layers above the land and return the properties of the area last clicked, None before any click.

    The ground stays the same from run to run, so the browser keeps its map and only swaps the layers.
    `height` in pixels is that on a desk; on a phone the style sheet gives the map most of the screen. The browser
    fits the box, because only it knows the map's size. `follow` is given what was clicked before the page runs
    again, so that a click that changes the Selection costs one run, not two.
    Tiles lie over the land where the settings name some; a map that is taken away must open without them.
    """
    ground = base_map(land)
    _lay_tiles(ground)
    size = "large" if height >= theme.MAP_HEIGHT else "small"
    with st.container(key=f"{size}_map_{key}"):
        clicked = st_folium(
            ground,
            key=key,
            height=height,
            use_container_width=True,
            returned_objects=["last_active_drawing"],
            feature_group_to_add=[*groups, script_group("fit", box.edges, "fit")],
            on_change=partial(_follow_click, key, follow),
        )
    return _properties(clicked)


def _follow_click(key: str, follow: Callable[[dict[str, Any]], None] | None) -> None:
    click = _properties(st.session_state[key])
    if follow and click:
        follow(click)


def _properties(answer: dict[str, Any] | None) -> dict[str, Any] | None:
    drawing = (answer or {}).get("last_active_drawing")
    return drawing.get("properties") if drawing else None


def _lay_tiles(ground: folium.Map) -> None:
    """Lay the tiles of the settings, or say which setting is wrong."""
    try:
        found = tiles.configured()
    except tiles.TilesError as fault:
        st.warning(t(f"tiles.{fault.kind}", value=inert(fault.value)), icon=":material/layers_clear:")
        return
    if found:
        tiles.lay(ground, found)


def follow(selection: Selection, level: str, click: dict[str, Any]) -> None:
    """Put what was clicked or drawn into the run that follows, once for each click: a place of the level, or a shape.

    A click of an earlier turn was followed already: of two maps, each keeps its last click for good.
    """
    if not is_new(click, "code") and not is_new(click, "within"):
        return
    _handled(click)
    if "code" in click:
        st.session_state[state.PENDING_SELECTION] = selection.at_place(level, click["code"])
    else:  # a shape, or nothing where one was removed
        st.session_state[state.DRAWN_HERE] = click["within"]
        address.set_parameter("within", click["within"])


def clicked_case(source: Source, selection: Selection, click: dict[str, Any] | None) -> None:
    """Open the case whose point was clicked, on the page of cases."""
    if click and is_new(click, "case_id"):
        _handled(click)
        turn_to_cases(source, selection, case=click["case_id"])


def opened_area(click: dict[str, Any] | None) -> str | None:
    """Return the code of the area that was clicked, once for each click, for a page that does not narrow to it."""
    if not click or not is_new(click, "code"):
        return None
    _handled(click)
    return click["code"]


def is_new(click: dict[str, Any], name: str) -> bool:
    """Tell whether a click names something and was not followed yet, nor drawn before one that was."""
    handled = click == st.session_state.get(state.HANDLED_CLICK)
    return name in click and not handled and click.get("turn", map_turn()) == map_turn()


def _handled(click: dict[str, Any]) -> None:
    st.session_state[state.HANDLED_CLICK] = click
    st.session_state[state.MAP_TURN] = map_turn() + 1


def map_turn() -> int:
    """Return how many clicks on maps this session has followed."""
    return st.session_state.get(state.MAP_TURN, 0)
