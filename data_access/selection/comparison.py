"""What a selection is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from data_access.selection.selection import Selection

COMPARISONS = ("previous", "year", "city")
"""What a selection can be compared with, beside another place: 上期 (环比), 去年同期 (同比), 全市."""


@dataclass(frozen=True)
class Comparison:
    """What figures are compared with: its name (one of `COMPARISONS`, or a place's code) and its selection.

    `of` is the selection that is compared.
    """

    name: str
    selection: Selection
    of: Selection

    @property
    def in_time(self) -> bool:
        """Tell whether the same places are compared with themselves at another time; only then counts compare."""
        return self.name in ("previous", "year")

    @property
    def pace(self) -> float:
        """By what a count of the comparison is multiplied to be one of as many days as are compared."""
        return self.of.days / self.selection.days

    def moment(self, as_of: datetime) -> datetime | None:
        """Return the moment of the earlier period that stands in it as `as_of` stands in what is compared.

        None where `as_of` is not in that period, or other places are compared.
        """
        within = self.of.start <= as_of.date() <= self.of.last_day
        return as_of - (self.of.start - self.selection.start) if self.in_time and within else None


def comparison(selection: Selection, name: str) -> Comparison:
    """Return the comparison of a name; a place's code stands for the place at the selection's finest level."""
    others = {
        "previous": selection.previous,
        "year": selection.year_earlier,
        "city": selection.everywhere,
    }
    if name in others:
        return Comparison(name, others[name](), selection)
    level, _ = selection.finest()
    return Comparison(name, selection.everywhere().at_place(level, name), selection)
