"""Neighbours (邻里): residents' groups, volunteers and their hours, and the organisations around a community."""

import streamlit as st

from pages.neighbours.circle import red_circle
from pages.neighbours.groups import groups
from pages.neighbours.volunteers import volunteers
from ui.panels.headings import page_heading
from ui.panels.notes import empty
from ui.session.view import current_view
from ui.words.text import t

SECTIONS = (
    ("groups", "resident_groups", groups),
    ("volunteers", "activity_volunteers", volunteers),
    ("circle", "activities", red_circle),
)
"""The parts of the page: heading, the table that it cannot do without, and what draws it."""

view = current_view()
page_heading(view, t("neighbours.title"))
for heading, table, draw in SECTIONS:
    st.header(t(f"neighbours.{heading}"), anchor=False)
    if view.has(table):
        draw(view)
    else:
        empty(t("empty.table", table=t(f"table.{table}")))
