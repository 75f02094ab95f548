"""The overview's figures: of cases, visits and activities, against a comparison and with their history."""

from __future__ import annotations

from types import ModuleType

from data_access import activities, cases
from data_access.grid_work import visits
from data_access.indicators import ACTIVITIES, CASE_INDICATORS, OVERDUE, PARTICIPANTS, VISITS, Indicator
from data_access.selection.comparison import Comparison
from ui.filters.comparison import comparable
from ui.panels.figures import Card, indicator_cards
from ui.panels.unfinished import whole_rows
from ui.session.view import View
from ui.words.periods import time_unit

CARDS_IN_A_ROW = 6
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
    stock = view.fetch(cases.stock, view.selection, view.dataset.as_of)
    beside: list[Card] = [(OVERDUE, stock)]
    for indicator, table, subject in BESIDE_CASES:
        beside.append(_card(view, other, indicator, subject) if view.has(table) else (indicator, None))
    return [*_case_cards(view, other), *beside]


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
