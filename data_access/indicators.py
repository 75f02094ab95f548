"""Each figure that pages show, defined once: what divides what, its unit, and which direction is good.

Names, formulas and sources in words are in the locale catalogues under `indicator.<key>`. Formulas
follow the city's rule 小事不出网格、问题不出社区 and common practice in urban management
supervision (GB/T 30428); where the standard's text was not at hand the catalogue says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

Unit = Literal["count", "percent", "days", "per_1000"]


@dataclass(frozen=True)
class Indicator:
    """A figure: `numerator` ÷ `denominator` × `factor`, over columns of a query's result.

    `better` says whether more is good (up), bad (down) or neither (None). Without a denominator the
    figure is the numerator itself.
    """

    key: str
    numerator: str
    unit: Unit
    better: Literal["up", "down"] | None = None
    denominator: str | None = None
    factor: float = 1.0

    def of(self, frame: pd.DataFrame) -> pd.Series:
        """Return the figure of each row; missing where the denominator is zero or anything is unknown."""
        top = pd.to_numeric(frame[self.numerator]).astype("Float64") * self.factor
        if self.denominator is None:
            return top
        bottom = pd.to_numeric(frame[self.denominator]).astype("Float64")
        return top / bottom.mask(bottom == 0)

    def value(self, frame: pd.DataFrame) -> float | None:
        """Return the figure of a one-row result, None where it is not known."""
        number = self.of(frame).iloc[0]
        return None if pd.isna(number) else float(number)


REPORTED = Indicator("reported", "reported", "count")
CLOSED = Indicator("closed", "closed", "count")
ON_TIME = Indicator("on_time", "closed_in_time", "percent", "up", "closed_with_deadline", 100)
MEDIAN_DAYS = Indicator("median_days", "median_hours", "days", "down", factor=1 / 24)
KEPT_IN_GRID = Indicator("kept_in_grid", "closed_in_grid", "percent", "up", "closed_with_level", 100)
KEPT_IN_COMMUNITY = Indicator(
    "kept_in_community", "closed_in_community", "percent", "up", "closed_with_level", 100
)
AGREEMENTS = Indicator("agreements", "agreements", "count", "up")
SATISFACTION = Indicator("satisfaction", "satisfied", "percent", "up", "rated", 100)
REPORTED_PER_1000 = Indicator("reported_per_1000", "reported", "per_1000", None, "residents", 1000)
OPEN = Indicator("open", "open", "count")
OVERDUE = Indicator("overdue", "overdue", "count", "down")
DUE_SOON = Indicator("due_soon", "due_soon", "count", "down")
VISITS = Indicator("visits", "visits", "count", "up")
ACTIVITIES = Indicator("activities", "activities", "count", "up")
PARTICIPANTS = Indicator("participants", "participants", "count", "up")
VOLUNTEERS = Indicator("volunteers", "volunteers", "count", "up")
LEAFLETS = Indicator("leaflets", "leaflets", "count", "up")
PARTICIPANTS_PER_1000 = Indicator(
    "participants_per_1000", "participants", "per_1000", "up", "residents", 1000
)

CASE_INDICATORS = (
    REPORTED,
    CLOSED,
    ON_TIME,
    MEDIAN_DAYS,
    KEPT_IN_GRID,
    KEPT_IN_COMMUNITY,
    AGREEMENTS,
    SATISFACTION,
)
"""Figures that come from `cases.figures`, `cases.flow` and `cases.by_place`."""

MAP_INDICATORS = (
    REPORTED,
    REPORTED_PER_1000,
    ON_TIME,
    MEDIAN_DAYS,
    KEPT_IN_GRID,
    KEPT_IN_COMMUNITY,
    SATISFACTION,
    CLOSED,
    AGREEMENTS,
)
"""Figures by which a map can be coloured, all from `cases.by_place`."""
