"""Invented inner borders: the city's real outline cut into street offices, communities and grids.

No official polygons of these places are public. Each part is a Voronoi cell of a point, cut to the
part above it, so parts tile their parent without gap or overlap. All work is done in kilometres on a
plane around the city (error below 0.1 % over its 40 km), and only the result is turned to degrees.
"""

from __future__ import annotations

import json

import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

LATITUDE = 24.75
KM_PER_DEGREE = np.array([111.320 * np.cos(np.radians(LATITUDE)), 110.773])
SIMPLIFIED_BY = 0.03  # km
DIGITS = 6


def to_plane(geometry: BaseGeometry) -> BaseGeometry:
    """Return a geometry in degrees as kilometres."""
    return shapely.transform(geometry, lambda points: points * KM_PER_DEGREE)


def to_degrees(geometry: BaseGeometry) -> BaseGeometry:
    """Return a geometry in kilometres as degrees, rounded to 0.1 m so that shared corners stay shared."""
    return shapely.transform(geometry, lambda points: np.round(points / KM_PER_DEGREE, DIGITS))


def geojson(geometry: BaseGeometry) -> str:
    """Return a geometry in kilometres as GeoJSON text in degrees."""
    return json.dumps(mapping(to_degrees(geometry)), separators=(",", ":"))


def cells(area: BaseGeometry, points: np.ndarray) -> list[BaseGeometry]:
    """Return the area cut into the cells of the points, in their order."""
    if len(points) == 1:
        return [area]
    diagram = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=area, ordered=True)
    return list(shapely.intersection(np.array(diagram.geoms), area))


def even_parts(area: BaseGeometry, count: int, rng: np.random.Generator) -> list[BaseGeometry]:
    """Return the area cut into `count` parts of similar size (Lloyd's relaxation of random points)."""
    parts = cells(area, points_inside(area, count, rng))
    for _ in range(2):
        centres = np.array([_inside(part) for part in parts])
        parts = cells(area, centres)
    return parts


def points_inside(area: BaseGeometry, count: int, rng: np.random.Generator) -> np.ndarray:
    """Return `count` random points inside the area, as an array of x and y."""
    west, south, east, north = area.bounds
    found = np.empty((0, 2))
    while len(found) < count:
        tried = rng.uniform((west, south), (east, north), (max(24, 4 * count), 2))
        found = np.vstack([found, tried[shapely.contains_xy(area, tried)]])
    return found[:count]


def hexagon(centre: tuple[float, float], area_km2: float) -> BaseGeometry:
    """Return a regular hexagon of an area."""
    radius = np.sqrt(area_km2 * 2 / (3 * np.sqrt(3)))
    angles = np.radians(np.arange(0, 360, 60))
    return shapely.Polygon(np.column_stack([np.cos(angles), np.sin(angles)]) * radius + centre)


def _inside(part: BaseGeometry) -> tuple[float, float]:
    """Return a part's centre, or a point inside it where the centre lies outside (a bay, an islet)."""
    centre = part.centroid
    point = centre if part.contains(centre) else part.representative_point()
    return point.x, point.y
