"""The overview's figures: of cases, visits and activities, against a comparison and with their history."""

from __future__ import annotations

from types import ModuleType

from data_access import activities, cases
from data_access.grid_work import visits
from data_access.indicators import ACTIVITIES, CASE_INDICATORS, OVERDUE, PARTICIPANTS, VISITS, Indicator
from data_access.selection.comparison import Comparison
from ui.filters.comparison import comparable, overdue_beside
from ui.panels.figures import Card, indicator_cards
from ui.panels.unfinished import whole_rows
from ui.session.view import View
from ui.words.periods import time_unit

CARDS_IN_A_ROW = 6
COUNTS = 2
"""What is overdue stands behind what was reported and closed, before the rates."""

BESIDE_CASES: tuple[tuple[Indicator, str, ModuleType], ...] = (
    (VISITS, "visits", visits),
    (ACTIVITIES, "activities", activities),
    (PARTICIPANTS, "activities", activities),
)
"""Figures of other subjects: the table that each is counted in, and the module that counts it."""


def figures(view: View, other: Comparison) -> None:
    """Draw a card for each figure; a subject that the data set lacks is said to be missing."""
    indicator_cards(view, cards(view, other), CARDS_IN_A_ROW, other.pace)


def cards(view: View, other: Comparison) -> list[Card]:
    """Return each figure with what its card is drawn from."""
    beside: list[Card] = []
    for indicator, table, subject in BESIDE_CASES:
        beside.append(_card(view, other, indicator, subject) if view.has(table) else (indicator, None))
    of_cases = _case_cards(view, other)
    return [*of_cases[:COUNTS], (OVERDUE, *overdue_beside(view, other)), *of_cases[COUNTS:], *beside]


def _case_cards(view: View, other: Comparison) -> list[Card]:
    now, before = (view.fetch(cases.figures, selection) for selection in (view.selection, other.selection))
    unit = time_unit(view.selection)
    history = whole_rows(view, view.fetch(cases.flow, view.selection, unit), unit)
    return [
        (indicator, now, before if comparable(indicator, other) else None, history)
        for indicator in CASE_INDICATORS
    ]


def _card(view: View, other: Comparison, indicator: Indicator, subject: ModuleType) -> Card:
    now, before = (view.fetch(subject.figures, selection) for selection in (view.selection, other.selection))
    unit = time_unit(view.selection)
    history = whole_rows(view, view.fetch(subject.over_time, view.selection, unit), unit)
    return indicator, now, before if comparable(indicator, other) else None, history
