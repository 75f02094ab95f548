"""Lines of the work list: what, where, since when, why, what is usual, and the link to its cases."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data_access.attention.weight import HALF_EXCESS, HALF_RESIDENTS
from ui import theme
from ui.filters.alerted import alert_link
from ui.panels.alerts import (
    Alert,
    alert_mark,
    alert_rate,
    alert_since,
    alert_usual,
    alert_what,
    alert_where,
    alert_why,
)
from ui.session.view import View
from ui.words.numbers import MISSING
from ui.words.text import in_short, inert, t

FIRST = 10
SHOWN_OF_AN_OFFICE = 50


def heaviest(view: View, alerts: pd.DataFrame) -> None:
    """Draw the ten heaviest lines."""
    with st.container(border=True):
        st.subheader(t("attention.heaviest", count=min(FIRST, len(alerts))), anchor=False)
        _lines(view, alerts.head(FIRST))


def by_street_office(view: View, alerts: pd.DataFrame) -> None:
    """Draw the lines after the ten heaviest by street office, folded; what is folded is not even sent."""
    rest = alerts.iloc[FIRST:]
    if rest.empty:
        return
    with st.container(border=True):
        st.subheader(t("attention.rest"), anchor=False)
        with st.container(gap="xsmall"):
            for code, lines in rest.groupby("street_office_code", dropna=False):
                _folded(view, code, lines)


def _folded(view: View, code: Any, lines: pd.DataFrame) -> None:
    name = view.labels.get(code, str(code)) if pd.notna(code) else t("attention.no_office")
    label = t("attention.of_office", name=inert(name), count=f"{len(lines):,}")
    folded = st.expander(label, key=f"attention_of_{code}", on_change="rerun")
    if folded.open:
        with folded:
            _lines(view, lines.head(SHOWN_OF_AN_OFFICE))
            if len(lines) > SHOWN_OF_AN_OFFICE:
                st.caption(t("attention.more", count=f"{len(lines) - SHOWN_OF_AN_OFFICE:,}"))


def _lines(view: View, alerts: pd.DataFrame) -> None:
    with st.container(gap="xsmall"):
        for rank, alert in zip(alerts.index + 1, alerts.to_dict("records"), strict=True):
            _line(view, rank, alert)


def _line(view: View, rank: int, alert: Alert) -> None:
    text, link = st.columns([5.2, 1], vertical_alignment="center")
    marks = [alert_mark(alert), *(["new"] if alert["new"] else [])]
    where = in_short(alert_where(view, alert))
    head = t(
        "attention.line",
        rank=_badge("rank", f"{rank}"),
        what=inert(alert_what(alert)),
        where=where["body"],
        mark=" ".join(_badge(one, t(f"attention.mark.{one}")) for one in marks),
    )
    reason = t(
        "attention.reason",
        since=alert_since(alert),
        why=alert_why(alert, view.dataset.as_of),
        usual=alert_usual(alert),
        weight=alert["weight"],
    )
    tips = [tip for tip in (where["help"], t(f"attention.rule.{alert['kind']}"), weight_words(alert)) if tip]
    text.markdown(f"{head}  \n:{theme.QUIET_TEXT}[:small[{inert(reason)}]]", help="\n\n".join(tips))
    with link:
        alert_link(view, alert)


def _badge(mark: str, words: str) -> str:
    return f":{theme.MARKS[mark]}-badge[{words}]"


def weight_words(alert: Alert) -> str:
    """Return how a line's weight is made up."""
    residents = alert["residents"]
    return t(
        "attention.weight",
        weight=alert["weight"],
        excess=f"{alert['excess']:.1f}",
        residents=MISSING if pd.isna(residents) else f"{residents:,.0f}",
        certainty=alert_rate(alert) or t("attention.certain"),
        half_excess=f"{HALF_EXCESS:.0f}",
        half_residents=f"{HALF_RESIDENTS:,.0f}",
    )
