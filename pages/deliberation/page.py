"""Deliberation (协商共治): meetings and what comes of them, and joint party building with property companies."""

import streamlit as st

from data_access.selection.comparison import comparison
from pages.deliberation.joint_building import by_place, settled_in_grid, signing
from pages.deliberation.meetings import attendance, carrying_out, figures, recurring, topics
from pages.deliberation.rhythm import rhythm
from ui.filters.comparison import against
from ui.panels.headings import page_heading
from ui.panels.notes import empty
from ui.session.view import View, current_view
from ui.words.text import t


def meetings_held(view: View) -> None:
    """Draw the deliberation meetings: figures, rhythm, attendance, topics, resolutions, what keeps coming back."""
    figures(view)
    st.caption(against(view, comparison(view.selection, "previous")))
    rhythm(view)
    attendance(view)
    topics(view)
    carrying_out(view)
    recurring(view)


def joint_building(view: View) -> None:
    """Draw joint party building: who signed, what is settled in the grid, and places."""
    signing(view)
    if view.has("cases"):
        settled_in_grid(view)
    else:
        empty(t("empty.table", table=t("table.cases")))
    by_place(view)


view = current_view()
page_heading(view, t("deliberation.title"))
st.header(t("deliberation.meetings"), anchor=False)
if view.has("meetings"):
    meetings_held(view)
else:
    empty(t("empty.table", table=t("table.meetings")))
st.header(t("deliberation.joint"), anchor=False)
if view.has("compounds"):
    joint_building(view)
else:
    empty(t("empty.table", table=t("table.compounds")))
