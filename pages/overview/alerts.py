"""The worst alerts of each kind, and the way to all of them."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from data_access.attention.alerts import in_turn
from ui.navigation import page_file
from ui.panels.alerts import alert_row, count_words, nothing
from ui.panels.rows import in_rows
from ui.session.view import View
from ui.words.text import t

SHOWN = 6
IN_A_ROW = 2


def alerts_block(view: View, alerts: pd.DataFrame) -> None:
    """Draw the worst alerts of each kind and the way to all of them: the overview's block."""
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(t("attention.title"), anchor=False)
            st.page_link(page_file("attention"), label=t("attention.all"), icon=":material/arrow_forward:")
        if alerts.empty:
            nothing()
            return
        st.caption(count_words(alerts))
        shown = in_turn(alerts, SHOWN).to_dict("records")
        in_rows([partial(alert_row, view, alert) for alert in shown], IN_A_ROW)
