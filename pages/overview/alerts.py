"""The worst alerts of each kind, and the way to all of them."""

from __future__ import annotations

import streamlit as st

from data_access.attention.alerts import in_turn
from ui.navigation import page_file
from ui.panels.alerts import alert_row, all_alerts, count_words, nothing
from ui.session.view import View
from ui.words.text import t

SHOWN_ON_OVERVIEW = 6


def alerts_block(view: View) -> None:
    """Draw the worst alerts of each kind and the way to all of them: the overview's block."""
    alerts = all_alerts(view)
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(t("attention.title"), anchor=False)
            st.page_link(page_file("attention"), label=t("attention.all"), icon=":material/arrow_forward:")
        if alerts.empty:
            nothing()
            return
        st.caption(count_words(alerts))
        shown = in_turn(alerts, SHOWN_ON_OVERVIEW).to_dict("records")
        for start in range(0, len(shown), 2):
            for column, alert in zip(st.columns(2), shown[start : start + 2], strict=False):
                with column:
                    alert_row(view, alert)
