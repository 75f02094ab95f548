"""All alerts as one table, and what could not be told."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data_access import cases
from data_access.attention import signals
from data_access.attention.alerts import KINDS
from data_access.statistics import surveillance
from ui.panels.alerts import alert_certainty, alert_what, alert_where
from ui.panels.notes import empty
from ui.panels.tables import table_panel
from ui.session.view import View
from ui.words.tables import column
from ui.words.text import t

NEEDS = {"silent": "grids", "repeat": "compounds", "reopened": "case_events"}
"""The table without which a kind cannot be told."""


def alerts_table(view: View, alerts: pd.DataFrame) -> None:
    """Draw all alerts as one table with its files."""
    rows = [
        (
            t(f"attention.kind.{alert['kind']}"),
            alert_what(alert),
            alert_where(view, alert),
            alert_certainty(alert),
            pd.Timestamp(alert["since"]),
            alert["observed"],
            alert["expected"],
            alert["q"],
            alert["weight"],
        )
        for alert in alerts.to_dict("records")
    ]
    names = ("kind", "what", "where", "certainty", "since", "observed", "expected", "q", "weight")
    table = pd.DataFrame(rows, columns=[column(f"attention.{name}") for name in names])
    table_panel(
        view,
        "attention",
        t("attention.table"),
        table,
        note=t("attention.note", rate=f"{surveillance.FALSE_DISCOVERY_RATE:.0%}"),
        column_config={
            column("attention.since"): st.column_config.DateColumn(format="YYYY-MM-DD"),
            column("attention.expected"): st.column_config.NumberColumn(format="%.2f"),
            column("attention.q"): st.column_config.NumberColumn(format="%.2g"),
        },
    )


def not_found(view: View, alerts: pd.DataFrame) -> None:
    """Say which kinds were looked for and not found, and which the data set cannot tell."""
    unknown, found = _unknown(view), set(alerts["kind"])
    clear = [kind for kind in KINDS if kind not in found | unknown]
    if clear:
        st.caption(t("attention.clear", kinds=_kinds(clear)))
    if unknown:
        empty(t("attention.unknown", kinds=_kinds([kind for kind in KINDS if kind in unknown])))


def _unknown(view: View) -> set[str]:
    """Return the kinds that the data set cannot tell: no such table, ratings or deadlines, or too short a past."""
    judged = signals.judged_on(view.dataset.as_of.date(), view.selection.allowed)
    stock = view.fetch(cases.stock, view.selection, view.dataset.as_of).iloc[0]
    without_deadline = pd.isna(stock["overdue"])
    unknown = {
        "surge": surveillance.weeks_known(view.fetch(signals.by_week, judged)) < surveillance.FEWEST_WEEKS,
        "satisfaction": view.fetch(signals.satisfaction, judged).empty,
        "overdue": without_deadline,
        "due_soon": without_deadline,
    }
    unknown |= {kind: not view.has(table) for kind, table in NEEDS.items()}
    return {kind for kind, missing in unknown.items() if missing}


def _kinds(kinds: list[str]) -> str:
    return t("words.comma").join(t(f"attention.kind.{kind}") for kind in kinds)
