"""Deliberation (协商共治): meetings and what comes of them, and joint party building with property companies."""

from functools import partial

import streamlit as st

from pages.deliberation.joint_building import by_place, not_recorded, recorded, settled_in_grid, signing
from pages.deliberation.meetings import attendance, figures, recurring, topics
from pages.deliberation.resolutions import carrying_out
from pages.deliberation.rhythm import rhythm
from ui.panels.notes import empty, lacking
from ui.panels.page import draw_page
from ui.panels.rows import in_rows
from ui.session.view import View
from ui.words.text import t


def content(view: View) -> None:
    """Draw the meetings, then joint party building; each says what it lacks."""
    if view.has("meetings"):
        meetings_held(view)
    else:
        lacking("meetings")
    st.header(t("deliberation.joint"), anchor=False)
    if not view.has("compounds"):
        lacking("compounds")
    elif known := recorded(view):
        not_recorded(known)
        joint_building(view)
    else:
        empty(t("deliberation.joint_unrecorded"))


def meetings_held(view: View) -> None:
    """Draw the deliberation meetings: figures, rhythm, attendance, topics, resolutions, what keeps coming back."""
    figures(view)
    in_rows([partial(attendance, view), partial(topics, view)])
    rhythm(view)
    carrying_out(view)
    recurring(view)


def joint_building(view: View) -> None:
    """Draw joint party building: who signed, what is settled in the grid, and places."""
    signing(view)
    if view.has("cases"):
        settled_in_grid(view)
    else:
        lacking("cases")
    by_place(view)


draw_page("deliberation", content, dated="meetings")
