"""Shapes that a reader draws or names: as text for the URL, and as a condition that a point lies within one."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import reduce
from operator import add

import shapely
from pyproj import Geod
from sqlalchemy import ColumnElement, and_, case, literal

from data_access.places.distance import ECCENTRICITY_2, EQUATOR_M, MARGIN, metres_between

DIGITS = 6  # of a degree: 0.1 m
MOST_CORNERS = 200
RADII_M = (1.0, 20_000.0)
"""The smallest and the largest radius; up to there the flat formula of distances errs by 2 cm at most in China."""

ANCHORS = ("compound", "landmark")
"""What a circle can be drawn around by its code: 小区, 地标."""

SIDES = 180  # of a circle as it is drawn; its corners lie on the circle
_WGS84 = Geod(ellps="WGS84")


class ShapeRefused(ValueError):  # noqa: N818 - the text is refused, the program has not failed
    """A text that is no shape to look within.

    `reason` is one of unreadable, few_corners, many_corners, crossing, outside, radius, unknown (what it is near).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Polygon:
    """A polygon by its corners, each longitude and latitude, the first not repeated."""

    corners: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        if len(self.corners) < 3:
            raise ShapeRefused("few_corners")
        if len(self.corners) > MOST_CORNERS:
            raise ShapeRefused("many_corners")
        for corner in self.corners:
            _on_earth(*corner)
        if not shapely.Polygon(self.corners).is_valid:
            raise ShapeRefused("crossing")

    def text(self) -> str:
        """Return the shape as the URL carries it."""
        return "polygon:" + ";".join(_coordinates(*corner) for corner in self.corners)

    def box(self) -> tuple[float, float, float, float]:
        """Return the box around the shape: west, south, east, north in degrees."""
        longitudes, latitudes = zip(*self.corners, strict=True)
        return min(longitudes), min(latitudes), max(longitudes), max(latitudes)

    def outline(self) -> str:
        """Return the shape as GeoJSON text."""
        return _geojson([*self.corners, self.corners[0]])

    def km2(self) -> float:
        """Return its area on the WGS-84 ellipsoid in square kilometres."""
        return abs(_WGS84.geometry_area_perimeter(shapely.Polygon(self.corners))[0]) / 1e6

    def condition(self, longitude: ColumnElement, latitude: ColumnElement) -> ColumnElement[bool]:
        """Return the condition that a point lies within: a ray to the east crosses its sides an odd number of times.

        Sides are straight in degrees, as the map draws them in effect over a city. A side holds its lower end and
        not its upper one, so that a ray through a corner counts once (W. R. Franklin, PNPOLY); of two polygons
        that share a side, a point on it lies in one.
        """
        crossed = []
        for (x1, y1), (x2, y2) in zip(self.corners, self.corners[1:] + self.corners[:1], strict=True):
            if y1 == y2:
                continue
            meets = x1 + (latitude - y1) * ((x2 - x1) / (y2 - y1))
            spans = and_(latitude >= min(y1, y2), latitude < max(y1, y2))
            crossed.append(case((and_(spans, longitude < meets), 1), else_=0))
        return and_(_in_box(self.box(), longitude, latitude), reduce(add, crossed) % 2 == 1)


@dataclass(frozen=True)
class Circle:
    """A circle by its centre and radius; `around` is the name of what it is drawn around, if of anything."""

    longitude: float
    latitude: float
    metres: float
    around: str = ""

    def __post_init__(self) -> None:
        _on_earth(self.longitude, self.latitude)
        _radius(self.metres)

    def text(self) -> str:
        """Return the shape as the URL carries it."""
        return f"circle:{_coordinates(self.longitude, self.latitude)},{self.metres:g}"

    def box(self) -> tuple[float, float, float, float]:
        """Return a box that holds the circle: west, south, east, north in degrees."""
        upwards = math.degrees(self.metres / (EQUATOR_M * (1 - ECCENTRICITY_2))) * MARGIN
        across = upwards / max(math.cos(math.radians(self.latitude)), 0.01)  # never zero at a pole
        return (
            self.longitude - across,
            self.latitude - upwards,
            self.longitude + across,
            self.latitude + upwards,
        )

    def outline(self) -> str:
        """Return the circle as GeoJSON text of a polygon of `SIDES` sides."""
        angles = [360 * side / SIDES for side in range(SIDES)]
        from_centre = ([self.longitude] * SIDES, [self.latitude] * SIDES, angles, [self.metres] * SIDES)
        longitudes, latitudes, _ = _WGS84.fwd(*from_centre)
        corners = list(zip(longitudes, latitudes, strict=True))
        return _geojson([*corners, corners[0]])

    def condition(self, longitude: ColumnElement, latitude: ColumnElement) -> ColumnElement[bool]:
        """Return the condition that a point lies within the radius, by `distance.metres_between`."""
        metres = metres_between(literal(self.longitude), literal(self.latitude), longitude, latitude)
        return and_(_in_box(self.box(), longitude, latitude), metres <= self.metres)


@dataclass(frozen=True)
class Near:
    """So many metres around a compound or landmark, whose point only the database knows."""

    kind: str
    code: str
    metres: float

    def __post_init__(self) -> None:
        if self.kind not in ANCHORS or not self.code.isprintable():
            raise ShapeRefused("unreadable")
        _radius(self.metres)

    def text(self) -> str:
        """Return the shape as the URL carries it."""
        return f"near:{self.kind}:{self.code}:{self.metres:g}"

    def circle(self, longitude: float, latitude: float, name: str) -> Circle:
        """Return the circle around the point of what is named."""
        return Circle(longitude, latitude, self.metres, name)


Shape = Polygon | Circle


def parse(text: str) -> Polygon | Circle | Near:
    """Return the shape of a text: `polygon:lon,lat;lon,lat;…`, `circle:lon,lat,metres`, `near:kind:code:metres`.

    Raises
    ------
    ShapeRefused
        Where it is none, or one that cannot be looked within.
    """
    kind, _, rest = text.partition(":")
    try:
        if kind == "polygon":
            if rest.count(";") > MOST_CORNERS:  # one more where the ring is closed
                raise ShapeRefused("many_corners")
            pairs = [part.split(",") for part in rest.split(";")]
            corners = [(_degrees(longitude), _degrees(latitude)) for longitude, latitude in pairs]
            return Polygon(tuple(corners[:-1] if corners[0] == corners[-1] else corners))
        if kind == "circle":
            longitude, latitude, metres = rest.split(",")
            return Circle(_degrees(longitude), _degrees(latitude), float(metres))
        what, code, metres = rest.split(":")
        if kind == "near":
            return Near(what, code, float(metres))
    except ShapeRefused:
        raise
    except ValueError as error:
        raise ShapeRefused("unreadable") from error
    raise ShapeRefused("unreadable")


def _degrees(text: str) -> float:
    return round(float(text), DIGITS)


def _coordinates(longitude: float, latitude: float) -> str:
    return f"{longitude:.{DIGITS}f},{latitude:.{DIGITS}f}"


def _on_earth(longitude: float, latitude: float) -> None:
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):  # not a number is neither
        raise ShapeRefused("outside")


def _radius(metres: float) -> None:
    if not RADII_M[0] <= metres <= RADII_M[1]:
        raise ShapeRefused("radius")


def _in_box(
    box: tuple[float, float, float, float], longitude: ColumnElement, latitude: ColumnElement
) -> ColumnElement[bool]:
    """Return the condition by plain numbers, which a database can hold against its own bounds of blocks of rows."""
    west, south, east, north = box
    return and_(latitude.between(south, north), longitude.between(west, east))


def _geojson(ring: list[tuple[float, float]]) -> str:
    rounded = [[round(x, DIGITS), round(y, DIGITS)] for x, y in ring]
    return json.dumps({"type": "Polygon", "coordinates": [rounded]}, separators=(",", ":"))
