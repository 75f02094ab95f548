"""Points that lie outside the city, or nowhere on the earth, and the slip that would explain them.

A gross slip (longitude and latitude swapped, another projection) is seen in each row: read rightly the point
lies in the city, which no other slip would bring about. GCJ-02 and BD-09 lie some 500 m beside WGS-84, so there
only the whole file can tell: rows should fall into the place that they name, and at the city's edge into
the city.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from data_access.loading.coordinates import BD_09, GCJ_02, WGS84, System, zones_around
from data_access.loading.mapping import TableMapping
from data_access.loading.messages import message
from data_access.loading.placing import Placed, Places
from data_access.loading.points import POINT, converted_points
from data_access.loading.reasons import RowReasons

LOOKED_AT = 20_000  # rows that decide between systems; more would not change the answer
CERTAIN = 0.001  # largest p value at which another system is named


@dataclass(frozen=True)
class Reading:
    """One way to read a file's coordinates."""

    system: System
    swapped: bool = False

    def points(self, given: pd.DataFrame) -> pd.DataFrame:
        """Return the points in WGS-84."""
        columns = POINT[::-1] if self.swapped else POINT
        return converted_points(given[columns].set_axis(POINT, axis=1), self.system)

    def key(self, declared: System) -> str:
        """Return the ending of the text that names this reading."""
        if not self.swapped:
            return "system"
        return "swapped" if self.system == declared else "swapped_system"


@dataclass(frozen=True)
class LikelySystem:
    """A system that fits better than the declared one: how many of the rows looked at fall where they should."""

    system: System
    fitting: int
    fitting_as_declared: int
    looked_at: int


@dataclass(frozen=True)
class Misplaced:
    """What was found; `explained` has for each misplaced row the reading that puts it into the city, or None."""

    declared: System
    explained: pd.Series
    off_earth: pd.Index
    likely: LikelySystem | None

    @property
    def outside(self) -> int:
        """How many points lie outside all outlines, those nowhere on the earth not counted."""
        return len(self.explained) - len(self.off_earth)

    def explanations(self) -> dict[Reading, int]:
        """Return how many rows each reading would put into the city, the most first."""
        return self.explained.dropna().value_counts().to_dict()

    def notes(self) -> dict[str, object]:
        """Return the counts that are kept beside the data."""
        explained = {
            f"{reading.system.name}{' swapped' if reading.swapped else ''}": count
            for reading, count in self.explanations().items()
        }
        return {
            "crs": self.declared.name,
            "outside": self.outside,
            "off_earth": len(self.off_earth),
            "explained": explained,
            "likely_crs": self.likely.system.name if self.likely else None,
        }

    def lines(self, target: str, language: str) -> list[str]:
        """Return the findings in words, none where no point is misplaced."""
        details = {"table": target, "declared": self.declared.name}
        lines = []
        if len(self.explained):
            counts = {"outside": self.outside, "off_earth": len(self.off_earth)}
            lines.append(message("misplaced.found", language, **counts))
        for reading, count in self.explanations().items():
            key = f"misplaced.explained_{reading.key(self.declared)}"
            lines.append(message(key, language, count=count, system=reading.system.name, **details))
        if self.likely:
            counts = {
                "fitting": self.likely.fitting,
                "as_declared": self.likely.fitting_as_declared,
                "looked_at": self.likely.looked_at,
            }
            lines.append(
                message("misplaced.likely", language, system=self.likely.system.name, **counts, **details)
            )
        return lines

    def remarks(self, source: pd.DataFrame, mapping: TableMapping, language: str) -> pd.DataFrame:
        """Return a remark on each misplaced row, as `RowReasons.frame` gives them."""
        reasons = RowReasons(language)
        if self.explained.empty:
            return reasons.frame()
        columns = point_columns(mapping)
        shown = source.loc[self.explained.index, columns]
        joined = [", ".join(row) for row in shown.itertuples(index=False)]
        texts = pd.Series(joined, index=shown.index, dtype="str")
        words = self.explained.map(
            lambda reading: f"outside_{reading.key(self.declared)}", na_action="ignore"
        )
        words = words.mask(self.explained.isna(), "outside")
        words[self.explained.isna() & words.index.isin(self.off_earth)] = "off_earth"
        names = self.explained.map(lambda reading: reading.system.name, na_action="ignore")
        for (reason, name), rows in texts.groupby([words, names.astype(object).fillna("")]):
            reasons.add(rows, ", ".join(columns), reason, system=name)
        return reasons.frame()


def point_columns(mapping: TableMapping) -> list[str]:
    """Return the columns of a source that hold its points."""
    return [mapping.columns[name] for name in POINT if name in mapping.columns]


@dataclass(frozen=True)
class Astray:
    """Of a block's points, as `Placed.given` has them: those that lie wrong, and some that tell systems apart."""

    outside: pd.DataFrame
    off_earth: pd.Index
    looked_at: pd.DataFrame


def astray(placed: Placed, places: Places, rows: int) -> Astray:
    """Find the points of a block that lie outside all outlines or nowhere on the earth; the source has so many `rows`.

    A point whose row names a place without outline is only judged where it is nowhere on the earth.
    """
    lost = placed.rows.loc[placed.given.index, "longitude"].isna()
    given = placed.given[lost | ~_in_undrawn_place(placed.given, places)]
    off_earth = placed.given.index[lost]
    outside = given[given["found"].isna()] if places.drawn else given.loc[off_earth]
    on_earth = given.drop(index=off_earth)
    every = max(1, -(-rows // LOOKED_AT))
    return Astray(outside, off_earth, on_earth[on_earth.index % every == 0])


def misplaced(found: Sequence[Astray], declared: System, places: Places) -> Misplaced:
    """Return what would explain the points of all blocks that lie wrong."""
    given = pd.concat([item.outside for item in found])
    off_earth = found[0].off_earth.append([item.off_earth for item in found[1:]])
    looked_at = pd.concat([item.looked_at for item in found])
    likely = _likely_system(looked_at, declared, places) if places.drawn else None
    readings = _gross_slips(declared, places)
    if likely:
        readings.append(Reading(likely.system))
    explained = pd.Series(None, index=given.index, dtype=object)
    for reading in readings:
        left = given.loc[explained.index[explained.isna()]]
        explained[left.index[_in_city(reading.points(left), places)]] = reading
    return Misplaced(declared, explained, off_earth, likely)


def _in_undrawn_place(given: pd.DataFrame, places: Places) -> pd.Series:
    """Tell which rows name a place whose outline is not, or not wholly, known: nobody can say they lie outside."""
    missing = places.communities[np.array([shape is None for shape in places.shapes], dtype=bool)]
    somewhere = given["community"].isna() & given["street_office"].isin(missing["street_office_code"])
    return given["community"].isin(missing["code"]) | somewhere


def _gross_slips(declared: System, places: Places) -> list[Reading]:
    """Return the readings that move points by many kilometres."""
    if not places.drawn:
        return [Reading(declared, swapped=True)]
    middle = shapely.union_all([shape for shape in places.shapes if shape is not None]).centroid.x
    others = [system for system in zones_around(middle) if system != declared]
    if not declared.in_degrees:
        others.append(WGS84)
    ways = [Reading(system, swapped) for system in others for swapped in (False, True)]
    return [Reading(declared, swapped=True), *ways]


def _in_city(points: pd.DataFrame, places: Places) -> np.ndarray:
    """Tell which points lie in an outline; without outlines, which lie on the earth."""
    if not places.drawn:
        return points["longitude"].notna().to_numpy()
    return places.community_at(points).notna().to_numpy()


def _likely_system(sample: pd.DataFrame, declared: System, places: Places) -> LikelySystem | None:
    """Return the system in degrees that fits the file clearly better than the declared one.

    Clearly: an exact test of McNemar on the rows where the two differ, and at least half of the rows that do
    not fall where they should are explained.
    """
    if not declared.in_degrees:
        return None
    as_declared = _fits(sample, Reading(declared), places)
    best = None
    for system in (other for other in (WGS84, GCJ_02, BD_09) if other != declared):
        fits = _fits(sample, Reading(system), places)
        better, worse = int((fits & ~as_declared).sum()), int((as_declared & ~fits).sum())
        if better <= worse or 2 * (~fits).sum() > (~as_declared).sum():
            continue
        if _chance(better, worse) < CERTAIN and (best is None or fits.sum() > best.fitting):
            best = LikelySystem(system, int(fits.sum()), int(as_declared.sum()), len(sample))
    return best


def _chance(better: int, worse: int) -> float:
    """Return the chance that of rows which fit one of two systems so many or more fit this one, if neither is right."""
    from scipy.special import bdtrc  # noqa: PLC0415 - seldom needed, and takes a while

    return float(bdtrc(better - 1, better + worse, 0.5))


def _fits(given: pd.DataFrame, reading: Reading, places: Places) -> np.ndarray:
    """Tell which rows fall into the community they name, else the street office, else anywhere in the city."""
    found = places.community_at(reading.points(given))
    street = places.street_of(found)
    fits = found.notna()
    fits = fits.mask(given["street_office"].notna(), street == given["street_office"])
    return fits.mask(given["community"].notna(), found == given["community"]).to_numpy(dtype=bool)
