"""Heatmap (热力图): where and at which hours cases are reported, as a density, played through time, or compared."""

from functools import partial

import streamlit as st

from pages.heatmap.answer import where_and_when
from pages.heatmap.choosers import mode_chooser, weight_chooser
from pages.heatmap.heat_map import heat_map
from pages.heatmap.hours import hours_of_week
from ui.filters.drawn import narrowed
from ui.panels.page import draw_page
from ui.panels.rows import beside
from ui.session.view import View


def content(view: View) -> None:
    """Draw where cases are reported beside when, of a drawn shape alone where the URL names one."""
    view = narrowed(view)
    where_and_when(view)
    with st.container(horizontal=True, key="choosers"):
        mode, weight = mode_chooser(), weight_chooser()
    beside([3, 2], partial(heat_map, view, mode, weight), partial(hours_of_week, view))


draw_page("heatmap", content, needs="cases", dated="cases")
