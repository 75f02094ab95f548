"""Where time goes (办理过程): flow between levels and steps, age of the open cases, time to close as curves."""

from functools import partial

import streamlit as st

from pages.process.ageing import ageing
from pages.process.answer import where_time_goes
from pages.process.flow import flow_of_levels
from pages.process.problems import problems
from pages.process.steps import steps, transitions
from pages.process.survival import time_to_close
from ui.filters.comparison import beside as beside_words
from ui.filters.comparison import comparison_switch
from ui.panels.notes import empty
from ui.panels.page import draw_page
from ui.panels.rows import beside, in_rows
from ui.session.view import View
from ui.words.text import in_short, t


def content(view: View) -> None:
    """Draw the ways through the levels beside the open cases, the steps, the time to close, and what is amiss."""
    other = comparison_switch(view)
    where_time_goes(view)
    st.caption(**in_short(beside_words(view, other)))
    in_rows([partial(flow_of_levels, view, other), partial(ageing, view, other)])
    if view.has("case_events"):
        beside([3, 2], partial(steps, view, other), partial(transitions, view, other))
    else:
        empty(t("process.no_steps"))
    time_to_close(view, other)
    problems(view)


draw_page("process", content, needs="cases", dated="cases")
