"""Which browser a session draws for."""

from __future__ import annotations

import streamlit as st

from ui.guard.browsers import COOKIE


def session_browser() -> str:
    """Return the cookie of the session's browser; empty where it keeps none, and outside a session."""
    word = st.context.cookies.get(COOKIE)
    return (
        word if isinstance(word, str) else ""
    )  # without a server there is no cookie, but something in its place
