"""What the index is measured of and how: the level of places, and the way to one scale."""

from __future__ import annotations

from data_access.statistics import composite
from ui.filters.choosers import choice
from ui.session.view import View
from ui.words.text import t, word

LEVELS = ("community", "grid")


def level_chooser(view: View) -> str:
    """Draw the choice of the level whose places are compared, of those that the data have."""
    offered = [level for level in LEVELS if view.has_level(level)] or ["street_office"]
    words = {level: word("place_level", level) for level in offered}
    finest = bool(view.selection.communities)  # one community is compared by its grids
    return choice("familiarity_level", t("familiarity.level"), words, offered[-1 if finest else 0])


def method_chooser() -> str:
    """Draw the choice of how parts are brought to one scale."""
    words = {method: t(f"familiarity.method_{method}") for method in composite.METHODS}
    return choice("familiarity_method", t("familiarity.method"), words, help=t("familiarity.method_help"))
