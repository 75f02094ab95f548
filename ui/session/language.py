"""The language of a session: from the URL at first, from the switch afterwards."""

from __future__ import annotations

import streamlit as st

from ui.session import state
from ui.words.text import DEFAULT_LANGUAGE, LANGUAGES, speak_as


def session_language() -> str:
    """Return the language kept in the session, the default before one is."""
    return st.session_state.get(state.LANGUAGE, DEFAULT_LANGUAGE)


def read_language() -> None:
    """Take the language from the URL before anything is drawn; the switch keeps it afterwards."""
    if state.LANGUAGE not in st.session_state:
        asked = st.query_params.get("lang", DEFAULT_LANGUAGE)
        st.session_state[state.LANGUAGE] = asked if asked in LANGUAGES else DEFAULT_LANGUAGE


speak_as(session_language)
