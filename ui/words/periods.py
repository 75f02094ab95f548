"""Which unit of time suits a period, which level of places suits a selection, and the choice of a month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from data_access.selection import Selection
from ui.session import state
from ui.session.view import View
from ui.words.text import t

DAILY_UP_TO = 45  # days
WEEKLY_UP_TO = 200
MONTHS_OFFERED = 36


def time_unit(selection: Selection) -> str:
    """Return day, week or month, so that a chart over the period has some ten to forty-five marks."""
    if selection.days <= DAILY_UP_TO:
        return "day"
    return "week" if selection.days <= WEEKLY_UP_TO else "month"


def twelve_months(selection: Selection) -> Selection:
    """Return the selection widened to whole months, the last twelve up to its end at least."""
    first = pd.Timestamp(selection.last_day.replace(day=1)) - pd.DateOffset(months=11)
    return replace(selection, start=min(selection.start.replace(day=1), first.date()))


def weeks_of_a_year(selection: Selection) -> Selection:
    """Return the selection for the 53 weeks, from a Monday on, up to its last day."""
    monday = selection.last_day - timedelta(days=selection.last_day.weekday())
    return replace(selection, start=monday - timedelta(weeks=52))


def level_below(selection: Selection) -> str:
    """Return the level of places that the selected ones are made of."""
    if selection.communities:
        return "grid"
    return "community" if selection.streets else "street_office"


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
