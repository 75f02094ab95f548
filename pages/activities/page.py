"""Activities (活动): who took part, when, in what, how full and how new, with whom, and where not."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from data_access.indicators import COST_PER_PARTICIPANT, TURNOUT
from pages.activities.panels import (
    best_attended,
    by_kind,
    by_place,
    figures,
    organisers,
    over_time,
    volunteers,
)
from pages.activities.participation import (
    calendar,
    how_full,
    leaflets,
    missing_places,
    newcomers,
    not_recorded,
    partners,
    rate_by_kind,
    recorded,
    series,
)
from ui.panels.headings import page_heading
from ui.panels.notes import empty
from ui.session.view import View, current_view
from ui.words.text import t


def kinds_and_hosts(view: View, known: set[str]) -> None:
    """Draw kinds of activities beside who held them and who helped."""
    hosts = [("volunteers", volunteers), ("organiser_kind", organisers)]
    drawings = [draw for part, draw in hosts if part in known]
    if not drawings:
        by_kind(view)
        return
    left, right = st.columns(2)
    with left:
        by_kind(view)
    with right:
        for draw in drawings:
            draw(view)


def fullness_and_newcomers(view: View, known: set[str]) -> None:
    """Draw, where it is recorded, how full activities were, who came for the first time, and what it cost."""
    drawings: list[Callable[[View], None]] = []
    if "capacity" in known:
        drawings += [how_full, partial(rate_by_kind, indicator=TURNOUT)]
    if "first_timers" in known:
        drawings += [newcomers]
    if "cost_yuan" in known:
        drawings += [partial(rate_by_kind, indicator=COST_PER_PARTICIPANT)]
    side_by_side(view, drawings)


def side_by_side(view: View, drawings: list[Callable[[View], None]]) -> None:
    """Draw panels two in a row."""
    for start in range(0, len(drawings), 2):
        row = drawings[start : start + 2]
        for column, draw in zip(st.columns(len(row)), row, strict=True):
            with column:
                draw(view)


def page(view: View) -> None:
    """Draw the page: figures first, then time, kinds, series, calendar, turnout, partners, what is missing."""
    known = recorded(view)
    if "activities" not in known:
        empty(t("empty.selection"))
        missing_places(view)
        return
    figures(view, known)
    not_recorded(known)
    over_time(view)
    kinds_and_hosts(view, known)
    if "series" in known:
        series(view)
    calendar(view)
    by_place(view, known)
    fullness_and_newcomers(view, known)
    side_by_side(
        view, [draw for part, draw in (("partners", partners), ("leaflets", leaflets)) if part in known]
    )
    best_attended(view)
    missing_places(view)


view = current_view()
page_heading(view, t("activities.title"))
if view.has("activities"):
    page(view)
else:
    empty(t("empty.table", table=t("table.activities")))
