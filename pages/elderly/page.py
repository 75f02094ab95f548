"""Grid and elders (网格+养老): what surveys found, needs, activity spaces, and who has no step-free space near."""

import streamlit as st

from pages.elderly.spaces import by_funding, space_list, space_map
from pages.elderly.surveys import by_place, figures, needs, out_of_reach
from ui.panels.elders import elders_shown
from ui.panels.headings import page_heading
from ui.panels.notes import empty
from ui.session.view import current_view
from ui.words.text import t

view = current_view()
page_heading(view, t("elderly.title"))
elders = elders_shown(view) if view.has("elderly_surveys") else None
if elders:
    figures(view, elders)
else:
    empty(t("empty.table", table=t("table.elderly_surveys")))
left, right = st.columns(2)
with left:
    if elders and view.has("elderly_needs"):
        needs(view, elders)
    elif elders:
        empty(t("empty.table", table=t("table.elderly_needs")))
    if view.has("spaces"):
        by_funding(view)
with right:
    if elders:
        by_place(view, elders)
if view.has("spaces"):
    space_map(view, elders)
    if elders:
        out_of_reach(view, elders)
    space_list(view)
else:
    empty(t("empty.table", table=t("table.spaces")))
