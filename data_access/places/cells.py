"""Cells: squares on the ground of one side, true at one latitude."""

from __future__ import annotations

import math
from dataclasses import dataclass

from data_access.places.distance import ECCENTRICITY_2, EQUATOR_M

Window = tuple[int, int, int, int]
"""Numbers of cells: first column, first row, and the column and row after the last."""


@dataclass(frozen=True)
class Cells:
    """Cells of a side in metres, true at one latitude in degrees (Snyder 1987, Map Projections, p. 24-25)."""

    metres: int
    latitude: float

    @property
    def width(self) -> float:
        """Degrees of longitude that a cell spans."""
        turn = math.radians(self.latitude)
        return math.degrees(self.metres * math.sqrt(self._flatness) / (EQUATOR_M * math.cos(turn)))

    @property
    def height(self) -> float:
        """Degrees of latitude that a cell spans."""
        return math.degrees(self.metres * self._flatness**1.5 / (EQUATOR_M * (1 - ECCENTRICITY_2)))

    @property
    def km2(self) -> float:
        """Square kilometres of a cell."""
        return self.metres**2 / 1e6

    @property
    def _flatness(self) -> float:
        return 1 - ECCENTRICITY_2 * math.sin(math.radians(self.latitude)) ** 2
