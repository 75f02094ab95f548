"""The worst alerts of each kind, and the way to all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from data_access.attention.alerts import in_turn
from data_access.grid_work import visits
from ui import theme
from ui.files.menu import taken_along
from ui.filters.alerted import alert_link
from ui.filters.moves import query_to
from ui.navigation import page_file
from ui.panels.alerts import (
    Alert,
    alert_certainty,
    alert_rate,
    alert_since,
    alert_what,
    alert_where,
    count_words,
    nothing,
)
from ui.session.view import View
from ui.words.tables import column
from ui.words.text import in_short, inert, t

SHOWN = 4


def alerts_block(view: View, alerts: pd.DataFrame) -> None:
    """Draw the worst alerts of each kind and the way to all of them: the overview's block."""
    with st.container(border=True, gap="xsmall", height="stretch"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(t("attention.title"), anchor=False)
            _link(view, "attention", t("attention.form_link"), ":material/assignment_turned_in:", form="open")
            _link(view, "attention", t("attention.all"))
        _unvisited(view)
        if alerts.empty:
            nothing()
            return
        st.caption(count_words(alerts))
        worst = in_turn(alerts, SHOWN).to_dict("records")
        taken_along(view, "alerts", t("attention.title"), in_words(view, worst))
        with st.container(key="worst_alerts", gap="xsmall"):
            for alert in worst:
                _alert_row(view, alert)


def in_words(view: View, worst: list[dict[str, Any]]) -> pd.DataFrame:
    """Return alerts in words, a row each."""
    told: dict[str, Callable[[Alert], str]] = {
        "what": alert_what,
        "where": partial(alert_where, view),
        "since": alert_since,
        "mark": alert_certainty,
    }
    return pd.DataFrame({column(f"attention.{name}"): map(words, worst) for name, words in told.items()})


def _link(view: View, subject: str, label: str, icon: str = ":material/arrow_forward:", **own: str) -> None:
    st.page_link(
        page_file(subject), label=label, icon=icon, query_params=query_to(view.source, view.selection, **own)
    )


def _unvisited(view: View) -> None:
    """Say how many grids nobody visited in the period, with the way to their list."""
    if not (view.has("visits") and view.has_level("grid")):
        return
    covered = view.fetch(visits.coverage, view.selection).iloc[0]
    if count := int(covered["grids"] - covered["grids_visited"]):
        _link(view, "grid_work", t("overview.unvisited", count=f"{count:,}"), ":material/directions_walk:")


def _alert_row(view: View, alert: Alert) -> None:
    """Draw one alert in two lines, with the link that opens its cases."""
    text, link = st.columns([3.4, 1.6], vertical_alignment="center")
    what, sure = inert(alert_what(alert)), inert(f"{alert_certainty(alert)} · {alert_since(alert)}")
    if alert["kind"] in theme.ALARMING:
        what = f":{theme.ALARM_TEXT}[{what}]"
    where = in_short(alert_where(view, alert))
    tips = [tip for tip in (where["help"], alert_rate(alert)) if tip]
    text.markdown(
        f"**{what}** · {where['body']}  \n:{theme.QUIET_TEXT}[:small[{sure}]]", help="\n\n".join(tips) or None
    )
    with link:
        alert_link(view, alert)
