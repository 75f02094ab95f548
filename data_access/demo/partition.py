"""Invented inner borders: the city's real outline cut into street offices, communities and grids.

No official polygons of these places are public. Each part is a cell of a point, cut to the part above
it, so parts tile their parent without gap or overlap: Voronoi cells where sizes may fall as they like,
cells of a power diagram (Voronoi with weights) where they are given. All work is done in kilometres on a
plane around the city (error below 0.1 % over its 40 km), and only the result is turned to degrees.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

LATITUDE = 24.75
KM_PER_DEGREE = np.array([111.320 * np.cos(np.radians(LATITUDE)), 110.773])
SIMPLIFIED_BY = 0.03  # km
DIGITS = 6
SIZING_ROUNDS = 60
SIZING_STEP, SIZING_MOMENTUM = 0.3, 0.8  # sizes are within 1 % after some 40 rounds; larger steps swing
SIZED_WITHIN = 0.008  # of the size wanted
MARGIN = 0.005  # km; points stay this far inside, so that rounding cannot push them out
FAR = 500.0  # km; beyond the city on every side


def to_plane(geometry: BaseGeometry) -> BaseGeometry:
    """Return a geometry in degrees as kilometres."""
    return shapely.transform(geometry, lambda points: points * KM_PER_DEGREE)


def with_shared_borders(parts: list[BaseGeometry]) -> np.ndarray:
    """Return parts in kilometres as degrees, rounded to 0.1 m, with exactly the same border on both its sides.

    Rounding each part alone would leave slivers where a corner of one lies on a straight side of another:
    all borders are rounded as one network, and the parts read off its faces.
    """
    degrees = shapely.transform(np.array(parts), lambda points: points / KM_PER_DEGREE)
    network = shapely.unary_union(shapely.boundary(degrees), grid_size=10.0**-DIGITS)
    faces = shapely.get_parts(shapely.polygonize([network]))
    face, owner = shapely.STRtree(degrees).query(shapely.point_on_surface(faces), predicate="within")
    return merged(faces[face], owner, np.arange(len(parts)))


def merged(parts: np.ndarray, owners: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Return the union of each owner's parts (which share their borders exactly), in the order of the owners."""
    groups = pd.Series(parts).groupby(np.asarray(owners)).indices
    return np.array([shapely.coverage_union_all(parts[groups[owner]]) for owner in order])


def geojson(outline: BaseGeometry) -> str:
    """Return a geometry in degrees as GeoJSON text."""
    rounded = shapely.transform(outline, lambda points: np.round(points, DIGITS))
    return json.dumps(mapping(rounded), separators=(",", ":"))


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
        centres = np.array([centre_of(part) for part in parts])
        parts = cells(area, centres)
    return parts


def sized_cells(area: BaseGeometry, points: np.ndarray, sizes: np.ndarray) -> list[BaseGeometry]:
    """Return the area cut into cells around the points, in their order, whose areas are as the sizes."""
    wanted = sizes * (area.area / sizes.sum())
    weights, change = np.zeros(len(points)), np.zeros(len(points))
    for _ in range(SIZING_ROUNDS):
        parts = _power_cells(area, points, weights)
        lacking = wanted - shapely.area(parts)
        if np.abs(lacking / wanted).max() < SIZED_WITHIN:
            break
        change = SIZING_MOMENTUM * change + SIZING_STEP * lacking
        weights += change
    return list(parts)


def _power_cells(area: BaseGeometry, points: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return for each point where its squared distance less its weight is the smallest of all."""
    parts = np.full(len(points), shapely.box(*area.bounds))
    for shift in range(1, len(points)):
        others = np.roll(np.arange(len(points)), -shift)
        parts = shapely.intersection(parts, _half_planes(points, points[others], weights - weights[others]))
    return shapely.intersection(parts, area)


def _half_planes(own: np.ndarray, others: np.ndarray, advantage: np.ndarray) -> np.ndarray:
    """Return the side of each point against another; a positive advantage moves the border away from it."""
    between = others - own
    distance = np.hypot(*between.T)[:, None]
    ahead = between / distance
    along = np.column_stack([-ahead[:, 1], ahead[:, 0]])
    border = own + ahead * (distance**2 + advantage[:, None]) / (2 * distance)
    back = border - ahead * FAR
    corners = [border - along * FAR, border + along * FAR, back + along * FAR, back - along * FAR]
    return shapely.polygons(np.stack(corners, axis=1))


def points_inside(area: BaseGeometry, count: int, rng: np.random.Generator) -> np.ndarray:
    """Return `count` random points inside the area, clear of its border, as an array of x and y."""
    inner = shapely.buffer(area, -MARGIN)
    area = area if inner.is_empty else inner
    west, south, east, north = area.bounds
    found = np.empty((0, 2))
    while len(found) < count:
        tried = rng.uniform((west, south), (east, north), (max(24, 4 * count), 2))
        found = np.vstack([found, tried[shapely.contains_xy(area, tried)]])
    return found[:count]


def centre_of(part: BaseGeometry) -> tuple[float, float]:
    """Return a part's centre, or a point inside it where the centre lies outside (a bay, an islet)."""
    centre = part.centroid
    point = centre if part.contains(centre) else part.representative_point()
    return point.x, point.y
