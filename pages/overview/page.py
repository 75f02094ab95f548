"""Overview (总览): what needs attention, figures against a comparison, the trend by category, places."""

import streamlit as st

from pages.overview.alerts import alerts_block
from pages.overview.figures import figures
from pages.overview.panels import places_compared, trend_by_category
from ui.filters.comparison import against, comparison_switch
from ui.panels.notes import lacking
from ui.panels.page import draw_page
from ui.session.view import View
from ui.wall.screen import wall_link
from ui.words.text import in_short, sentences, t


def content(view: View) -> None:
    """Draw the way to the wall, and what is known of cases."""
    wall_link()
    if not view.has("cases"):
        lacking("cases")
        return
    alerts_block(view)
    other = comparison_switch(view)
    figures(view, other)
    st.caption(**in_short(sentences(against(view, other), t("figure.in_time_differs"))))
    trend_by_category(view, other)
    places_compared(view, other)


draw_page("overview", content, dated="cases")
