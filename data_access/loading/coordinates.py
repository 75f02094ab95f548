"""Coordinate systems that Chinese files come in, turned into WGS-84, which the schema keeps.

pyproj knows every published system; GCJ-02 (国测局，高德、腾讯) and BD-09 (百度) it does not, so their
formulas stand here. They are those that circulate since 2013 (github.com/googollee/eviltransform,
github.com/wandergis/coordtransform); no authority has published them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

WGS_84 = 4326  # EPSG code
CGCS2000 = 4490  # EPSG code; within a decimetre of WGS-84
ZONE_WITH_PREFIX = (
    4488  # plus its number is the EPSG code of a 3-degree zone with the number before the easting
)
ZONE_BY_MERIDIAN = 4509  # the same without it
ZONE_WIDTH = 3  # degrees; the central meridian of zone 39 is 117° E
ZONES = range(25, 46)  # those that EPSG has for China

HALF_ROUND = 20_037_509  # metres; a northing beyond would go round the earth and come back as a point

KRASOVSKY_AXIS = 6_378_245.0  # metres
KRASOVSKY_ECCENTRICITY = 0.006_693_421_622_965_943  # squared
SHIFTED = (72.004, 0.8293, 137.8347, 55.8271)  # west, south, east, north: GCJ-02 is WGS-84 beyond
BAIDU_OFFSET = (0.0065, 0.006)
BAIDU_WAVE = np.pi * 3000 / 180
NEAR_ENOUGH = 1e-9  # degrees, about a tenth of a millimetre
MOST_ROUNDS = 30  # each makes the error at least thirty times smaller: five are needed
AT_ONCE = 20_000  # points that fit a processor's cache: three times as fast as a million

Points = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class System:
    """A coordinate system by the name that mappings and reports give it."""

    name: str
    epsg: int | None = None

    @property
    def in_degrees(self) -> bool:
        """Whether its coordinates are longitude and latitude, not metres."""
        return self.epsg is None or CRS.from_epsg(self.epsg).is_geographic

    def to_wgs84(self, x: np.ndarray, y: np.ndarray) -> Points:
        """Return longitude and latitude in WGS-84 of longitudes and latitudes, or of eastings and northings.

        What lies nowhere on the earth comes back as missing (NaN).
        """
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        x, y = _where(_on_earth(x, y) if self.in_degrees else np.abs(y) <= HALF_ROUND, x, y)
        if self.epsg is None:
            x, y = _unshifted(gcj02_of_wgs84 if self.name == GCJ_02.name else bd09_of_wgs84, x, y)
        elif self.epsg != WGS_84:
            x, y = _transformer(self.epsg).transform(x, y)
        return _where(_on_earth(x, y), x, y)


WGS84 = System("WGS-84", WGS_84)
GCJ_02 = System("GCJ-02")
BD_09 = System("BD-09")
NAMED = {"WGS84": WGS84, "CGCS2000": System("CGCS2000", CGCS2000), "GCJ02": GCJ_02, "BD09": BD_09}
"""The systems that a mapping may name; any other is named by its EPSG code."""

KNOWN = "WGS-84, CGCS2000, GCJ-02, BD-09, EPSG:4527 (CGCS2000 3°, 117° E, zone 39 …), EPSG:4548 (117° E …)"


def system(name: object) -> System | None:
    """Return the system of a name such as `GCJ-02` or `EPSG:4548`, None where there is no such system.

    Capitals and hyphens do not matter. Systems of heights, and those not in degrees or metres, are not known here.
    """
    plain = re.sub(r"[\s_-]", "", str(name)).upper()
    if plain in NAMED:
        return NAMED[plain]
    if not (code := re.fullmatch(r"EPSG:(\d{4,6})", plain)):
        return None
    try:
        crs = CRS.from_epsg(int(code[1]))
    except CRSError:
        return None
    units = {axis.unit_name for axis in crs.axis_info}
    flat = (crs.is_geographic or crs.is_projected) and len(crs.axis_info) == 2
    return System(plain, int(code[1])) if flat and units <= {"degree", "metre"} else None


def zones_around(longitude: float) -> list[System]:
    """Return the CGCS2000 3-degree Gauss-Krüger systems of the zone at a longitude and its two neighbours.

    Each zone has two: with its number before the easting (39 500 000) and without (500 000).
    """
    middle = round(longitude / ZONE_WIDTH)
    zones = [zone for zone in (middle, middle - 1, middle + 1) if zone in ZONES]
    codes = [first + zone for zone in zones for first in (ZONE_WITH_PREFIX, ZONE_BY_MERIDIAN)]
    return [System(f"EPSG:{code}", code) for code in codes]


def gcj02_of_wgs84(longitude: np.ndarray, latitude: np.ndarray) -> Points:
    """Return GCJ-02 longitude and latitude; beyond China's box both systems are the same."""
    x, y = longitude - 105.0, latitude - 35.0
    wave = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    root = np.sqrt(np.abs(x))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (wave + _waves(x, (20, 1), (40, 3), (150, 12), (300, 30))) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (wave + _waves(y, (20, 1), (40, 3), (160, 12), (320, 30))) * 2 / 3
    slope = np.radians(latitude)
    flat = 1 - KRASOVSKY_ECCENTRICITY * np.sin(slope) ** 2
    along = KRASOVSKY_AXIS / np.sqrt(flat) * np.cos(slope)
    across = KRASOVSKY_AXIS * (1 - KRASOVSKY_ECCENTRICITY) / flat**1.5
    west_edge, south_edge, east_edge, north_edge = SHIFTED
    inside = (longitude >= west_edge) & (longitude <= east_edge)
    inside &= (latitude >= south_edge) & (latitude <= north_edge)
    return (
        np.where(inside, longitude + np.degrees(east / along), longitude),
        np.where(inside, latitude + np.degrees(north / across), latitude),
    )


def bd09_of_wgs84(longitude: np.ndarray, latitude: np.ndarray) -> Points:
    """Return BD-09 longitude and latitude of WGS-84."""
    return bd09_of_gcj02(*gcj02_of_wgs84(longitude, latitude))


def bd09_of_gcj02(longitude: np.ndarray, latitude: np.ndarray) -> Points:
    """Return BD-09 longitude and latitude, which Baidu makes of GCJ-02."""
    radius = np.hypot(longitude, latitude) + 0.00002 * np.sin(latitude * BAIDU_WAVE)
    angle = np.arctan2(latitude, longitude) + 0.000003 * np.cos(longitude * BAIDU_WAVE)
    return radius * np.cos(angle) + BAIDU_OFFSET[0], radius * np.sin(angle) + BAIDU_OFFSET[1]


def _waves(along: np.ndarray, *parts: tuple[int, int]) -> np.ndarray:
    """Return the sum of sines of the given heights (metres) and half lengths (degrees)."""
    return np.sum([height * np.sin(np.pi * along / length) for height, length in parts], axis=0)


def _unshifted(forward: Callable[[np.ndarray, np.ndarray], Points], x: np.ndarray, y: np.ndarray) -> Points:
    """Return the points that `forward` takes to the given ones."""
    parts = range(0, max(x.size, 1), AT_ONCE)
    done = [_corrected(forward, x[start : start + AT_ONCE], y[start : start + AT_ONCE]) for start in parts]
    return np.concatenate([part[0] for part in done]), np.concatenate([part[1] for part in done])


def _corrected(forward: Callable[[np.ndarray, np.ndarray], Points], x: np.ndarray, y: np.ndarray) -> Points:
    """Correct a first guess by as much as `forward` misses the aim, until it misses it no more."""
    longitude, latitude = x, y
    for _ in range(MOST_ROUNDS):
        there = forward(longitude, latitude)
        off_x, off_y = x - there[0], y - there[1]
        longitude, latitude = longitude + off_x, latitude + off_y
        if not ((np.abs(off_x) > NEAR_ENOUGH) | (np.abs(off_y) > NEAR_ENOUGH)).any():
            break
    return longitude, latitude


def _on_earth(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    return (np.abs(longitude) <= 180) & (np.abs(latitude) <= 90)  # false for NaN and infinity


def _where(condition: np.ndarray, x: np.ndarray, y: np.ndarray) -> Points:
    return np.where(condition, x, np.nan), np.where(condition, y, np.nan)


@cache
def _transformer(epsg: int) -> Transformer:
    """Return the way to WGS-84; `always_xy`: EPSG's own order of CGCS2000 systems is northing, easting."""
    return Transformer.from_crs(epsg, WGS_84, always_xy=True)
