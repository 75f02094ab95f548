"""Maps side by side that move together."""

from __future__ import annotations

from uuid import uuid4

import folium
import streamlit as st

from ui.maps.scripts import script_group
from ui.session import state


def together() -> folium.FeatureGroup:
    """Return the layer by which every map of this session's page that has it moves with the others.

    The maps are in frames of their own; they tell each other by a channel of the browser whose name no other
    page has open, so that two windows of one user stay apart.
    """
    channel = st.session_state.setdefault(state.MAP_CHANNEL, uuid4().hex)
    return script_group("together", channel, "together")
