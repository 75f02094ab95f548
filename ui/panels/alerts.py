"""Alerts as people read them: what, where, how sure, since when, and a link that opens the cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from data_access import cases
from data_access.attention import signals
from data_access.attention.alerts import JUDGED, KINDS, gathered, in_turn, opened_by, within
from data_access.selection import to_query
from data_access.statistics import surveillance
from ui import theme
from ui.navigation import page_file
from ui.panels.blocks import empty, table_panel
from ui.session.view import View, category_names
from ui.words.text import inert, t

SHOWN_OF_A_KIND = 6
SHOWN_ON_OVERVIEW = 6
NEEDS = {"silent": "grids", "repeat": "compounds", "reopened": "case_events"}
"""The table without which a kind cannot be told."""

LISTED = {
    "overdue": "overdue",
    "due_soon": "due_soon",
    "silent": "open",
    "satisfaction": "closed",
    "reopened": "open",
}
"""Which cases (`finding.STANDINGS`) a kind opens, those reported in its period unless it says otherwise."""

Alert = Mapping[str, Any]


def all_alerts(view: View) -> pd.DataFrame:
    """Return every alert in what is selected: see `data_access.attention.alerts.gathered`; and category in words."""
    as_of, selection = view.dataset.as_of, view.selection
    parents = view.fetch(cases.categories).set_index("code")["parent_code"].to_dict()
    recent = {
        kind: signals.lately(selection, as_of.date(), signals.RECENT_DAYS[kind])
        for kind in ("repeat", "reopened")
    }
    alerts = gathered(
        {kind: within(rows, selection, parents) for kind, rows in _judgements(view).items()},
        view.fetch(signals.late, signals.lately(selection, as_of.date(), 1), as_of),
        view.fetch(signals.repeated, recent["repeat"]),
        view.fetch(signals.reopened, recent["reopened"]),
    )
    names = category_names(view.source)
    return alerts.assign(category=[names.get(code, code) for code in alerts["category_code"]])


def _judgements(view: View) -> dict[str, pd.DataFrame]:
    """Return the statistical judgements by kind, made over all places whatever is selected."""
    day = view.dataset.as_of.date()
    judged = signals.judged_on(day, view.selection.allowed)
    communities = int(view.fetch(signals.places_judged, judged)["communities"].iloc[0])
    life, by_day = view.fetch(signals.life_of_grids, judged), view.fetch(signals.life_by_day, judged)
    return {
        "surge": surveillance.surges(view.fetch(signals.by_week, judged), communities),
        "silent": surveillance.silent_grids(life, by_day, day),
        "satisfaction": surveillance.falling_satisfaction(view.fetch(signals.satisfaction, judged), day),
    }


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
                    _row(view, alert)


def alerts_of_kind(view: View, kind: str, alerts: pd.DataFrame) -> None:
    """Draw the worst alerts of one kind under their number; the table of all alerts holds the rest."""
    total = int(alerts["total"].iloc[0])
    with st.container(border=True):
        st.subheader(t("attention.heading", kind=t(f"attention.kind.{kind}"), count=total), anchor=False)
        st.caption(t(f"attention.rule.{kind}"))
        with st.container(gap="xsmall"):
            for alert in alerts.head(SHOWN_OF_A_KIND).to_dict("records"):
                _row(view, alert)
        if total > SHOWN_OF_A_KIND:
            st.caption(t("attention.more", count=total - SHOWN_OF_A_KIND))


def alerts_table(view: View, alerts: pd.DataFrame) -> None:
    """Draw all alerts as one table with its files."""
    rows = [
        (
            t(f"attention.kind.{alert['kind']}"),
            _what(alert),
            _where(view, alert),
            _certainty(alert),
            pd.Timestamp(alert["since"]),
            alert["observed"],
            alert["expected"],
            alert["q"],
        )
        for alert in alerts.to_dict("records")
    ]
    names = ("kind", "what", "where", "certainty", "since", "observed", "expected", "q")
    table = pd.DataFrame(rows, columns=[t(f"attention.column.{name}") for name in names])
    table_panel(
        view,
        "attention",
        t("attention.table"),
        table,
        note=t("attention.note", rate=f"{surveillance.FALSE_DISCOVERY_RATE:.0%}"),
        column_config={
            t("attention.column.since"): st.column_config.DateColumn(format="YYYY-MM-DD"),
            t("attention.column.expected"): st.column_config.NumberColumn(format="%.2f"),
            t("attention.column.q"): st.column_config.NumberColumn(format="%.2g"),
        },
    )


def alert_words(view: View, alert: Alert) -> tuple[str, str, str]:
    """Return an alert in words: what, where, and since when."""
    return _what(alert), _where(view, alert), _since(alert)


def count_words(alerts: pd.DataFrame) -> str:
    """Return how many alerts of each kind there are."""
    totals = alerts.groupby("kind", sort=False)["total"].first()
    return " · ".join(
        t("attention.heading", kind=t(f"attention.kind.{kind}"), count=int(totals[kind]))
        for kind in KINDS
        if kind in totals
    )


def nothing() -> None:
    """Say that nothing needs attention."""
    st.success(t("attention.nothing"), icon=":material/check_circle:")


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
    without_deadline = stock["open"] > 0 and stock["open"] == stock["no_deadline"]
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


def _row(view: View, alert: Alert) -> None:
    """Draw one alert in two lines, with the link that opens its cases."""
    text, link = st.columns([3.4, 1.6], vertical_alignment="center")
    what, sure = inert(_what(alert)), inert(f"{_certainty(alert)} · {_since(alert)}")
    if alert["kind"] in theme.ALARMING:
        what = f":{theme.ALARM_TEXT}[{what}]"
    text.markdown(f"**{what}** · {inert(_where(view, alert))}  \n:{theme.QUIET_TEXT}[:small[{sure}]]")
    opened = opened_by(alert, view.dataset.as_of.date(), view.selection)
    query = to_query(opened) | {"list": [LISTED.get(alert["kind"], "reported")]}
    link.page_link(
        page_file("cases"), label=t("attention.open"), icon=":material/arrow_forward:", query_params=query
    )


def _what(alert: Alert) -> str:
    rated, observed = alert["rated"], alert["observed"]
    return t(
        f"attention.what.{alert['kind']}",
        category=alert["category"],
        count=f"{observed:,.0f}",
        days=f"{alert['silent_days']:.0f}",
        share=f"{100 * observed / rated:.0f}" if rated else "",
    )


def _where(view: View, alert: Alert) -> str:
    """Return the place with the levels above it."""
    codes = (alert[f"{level}_code"] for level in ("street_office", "community", "grid"))
    named = [view.names.get(code, code) for code in codes if pd.notna(code)]
    named += [alert["compound"]] if pd.notna(alert["compound"]) else []
    return " · ".join(named)


def _certainty(alert: Alert) -> str:
    """Return that it is a fact, or what was expected and the false discovery rate it passes."""
    if alert["kind"] not in JUDGED:
        return t("attention.fact")
    return t(
        f"attention.judged.{alert['kind']}",
        observed=f"{alert['observed']:.0f}",
        expected=f"{alert['expected']:.1f}",
        rate=_rate(alert["q"]),
    )


def _rate(q: float) -> str:
    return "<0.01%" if q < 0.0001 else f"{q:.2%}"


def _since(alert: Alert) -> str:
    key = "attention.due_next" if alert["kind"] == "due_soon" else "attention.since"
    return t(key, day=f"{pd.Timestamp(alert['since']):%Y-%m-%d}")
