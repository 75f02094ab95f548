"""Outlines as the browser draws them: simplified together, so that neighbours keep one border, and sent once.

Only the screen uses these; files for information systems and printed sheets keep the full outlines.

Each ring is a list of steps on one grid of whole numbers, from the box's corner on. Neighbours have the same
points before and after, so the borders that they share stay shared, as in TopoJSON; TopoJSON itself took twice
the bytes and nine times the time for the demo city's 2,402 grids, whose borders have few points each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import shapely

from ui.maps import feeds
from ui.maps.features import COORDINATE_DIGITS, STEP, safe
from ui.maps.ground import WORLD_PIXELS, Box

FINER_THAN_A_PIXEL = 4  # times, at the zoom that fits the map: two steps of zoom further in, still a pixel
FINER_THAN_A_PLACE = (
    100  # times, of its side at the median: a small place keeps its shape however far out it is drawn
)
ANSWERS_KEPT = 200
POLYGON, MULTIPOLYGON = shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON


def offer(areas: pd.DataFrame) -> str:
    """Offer the outlines of places (columns code, outline, and name where there is one) and return the feed's address.

    The answer is `coded`; places come in the order of the rows, so that a draw need not name them again.
    """
    names = areas["name"] if "name" in areas else pd.Series("", index=areas.index)
    content = (tuple(areas["code"]), tuple(names.map(safe)), tuple(areas["outline"]))
    return feeds.offer(("outlines", content), lambda _: coded(*content))


@lru_cache(maxsize=ANSWERS_KEPT)
def coded(codes: tuple[str, ...], names: tuple[str, ...], outlines: tuple[str, ...]) -> dict[str, Any]:
    """Return simplified outlines as JSON.

    Keys: corner (longitude, latitude), step (degrees), codes, names (inert HTML, empty where the tips say all),
    and shapes: for each place its polygons, each a list of rings, each a list of steps (x, y, x, y, …) of which
    the first leads from the corner to the ring's first point; the last point is not repeated.
    """
    shapes = simplified(shapely.from_geojson(outlines, on_invalid="ignore"))
    corner = np.nan_to_num(np.round(shapely.total_bounds(shapes)[:2], COORDINATE_DIGITS)).tolist()
    return {
        "corner": corner,
        "step": STEP,
        "codes": codes,
        "names": names,
        "shapes": [_polygons(shape, corner) for shape in shapes],
    }


def simplified(shapes: np.ndarray) -> np.ndarray:
    """Return shapes with fewer points; borders that polygons shared remain so, without gap or overlap.

    https://shapely.readthedocs.io/en/stable/reference/shapely.coverage_simplify.html
    """
    after = shapes.copy()
    areal = shapely.get_type_id(shapes) == POLYGON
    areal |= shapely.get_type_id(shapes) == MULTIPOLYGON
    if areal.any():
        after[areal] = shapely.coverage_simplify(shapes[areal], tolerance(shapes[areal]))
    return after


def tolerance(shapes: np.ndarray) -> float:
    """Return how coarse, in degrees, outlines may become: too little to be seen on the map that they fit."""
    west, south, east, north = shapely.total_bounds(shapes)
    pixel = 360 / WORLD_PIXELS / 2 ** Box(west, south, east, north).zoom()
    side = math.sqrt(float(np.median(shapely.area(shapes))))
    return min(pixel / FINER_THAN_A_PIXEL, side / FINER_THAN_A_PLACE)


def _polygons(shape: shapely.Geometry, corner: Sequence[float]) -> list[list[list[int]]]:
    parts = (part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon))
    return [[_steps(ring, corner) for ring in (part.exterior, *part.interiors)] for part in parts]


def _steps(ring: shapely.LinearRing, corner: Sequence[float]) -> list[int]:
    points = np.rint((shapely.get_coordinates(ring)[:-1] - corner) / STEP).astype(int)
    return np.diff(points, axis=0, prepend=[[0, 0]]).ravel().tolist()
