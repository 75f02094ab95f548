"""The choice of the level that is evaluated, and of a month, which becomes the period of the filter bar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from data_access.selection import Selection
from ui.filters.choosers import choice
from ui.session import state
from ui.session.view import View
from ui.words.text import t, word

LEVELS = ("street_office", "community", "grid")
MONTHS_OFFERED = 36


def level_chooser(view: View) -> str:
    """Draw the choice of the level that is evaluated, of those that the data have."""
    offered = {level: word("place_level", level) for level in LEVELS if view.has_level(level)}
    return choice("evaluation_level", t("evaluation.level"), offered)


def month_chooser(view: View) -> None:
    """Draw a choice of months; one that is chosen becomes the period of the filter bar."""
    today = view.dataset.as_of.date()
    months = {f"{start:%Y-%m}": (start, end) for start, end in _months(today)}
    period = (view.selection.start, view.selection.end)
    current = next((name for name, bounds in months.items() if bounds == period), None)
    st.session_state[state.MONTH] = current
    names = {None: t("evaluation.month_custom")} | {month: month for month in months}
    st.selectbox(
        t("evaluation.month"),
        list(names),
        key=state.MONTH,
        format_func=names.__getitem__,
        on_change=_choose_month,
        args=(view.selection, months),
        width=260,
    )


def _choose_month(selection: Selection, months: Mapping[str, tuple[date, date]]) -> None:
    if chosen := st.session_state[state.MONTH]:
        start, end = months[chosen]
        st.session_state[state.PENDING_SELECTION] = replace(selection, start=start, end=end)


def _months(today: date) -> Iterator[tuple[date, date]]:
    """Yield first day and exclusive end of this month and those before it; this month ends today."""
    for back in range(MONTHS_OFFERED):
        first = pd.Timestamp(today.replace(day=1)) - pd.DateOffset(months=back)
        yield first.date(), min((first + pd.DateOffset(months=1)).date(), today + timedelta(days=1))
