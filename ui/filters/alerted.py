"""The alert whose cases a page shows: the link that opens them, the notice that names it, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

import streamlit as st

from data_access import cases
from data_access.attention.alerts import KINDS, counted_by, opened_by
from data_access.cases import Alerted
from data_access.selection import Selection
from data_access.selection.query_string import to_query
from ui.filters.moves import query_to, turn_next
from ui.navigation import page_file
from ui.session import address, state
from ui.session.view import View, selected
from ui.words.text import inert, t

ALERT, BEFORE = "alert", "before"
WITHOUT_CASES = "silent"


def alert_link(view: View, alert: Mapping[str, Any]) -> None:
    """Draw the link to the cases an alert counts; a silent grid, which has none, opens the life before it."""
    subject, selection, own = _way(view, alert)
    st.page_link(
        page_file(subject),
        label=t(f"attention.{_label(alert['kind'], subject == 'grid_work')}"),
        icon=":material/arrow_forward:",
        query_params=query_to(view.source, selection, **own),
    )


def open_alert(view: View, alert: Mapping[str, Any]) -> None:
    """Open what an alert's link opens; for the callbacks of widgets."""
    subject, selection, own = _way(view, alert)
    turn_next(subject, selection, **own)


def _way(view: View, alert: Mapping[str, Any]) -> tuple[str, Selection, dict[str, str]]:
    """Return the page that shows what an alert counts, its selection, and its parameters of the URL."""
    visited = alert["kind"] == WITHOUT_CASES and view.has("visits")
    own = {ALERT: _text(counted_by(alert)), BEFORE: urlencode(to_query(view.selection), doseq=True)}
    if alert["kind"] == WITHOUT_CASES and not visited:
        own["list"] = "reported"
    selection = opened_by(alert, view.dataset.as_of.date(), view.selection)
    return "grid_work" if visited else "cases", selection, own


def alert_notice(view: View) -> Alerted | None:
    """Say which alert's cases are shown, with the way back; return the alert, None where the list is free."""
    text = address.parameter(ALERT)
    if text is None:
        return None
    kind, _, compound = text.partition(":")
    if kind not in KINDS:
        st.warning(t("attention.filter.unknown", value=inert(text[:60])))
        _back(view)
        return None
    alert = Alerted(kind, compound or None)
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(_words(view, alert))
        _back(view)
    return None if kind == WITHOUT_CASES else alert


def _label(kind: str, visited: bool) -> str:
    if kind != WITHOUT_CASES:
        return "open"
    return "open_visits" if visited else "open_before"


def _text(alert: Alerted) -> str:
    return alert.kind if alert.compound is None else f"{alert.kind}:{alert.compound}"


def _words(view: View, alert: Alerted) -> str:
    """Return which alert narrows the page, with the compound that no filter names."""
    kind = t(f"attention.kind.{alert.kind}")
    if alert.kind == WITHOUT_CASES:
        return t("attention.filter.silent", kind=kind)
    if alert.compound is None:
        return t("attention.filter.only", kind=kind)
    first = view.fetch(cases.listed, view.selection, view.dataset.as_of, alert=alert, limit=1)
    named = first["compound"].dropna()
    compound = named.iloc[0] if len(named) else alert.compound
    return t("attention.filter.only_compound", kind=kind, compound=inert(compound))


def _back(view: View) -> None:
    st.button(
        t("attention.filter.clear"),
        icon=":material/close:",
        key="alert_clear",
        on_click=_take_away,
        args=(view,),
    )


def _take_away(view: View) -> None:
    """Take the alert away and put back what was selected before it was opened."""
    before = address.parameter(BEFORE)
    address.forget(ALERT)
    address.forget(BEFORE)
    if before is not None:
        st.session_state[state.PENDING_SELECTION] = selected(view.source, parse_qs(before))[0]
