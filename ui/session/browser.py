"""Which browser a session draws for."""

from __future__ import annotations

import streamlit as st

from ui.guard.browsers import COOKIE


def session_browser() -> str:
    """Return the cookie of the session's browser; empty where it keeps none, and outside a session."""
    return st.context.cookies.get(COOKIE, "")
