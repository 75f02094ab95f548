"""The point layers that are asked for: their chooser, their points, and how the page draws them."""

from __future__ import annotations

from collections.abc import Sequence

import folium
import streamlit as st

from pages.map.case_points import case_group, case_layer
from pages.map.event_points import EVENTS, event_layer
from pages.map.place_points import place_layer
from pages.map.points import NAMES, PointLayer
from ui.maps import point_layers
from ui.session import address, state
from ui.session.view import View
from ui.words.text import inert, t


def layer_chooser() -> list[str]:
    """Draw the choice of layers, kept in the URL as `layers`; return their names from bottom to top."""
    asked = (address.parameter("layers") or "").split(",")
    if unknown := [name for name in asked if name and name not in NAMES]:
        st.warning(t("filter.ignored_unknown", parameter="layers", value=inert(unknown[0][:60])))
    address.follow("layers", state.MAP_LAYERS, [name for name in NAMES if name in asked])
    names = {name: t(f"map.layer.{name}") for name in NAMES}
    chosen = st.pills(
        t("map.layers"),
        NAMES,
        selection_mode="multi",
        format_func=names.__getitem__,
        key=state.MAP_LAYERS,
        help=t("map.layers_help"),
    )
    address.set_parameter("layers", ",".join(name for name in NAMES if name in chosen))
    return [name for name in NAMES if name in chosen]


def point_layer(view: View, name: str) -> PointLayer:
    """Return a layer with its points; of the cases those that a printed map shows."""
    if name == "cases":
        return case_layer(view)
    return event_layer(view, name) if name in EVENTS else place_layer(view, name)


def groups(view: View, layers: Sequence[PointLayer]) -> list[folium.FeatureGroup]:
    """Return what the page's map draws: all points of the layers, but of the cases only those in view."""
    return [
        case_group(view) if layer.name == "cases" else point_layers.marked(layer.marks(), layer.name)
        for layer in layers
    ]
