"""Needs attention today (今日关注): alerts by kind, each with its cases, and all of them as a table."""

import streamlit as st

from data_access.attention.alerts import KINDS
from pages.attention.panels import alerts_of_kind, alerts_table, not_found
from ui.panels.alerts import all_alerts, nothing
from ui.panels.page import draw_page
from ui.session.view import View
from ui.words.text import t


def content(view: View) -> None:
    """Draw every kind of alert that there is, the most certain kinds first."""
    alerts = all_alerts(view)
    st.caption(t("attention.period_note"))
    if alerts.empty:
        nothing()
    for kind in KINDS:
        rows = alerts[alerts["kind"] == kind]
        if len(rows):
            alerts_of_kind(view, kind, rows)
    not_found(view, alerts)
    if len(alerts):
        alerts_table(view, alerts)


draw_page("attention", content, needs="cases")
