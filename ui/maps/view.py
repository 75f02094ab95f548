"""A folium map in a page: drawn once, changed by layers, and its clicks followed."""

from __future__ import annotations

from typing import Any

import folium
import streamlit as st
from streamlit_folium import st_folium

from data_access.selection import Selection, to_query
from ui import state, theme
from ui.filters import CASES_PAGE, select_place
from ui.maps.ground import MAP_WIDTH, Box


def draw(
    ground: folium.Map,
    groups: list[folium.FeatureGroup],
    box: Box,
    key: str,
    size: tuple[int, int] = (MAP_WIDTH, theme.MAP_HEIGHT),
) -> dict[str, Any] | None:
    """Draw a map and return the properties of the area last clicked, None before any click.

    The ground stays the same from run to run, so the browser keeps its map and only swaps the layers.
    `size` is the width, which only decides the zoom, and the height in pixels.
    """
    answer = st_folium(
        ground,
        key=key,
        height=size[1],
        use_container_width=True,
        returned_objects=["last_active_drawing"],
        feature_group_to_add=groups,
        center=box.centre,
        zoom=box.zoom(*size),
    )
    drawing = (answer or {}).get("last_active_drawing")
    return drawing.get("properties") if drawing else None


def clicked_place(selection: Selection, level: str, click: dict[str, Any] | None) -> None:
    """Select the place that was clicked, once for each click."""
    if not click or "code" not in click or click == st.session_state.get(state.HANDLED_CLICK):
        return
    st.session_state[state.HANDLED_CLICK] = click
    st.session_state[state.MAP_TURN] = map_turn() + 1
    select_place(selection, level, click["code"])


def clicked_case(selection: Selection, click: dict[str, Any] | None) -> None:
    """Open the case whose point was clicked, on the page of cases."""
    if click and "case_id" in click and click != st.session_state.get(state.HANDLED_CLICK):
        st.session_state[state.HANDLED_CLICK] = click
        query = to_query(selection) | {"case": [click["case_id"]]}
        st.switch_page(CASES_PAGE, query_params=query)


def map_turn() -> int:
    """Return how many clicks on maps this session has followed."""
    return st.session_state.get(state.MAP_TURN, 0)
