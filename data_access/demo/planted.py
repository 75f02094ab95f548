"""What is planted in the demo city, so that whoever looks for it knows what must be found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from data_access.demo.calendar import FIRST_DAY, LAST_DAY

SURGES = 14
SILENT_GRIDS = 10
LAGGING_COMMUNITIES = 8
WITHOUT_STEP_FREE = 6
FALLING_SATISFACTION = 4
FALLING_DAYS = 30
RECENT_SURGES = (0, 0, 16, 24, 38, 52)
"""Days between a recent surge's last day and the data's: the first two are the last seven days."""

NOTES = {
    "surge": "一周内同类案件明显增多",
    "lagging": "办理慢、按期率低",
    "no_step_free": "有行动不便老人而无无障碍空间",
    "silent": "自该日起无走访、无案件",
    "falling": "近三十天满意度明显下降",
}
SURGE_CATEGORIES = ("neighbour.leak", "noise.construction", "environment.litter", "parking.blocked")


@dataclass(frozen=True)
class Planted:
    """One planted thing: kind (surge, silent, lagging, no_step_free, falling), place, and when; `end` is exclusive."""

    kind: str
    level: str
    place: str
    start: date
    end: date
    category: str | None = None

    @property
    def note(self) -> str:
        """What is to be seen there, in Chinese."""
        return NOTES[self.kind]


def plant(communities: list[str], grids: list[str], rng: np.random.Generator) -> list[Planted]:
    """Choose what is planted among the places given (their codes in order), each place at most once."""
    chosen = [
        str(code)
        for code in rng.choice(communities, SURGES + LAGGING_COMMUNITIES + WITHOUT_STEP_FREE, replace=False)
    ]
    surges, rest = chosen[:SURGES], chosen[SURGES:]
    planted = [_surge(place, index, int(rng.integers(120, 1000))) for index, place in enumerate(surges)]
    everything = (FIRST_DAY, LAST_DAY + timedelta(days=1))
    planted += [Planted("lagging", "community", place, *everything) for place in rest[:LAGGING_COMMUNITIES]]
    planted += [
        Planted("no_step_free", "community", place, *everything) for place in rest[LAGGING_COMMUNITIES:]
    ]
    taken = set(chosen)
    free = [code for code in grids if code[:12] not in taken]
    for code in rng.choice(free, SILENT_GRIDS, replace=False):
        start = LAST_DAY - timedelta(days=int(rng.integers(45, 150)))
        planted.append(Planted("silent", "grid", str(code), start, everything[1]))
    taken |= {item.place[:12] for item in planted if item.kind == "silent"}
    falling = everything[1] - timedelta(days=FALLING_DAYS), everything[1]
    others = [code for code in communities if code not in taken]
    for code in rng.choice(others, FALLING_SATISFACTION, replace=False):
        planted.append(Planted("falling", "community", str(code), *falling))
    return planted


def _surge(place: str, index: int, days_ago: int) -> Planted:
    since_end = RECENT_SURGES[index] if index < len(RECENT_SURGES) else days_ago
    end = LAST_DAY + timedelta(days=1 - since_end)
    category = SURGE_CATEGORIES[index % len(SURGE_CATEGORIES)]
    return Planted("surge", "community", place, end - timedelta(days=7), end, category)
