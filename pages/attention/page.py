"""Needs attention today (今日关注): alerts by kind, each with its cases, and all of them as a table."""

import streamlit as st

from data_access.attention.alerts import KINDS
from pages.attention.panels import alerts_of_kind, alerts_table, not_found
from ui.panels.alerts import all_alerts, nothing
from ui.panels.headings import page_heading
from ui.panels.notes import empty
from ui.session.view import View, current_view
from ui.words.text import t


def attention(view: View) -> None:
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


view = current_view()
page_heading(view, t("attention.title"))
if view.has("cases"):
    attention(view)
else:
    empty(t("empty.table", table=t("table.cases")))
