"""Grid and elders (网格+养老): what surveys found, needs, activity spaces, and who has no step-free space near."""

import streamlit as st

from ui.elderly_counts import elders_shown
from ui.elderly_panels import by_place, figures, needs, out_of_reach
from ui.panels import empty, page_heading
from ui.space_panels import by_funding, space_list, space_map
from ui.text import t
from ui.view import current_view

view = current_view()
page_heading(view, t("elderly.title"))
elders = elders_shown(view) if view.has("elderly_surveys") else None
if elders:
    figures(view, elders)
    left, right = st.columns(2)
    with left:
        if view.has("elderly_needs"):
            needs(view, elders)
        else:
            empty(t("empty.table", table=t("elderly.needs_table")))
    with right:
        by_place(view, elders)
else:
    empty(t("empty.table", table=t("elderly.surveys_table")))
if view.has("spaces"):
    space_map(view, elders)
    if elders:
        out_of_reach(view, elders)
    left, right = st.columns([2, 3])
    with left:
        by_funding(view)
    with right:
        space_list(view)
else:
    empty(t("empty.table", table=t("elderly.spaces_table")))
