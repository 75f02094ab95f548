"""Neighbours (邻里): residents' groups, volunteers and their hours, and the organisations around a community."""

import streamlit as st

from pages.neighbours.answer import how_near
from pages.neighbours.circle import red_circle
from pages.neighbours.groups import groups
from pages.neighbours.volunteers import volunteers
from ui.panels.notes import lacking
from ui.panels.page import draw_page
from ui.session.view import View
from ui.words.text import t

SECTIONS = (
    ("groups", "resident_groups", groups),
    ("volunteers", "activity_volunteers", volunteers),
    ("circle", "activities", red_circle),
)
"""The parts of the page: heading, the table that it cannot do without, and what draws it."""


def content(view: View) -> None:
    """Draw what matters in a sentence, then each section under its heading, or what it lacks."""
    how_near(view)
    for heading, table, draw in SECTIONS:
        st.header(t(f"neighbours.{heading}"), anchor=False)
        if view.has(table):
            draw(view)
        else:
            lacking(table)


draw_page("neighbours", content, dated="activities")
