"""The choices of what is evaluated, and of a month, which becomes the period of the filter bar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from data_access.cases import handling_units
from data_access.evaluation import WEIGHTS
from data_access.indicators import Indicator
from data_access.schema import UNIT_KINDS
from data_access.selection import Selection
from pages.evaluation.rates import UNIT, Evaluated
from ui.filters.choosers import linked_choice
from ui.session import state
from ui.session.view import View
from ui.words.tables import column
from ui.words.text import t, word

LEVELS = ("street_office", "community", "grid")
MONTHS_OFFERED = 36
UNKNOWN = "unknown"
SCORE = "score"


def choosers(view: View) -> tuple[Evaluated, Indicator | None]:
    """Draw the choices in a row, and return what is evaluated, and by which rate: None for the score.

    Evaluated are a level of places, or the units of one kind.
    """
    first, second, third, last = st.columns([2, 1.1, 1.1, 1.1], vertical_alignment="bottom")
    with first:
        level = _level(view)
    with second:
        rate = _rate()
    with third:
        _month(view)
    if level != UNIT:
        return Evaluated(level), rate
    with last:
        return Evaluated(level, _kind(view)), rate


def _rate() -> Indicator | None:
    """Draw the choice of what the table is sorted by: the score, or a rate, of which the funnel is drawn too."""
    rates = {rate.key: rate for rate in WEIGHTS}
    names = {SCORE: column("composite")} | {key: t(f"indicator.{key}.name") for key in rates}
    label, unknown = t("evaluation.rate"), "filter.unknown_figure"
    chosen = linked_choice("rate", state.RATE, label, names, unknown=unknown, widget=st.selectbox)
    return rates.get(chosen)


def _level(view: View) -> str:
    """Draw the choice of a level of places that the data have, or of units."""
    offered = {level: word("place_level", level) for level in LEVELS if view.has_level(level)}
    if view.has("units"):
        offered[UNIT] = t("evaluation.units")
    label, unknown = t("evaluation.level"), "evaluation.level_unknown"
    return linked_choice("evaluated", state.EVALUATED, label, offered, unknown=unknown)


def _kind(view: View) -> str | None:
    """Draw the choice of the kind of units that stand beside each other, None for those of no known kind."""
    found = set(view.fetch(handling_units)["kind"].fillna(UNKNOWN))
    order = [*UNIT_KINDS, *sorted(found - {*UNIT_KINDS, UNKNOWN}), UNKNOWN]
    offered = {kind: word("unit_kind", kind) for kind in order if kind in found}
    label, unknown = t("evaluation.kind"), "evaluation.level_unknown"
    kind = linked_choice("kind", state.UNIT_KIND, label, offered, unknown=unknown, widget=st.selectbox)
    return None if kind == UNKNOWN else kind


def _month(view: View) -> None:
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
        placeholder=names[None],
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
