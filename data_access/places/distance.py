"""Straight lines between points in metres, and the box that keeps a search for near points fast."""

from __future__ import annotations

import math

from sqlalchemy import ColumnElement, Double, Table, and_, case, func, or_

EQUATOR_M = 6_378_137.0
"""Semi-major axis of the WGS-84 ellipsoid in metres."""

ECCENTRICITY_2 = 0.006_694_379_990_14
"""Square of the first eccentricity of the WGS-84 ellipsoid."""

MARGIN = 1.01  # the box is drawn a little wider than the circle, since a degree's length changes within it


def has_point(longitude: ColumnElement, latitude: ColumnElement) -> ColumnElement[bool]:
    """Return the condition that a row has a point; 0, 0 is none, as on import."""
    return and_(longitude.is_not(None), latitude.is_not(None), or_(longitude != 0, latitude != 0))


def point_of(table: Table) -> list[ColumnElement]:
    """Return the columns longitude and latitude of a table, both NULL where its row has no point."""
    known = has_point(table.c.longitude, table.c.latitude)
    return [case((known, table.c[name])).label(name) for name in ("longitude", "latitude")]


def metres_between(
    longitude: ColumnElement, latitude: ColumnElement, to_longitude: ColumnElement, to_latitude: ColumnElement
) -> ColumnElement[float]:
    """Return the straight line between two points in metres, NULL where a coordinate is.

    Flat at the latitude between the two, with the ellipsoid's two radii of curvature there (Snyder 1987, Map
    Projections, p. 24-25). Up to some kilometres it is within 1 m of the geodesic.
    """
    middle = func.radians((latitude + to_latitude) / 2)
    flatness = 1 - ECCENTRICITY_2 * func.power(func.sin(middle), 2)
    across = EQUATOR_M / func.sqrt(flatness, type_=Double) * func.cos(middle)
    upwards = EQUATOR_M * (1 - ECCENTRICITY_2) / func.power(flatness, 1.5, type_=Double)
    east = across * func.radians(to_longitude - longitude)
    north = upwards * func.radians(to_latitude - latitude)
    return func.sqrt(east * east + north * north)


def in_box(
    longitude: ColumnElement,
    latitude: ColumnElement,
    to_longitude: ColumnElement,
    to_latitude: ColumnElement,
    metres: float,
) -> ColumnElement[bool]:
    """Return the condition that the second point lies in a box around the first that holds the circle of `metres`."""
    reach = math.degrees(metres / (EQUATOR_M * (1 - ECCENTRICITY_2))) * MARGIN
    widened = reach / func.greatest(
        func.cos(func.radians(latitude)), 0.01, type_=Double
    )  # never zero at a pole
    return and_(
        to_latitude.between(latitude - reach, latitude + reach),
        to_longitude.between(longitude - widened, longitude + widened),
    )
