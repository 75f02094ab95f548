"""Neighbours (邻里): residents' groups, volunteers and their hours, and the organisations around a community."""

import streamlit as st

from ui.circle_panels import red_circle
from ui.group_panels import groups
from ui.panels import empty, page_heading
from ui.text import t
from ui.view import current_view
from ui.volunteer_panels import volunteers

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
        empty(t("empty.table", table=t(f"neighbours.table.{table}")))
