"""What matters, in one sentence: who lives in a compound without a group, and what volunteers did."""

from __future__ import annotations

from data_access import activities, neighbours
from data_access.indicators import COMPOUNDS_GROUPED, RESIDENT_GROUPS, VOLUNTEER_HOURS, VOLUNTEER_TURNS
from ui.panels.answer import answer, figures_told
from ui.session.view import View
from ui.words.text import t


def how_near(view: View) -> None:
    """Draw the sentence; each part of it stands again below."""
    answer(
        _groups(view) if view.has("resident_groups") else "",
        _volunteers(view) if view.has("activity_volunteers") else "",
    )


def _groups(view: View) -> str:
    now = view.fetch(neighbours.figures, view.selection)
    return t("neighbours.groups_in_words", **figures_told((RESIDENT_GROUPS, COMPOUNDS_GROUPED), now))


def _volunteers(view: View) -> str:
    now = view.fetch(activities.volunteer_figures, view.selection)
    return t("neighbours.volunteers_in_words", **figures_told((VOLUNTEER_TURNS, VOLUNTEER_HOURS), now))
