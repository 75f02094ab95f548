"""Figures in words: number, unit, and change against the period before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from data_access.indicators import Indicator
from data_access.statistics.rates import RELATIVE, pace_of
from ui.words.text import t, template

MISSING = "—"
MOST_DECIMALS = 3
HOURS_IN_A_DAY = 24


def figure(indicator: Indicator, value: float | None) -> str:
    """Return a figure with its unit, or a dash where it is not known."""
    return wording(indicator)(value)


def wording(indicator: Indicator, decimals: int = 1) -> Callable[[float | None], str]:
    """Return the function that tells figures as `figure` does, or with more decimals; days below one in hours."""
    words, hours = template(f"figure.{indicator.unit}"), template("figure.hours")

    def told(value: float | None) -> str:
        if value is None or pd.isna(value):
            return MISSING
        if indicator.unit == "days" and 0 < abs(value) < 1:
            return hours(value=f"{HOURS_IN_A_DAY * value:,.{decimals}f}")
        return words(value=plain(indicator, value, decimals))

    return told


def wording_apart(indicator: Indicator, values: Sequence[float]) -> Callable[[float | None], str]:
    """Return the function that tells figures with as many decimals as keep these apart, at most `MOST_DECIMALS`."""
    for decimals in range(1, MOST_DECIMALS):
        words = wording(indicator, decimals)
        if len({words(value) for value in values}) == len(set(values)):
            return words
    return wording(indicator, MOST_DECIMALS)


def plain(indicator: Indicator, value: float, decimals: int = 1) -> str:
    """Return the bare number as its unit is written: counts whole, the rest with one decimal or as many as asked."""
    return f"{value:,.0f}" if indicator.unit == "count" else f"{value:,.{decimals}f}"


def duration(hours: float) -> str:
    """Return a length of time in days, hours and minutes, without its sign."""
    minutes = round(abs(hours) * 60)
    parts = {"days": minutes // 1440, "hours": minutes // 60 % 24, "minutes": minutes % 60}
    words = [t(f"duration.{unit}", count=count) for unit, count in parts.items() if count]
    return t("duration.separator").join(words) or t("duration.moment")


@dataclass(frozen=True)
class Change:
    """A change in words, and its `direction`: 1 up, -1 down, 0 where the words say that there is none.

    One that is `slight` is told, and judged neither better nor worse.
    """

    words: str
    direction: int
    slight: bool = False

    @property
    def judged(self) -> bool:
        """Tell whether there is a change that is more than slight."""
        return bool(self.direction) and not self.slight


SLIGHT = 0.5
"""A change below half a point of a share, else of half a per cent, is slight."""


def change(indicator: Indicator, now: float | None, before: float | None, pace: float = 1.0) -> Change | None:
    """Return the change: per cent of a count, points of a share, else the difference; None where it cannot be told.

    `pace` is the days now ÷ the days before; a figure that accrues is brought to as many days, and says so.
    """
    factor = pace_of(indicator, pace)
    if now is None or before is None or factor is None:
        return None
    earlier = before * factor
    relative = indicator.unit in RELATIVE
    if relative and earlier == 0:
        return None
    difference = round(100 * (now - earlier) / earlier if relative else now - earlier, 1)
    if not difference:
        return Change(t("change.none"), 0)
    words = t(f"change.{'relative' if relative else indicator.unit}", value=f"{difference:+,.1f}")
    told = t("change.by_the_day", change=words) if factor != 1 else words
    of_all = relative or indicator.unit == "percent" or not earlier
    slight = abs(difference if of_all else 100 * (now - earlier) / earlier) < SLIGHT
    return Change(told, 1 if difference > 0 else -1, slight)
