"""The familiar community (熟人社区): how well neighbours know each other, as an index with all its parts."""

import streamlit as st

from data_access.familiarity import WEIGHTS
from pages.familiarity.panels import (
    every_place,
    level_chooser,
    measured,
    method_chooser,
    missing_parts,
    movement,
    parts_of_places,
    parts_together,
    ranks,
)
from ui.filters.comparison import comparison_switch
from ui.filters.weights import weight_setting
from ui.panels.headings import page_heading
from ui.panels.notes import empty
from ui.session.view import current_view
from ui.words.text import t

view = current_view()
page_heading(view, t("familiarity.title"))
st.caption(t("familiarity.about"))
left, right = st.columns(2)
with left:
    level = level_chooser(view)
with right:
    method = method_chooser()
other = comparison_switch(view)
weights = weight_setting(WEIGHTS, "parts", t("familiarity.weights_help"))
found = measured(view, level, other, weights, method)
missing_parts(found)
if found.now.standings["score"].notna().any():
    parts_together(view, found)
    ranks(view, found)
    parts_of_places(view, found)
    movement(view, found)
    every_place(view, found)
else:
    empty(t("familiarity.nothing"))
