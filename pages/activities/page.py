"""Activities (活动): who took part, when, in what, how full and how new, with whom, and where not."""

from collections.abc import Callable
from functools import partial

from data_access.indicators import COST_PER_PARTICIPANT, TURNOUT
from pages.activities.attendance import best_attended, by_kind, by_place, figures
from pages.activities.hosts import organisers, partners, volunteers
from pages.activities.missing import missing_places
from pages.activities.over_time import calendar, leaflets, over_time, series
from pages.activities.recorded import not_recorded, recorded
from pages.activities.turnout import how_full, newcomers, rate_by_kind
from ui.panels.notes import empty
from ui.panels.page import draw_page
from ui.panels.rows import Part, in_columns, in_rows
from ui.session.view import View
from ui.words.text import t


def content(view: View) -> None:
    """Draw figures first, then time, kinds, series, calendar, turnout, partners, and what is missing."""
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
    in_pairs(fullness_and_newcomers(view, known))
    in_pairs(told(view, known, {"partners": partners, "leaflets": leaflets}))
    best_attended(view)
    missing_places(view)


def kinds_and_hosts(view: View, known: set[str]) -> None:
    """Draw kinds of activities beside who helped and who held them."""
    hosts = told(view, known, {"volunteers": volunteers, "organiser_kind": organisers})
    if hosts:
        in_columns([partial(by_kind, view)], hosts)
    else:
        by_kind(view)


def fullness_and_newcomers(view: View, known: set[str]) -> list[Part]:
    """Return, where it is recorded, how full activities were, who came for the first time, and what it cost."""
    parts: list[Part] = []
    if {"capacity", "participants"} <= known:
        parts += [partial(how_full, view), partial(rate_by_kind, view, TURNOUT)]
    if "first_timers" in known:
        parts += [partial(newcomers, view)]
    if "cost_yuan" in known:
        parts += [partial(rate_by_kind, view, COST_PER_PARTICIPANT)]
    return parts


def told(view: View, known: set[str], panels: dict[str, Callable[[View], None]]) -> list[Part]:
    """Return those of the panels whose column is recorded."""
    return [partial(draw, view) for column, draw in panels.items() if column in known]


def in_pairs(parts: list[Part]) -> None:
    """Draw panels two in a row, a last one alone as wide as both."""
    in_rows(parts, 2, filled=True)


draw_page("activities", content, needs="activities", dated="activities")
