"""The street offices that this session's reader may see."""

from __future__ import annotations

import streamlit as st

from ui.session import state


def current_limit() -> frozenset[str] | None:
    """Return the codes of the street offices that the reader may see: None for the whole city, none for nothing.

    Raises KeyError where nobody has passed the door (`ui.access.entry`), which says so: then nothing is read.
    """
    return st.session_state[state.LIMIT]
