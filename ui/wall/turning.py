"""When the wall turns its pages, refreshes, and says that it is stale."""

from __future__ import annotations

import streamlit as st

from ui.words.text import t

REFRESH_SECONDS = 60
STALE_AFTER = 100  # seconds without a refresh after which the screen says so
TURN_SECONDS = 20
TURN_BETWEEN = range(5, 301)


def turn_asked_for() -> tuple[int, str]:
    """Return after how many seconds pages turn, and what to say of a value that cannot be meant."""
    asked = st.query_params.get("turn")
    if asked is None:
        return TURN_SECONDS, ""
    if asked.isdecimal() and len(asked) <= 3 and int(asked) in TURN_BETWEEN:
        return int(asked), ""
    return TURN_SECONDS, t("wall.turn_ignored", value=asked[:20], seconds=TURN_SECONDS)
