"""Needs attention today (今日关注): a work list, the heaviest lines first, the others by street office."""

import pandas as pd
import streamlit as st

from pages.attention.answer import how_much
from pages.attention.form import form
from pages.attention.lines import by_street_office, heaviest
from pages.attention.panels import alerts_table, not_found, since_yesterday
from pages.attention.ranking import ranked, with_yesterday
from pages.attention.targets import targets_panel
from ui.panels.alerts import alerts_before, nothing
from ui.panels.page import draw_page
from ui.session.view import View
from ui.words.text import t


def content(view: View) -> None:
    """Draw what to press on: how much of it, the list to hand on, and the lines."""
    alerts, gone = with_yesterday(ranked(view), alerts_before(view))
    if alerts.empty:
        nothing()
    else:
        how_much(alerts, gone)
        form(view, alerts)
    with st.container(key="beside_form"):
        lines(view, alerts, gone)


def lines(view: View, alerts: pd.DataFrame, gone: pd.DataFrame) -> None:
    """Draw the heaviest, what is new, targets, the others by street office, what was not found, and all as a table."""
    if len(alerts):
        heaviest(view, alerts)
    since_yesterday(view, alerts, gone)
    targets_panel(view, alerts)
    by_street_office(view, alerts)
    not_found(view, alerts)
    if len(alerts):
        alerts_table(view, alerts)
    st.caption(t("attention.period_note"))


draw_page("attention", content, needs="cases")
