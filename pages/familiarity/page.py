"""The familiar community (熟人社区): how well neighbours know each other, as an index with all its parts."""

import streamlit as st

from data_access.familiarity import WEIGHTS
from pages.familiarity.answer import in_words
from pages.familiarity.choosers import level_chooser, method_chooser
from pages.familiarity.index import measured
from pages.familiarity.movement import movement
from pages.familiarity.parts import missing_parts, parts_of_places, parts_together
from pages.familiarity.standings import every_place, ranks
from ui.filters.comparison import comparison_switch
from ui.filters.weights import weight_setting
from ui.panels.notes import empty
from ui.panels.page import draw_page
from ui.session.view import View
from ui.words.text import t


def content(view: View) -> None:
    """Draw what the index is made of, its parts, the ranks of places, and how they moved."""
    above = st.container()
    left, right = st.columns(2)
    with left:
        level = level_chooser(view)
    with right:
        method = method_chooser()
    other = comparison_switch(view)
    weights = weight_setting(WEIGHTS, "parts", t("familiarity.weights_help"))
    found = measured(view, level, other, weights, method)
    if found.now.standings["score"].isna().all():
        missing_parts(found)
        empty(t("familiarity.nothing"))
        return
    with above:
        in_words(view, found)
    parts_together(view, found)
    ranks(view, found)
    missing_parts(found)
    parts_of_places(view, found)
    movement(view, found)
    every_place(view, found)


draw_page("familiarity", content, dated="cases")
