"""All alerts as one table, what is new and what is gone, and what could not be told."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data_access import cases
from data_access.attention import signals
from data_access.attention.alerts import KINDS
from data_access.statistics import surveillance
from ui.filters.alerted import open_alert
from ui.panels.alerts import alert_certainty, alert_what, alert_where
from ui.panels.notes import empty
from ui.panels.openings import Opens
from ui.panels.tables import table_panel
from ui.session.view import View
from ui.words.tables import column
from ui.words.text import t

TOLD = ("kind", "what", "where", "since")

NEEDS = {"silent": "grids", "repeat": "compounds", "reopened": "case_events"}
"""The table without which a kind cannot be told."""


def alerts_table(view: View, alerts: pd.DataFrame) -> None:
    """Draw all alerts as one table with its files."""
    table = _told(view, alerts)
    table[column("attention.certainty")] = [alert_certainty(alert) for alert in alerts.to_dict("records")]
    for name in ("observed", "expected", "q", "weight"):
        table[column(f"attention.{name}")] = alerts[name].to_numpy()
    table_panel(
        view,
        "attention",
        t("attention.table"),
        table,
        note=t("attention.note", rate=f"{surveillance.FALSE_DISCOVERY_RATE:.0%}"),
        column_config=_days()
        | {
            column("attention.expected"): st.column_config.NumberColumn(format="%.2f"),
            column("attention.q"): st.column_config.NumberColumn(format="%.2g"),
        },
        opens=Opens(lambda row: open_alert(view, alerts.iloc[row].to_dict()), t("attention.tick")),
    )


def since_yesterday(view: View, alerts: pd.DataFrame, gone: pd.DataFrame) -> None:
    """Draw what is new since yesterday and what is gone, folded."""
    changes = {"new": alerts[alerts["new"]] if len(alerts) else alerts, "gone": gone}
    counts = {name: f"{len(rows):,}" for name, rows in changes.items()}
    folded = st.expander(t("attention.yesterday", **counts), key="attention_yesterday", on_change="rerun")
    if not folded.open:
        return
    with folded:
        for name, rows in changes.items():
            table_panel(
                view,
                f"attention_{name}",
                t(f"attention.yesterday_{name}", count=counts[name]),
                _told(view, rows),
                note=t("attention.yesterday_note"),
                column_config=_days(),
            )


def _told(view: View, alerts: pd.DataFrame) -> pd.DataFrame:
    """Return alerts in words: kind, what, where and since when."""
    rows = [
        (
            t(f"attention.kind.{alert['kind']}"),
            alert_what(alert),
            alert_where(view, alert),
            pd.Timestamp(alert["since"]),
        )
        for alert in alerts.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=[column(f"attention.{name}") for name in TOLD])


def _days() -> dict:
    return {column("attention.since"): st.column_config.DateColumn(format="YYYY-MM-DD")}


def not_found(view: View, alerts: pd.DataFrame) -> None:
    """Say which kinds were looked for and not found, and which the data set cannot tell."""
    unknown, found = unknown_kinds(view), set(alerts["kind"])
    clear = [kind for kind in KINDS if kind not in found | unknown]
    if clear:
        st.caption(t("attention.clear", kinds=_kinds(clear)))
    if unknown:
        empty(t("attention.unknown", kinds=_kinds([kind for kind in KINDS if kind in unknown])))


def unknown_kinds(view: View) -> set[str]:
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
