"""Evaluation (考核): official rates, scores and ranks by weights that the user sets, and what chance explains."""

import streamlit as st

from data_access.evaluation import WEIGHTS, ranked
from pages.evaluation.answer import in_words
from pages.evaluation.choosers import choosers
from pages.evaluation.panels import funnel_plot, league_table, official
from pages.evaluation.rates import rates_of_each
from ui.filters.comparison import comparison_switch
from ui.filters.weights import weight_setting
from ui.panels.page import draw_page
from ui.session.view import View
from ui.words.text import t


def content(view: View) -> None:
    """Draw the choosers, then scores and ranks, the funnel of one rate, and the official rates."""
    above = st.container()
    evaluated, rate = choosers(view)
    other = comparison_switch(view)
    rows = rates_of_each(view, view.selection, evaluated)
    weights = weight_setting(WEIGHTS, "weights", t("evaluation.weights_help"))
    ranks = ranked(rows, weights)
    with above:
        in_words(ranks)
    league_table(view, evaluated, rows, ranks, weights, other, rate)
    funnel_plot(view, evaluated, rows, rate or next(iter(WEIGHTS)), other)
    official(view, other)


draw_page("evaluation", content, needs="cases", dated="cases")
