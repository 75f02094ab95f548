"""Outlines (边界) as they stand in a database that something else may have filled: what of them can be drawn."""

from __future__ import annotations

import json
from functools import lru_cache

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import mapping as to_geojson

KM_PER_DEGREE = 111.32

LARGEST_CITY = 500_000  # km²; the largest of China, 巴音郭楞, has 471,000

SMALLEST_PLACE = 1e-5  # km²; a line whose points are a little off is an area too

SIMPLIFIED_BY = 0.0001  # degrees, about 10 m

FARTHEST = 10.0  # degrees from the middle of all outlines, about 1,000 km

POLYGON, MULTI_POLYGON = 3, 6  # shapely's type numbers
LONG_TEXT = 100_000  # signs; a longer outline is simplified to what a map can show, as on import


def drawable(texts: pd.Series) -> pd.Series:
    """Return the outlines (GeoJSON text) that a map can draw, missing where one cannot be drawn.

    That is one that is no GeoJSON, no area, empty, nowhere on the earth, larger than any city, or 10 degrees
    from the middle of all, as on import. One that crosses itself stays: maps draw it ring by ring.
    """
    given = texts.dropna().astype(str)
    if given.empty:
        return texts
    shapes = shapely.from_geojson(given.to_numpy(dtype=object), on_invalid="ignore")
    west, south, east, north = shapely.bounds(shapes).T
    latitudes, longitudes = (south + north) / 2, (west + east) / 2
    area = shapely.area(shapes) * KM_PER_DEGREE**2 * np.cos(np.radians(latitudes))
    fine = np.isin(shapely.get_type_id(shapes), (POLYGON, MULTI_POLYGON)) & ~given.str.contains('"Feature')
    fine &= (np.abs([west, east]) <= 180).all(axis=0) & (np.abs([south, north]) <= 90).all(axis=0)
    fine &= area <= LARGEST_CITY
    small = fine & ~(area >= SMALLEST_PLACE)
    fine[small] = _crossing(shapes[small])
    if fine.any():
        off = [np.abs(along - np.median(along[fine])) <= FARTHEST for along in (longitudes, latitudes)]
        fine &= np.logical_and(*off)
    kept = [_short(text, shape) for text, shape in zip(given[fine], shapes[fine], strict=True)]
    found = pd.Series(kept, given.index[fine], dtype=object).reindex(texts.index)
    return found.where(found.notna(), None)


def united(texts: pd.Series) -> str | None:
    """Return the outline around places (GeoJSON text), None where none has one."""
    return _united(tuple(texts.dropna()))


@lru_cache(maxsize=8)
def _united(texts: tuple[str, ...]) -> str | None:
    shapes = shapely.from_geojson(np.array(texts, dtype=object))
    valid = shapely.make_valid(shapes, method="structure", keep_collapsed=False)
    whole = shapely.union_all(valid)
    return None if whole.is_empty else str(shapely.to_geojson(whole))


def _crossing(shapes: np.ndarray) -> np.ndarray:
    """Tell which shapes cross themselves and yet have an area, whose parts may cancel each other out."""
    broken = ~shapely.is_valid(shapes)
    broken[broken] = [repaired(shape)[0] is not None for shape in shapes[broken]]
    return broken


def _short(text: str, shape: shapely.Geometry) -> str | None:
    if len(text) <= LONG_TEXT:
        return text
    whole, _ = repaired(shape)
    return None if whole is None else as_geojson(whole)


def area_km2(geometry: shapely.Geometry) -> float:
    """Return the area on a plane scaled at the shape's own latitude (error below 0.5 % for a city's parts)."""
    return geometry.area * KM_PER_DEGREE**2 * float(np.cos(np.radians(geometry.centroid.y)))


def as_geojson(geometry: shapely.Geometry) -> str:
    """Return a shape as GeoJSON text, simplified to what a map can show."""
    simple = _areas(shapely.make_valid(shapely.set_precision(geometry.simplify(SIMPLIFIED_BY), 0.00001)))
    return json.dumps(to_geojson(geometry if simple.is_empty else simple), separators=(",", ":"))


def repaired(geometry: shapely.Geometry | None) -> tuple[shapely.Geometry | None, str | None]:
    """Return an outline that can be drawn and what was wrong: None and the fault where nothing can be drawn.

    Faults: empty, off_earth, huge (the shape is None), broken (it is repaired).
    """
    if geometry is None or geometry.is_empty:
        return None, "empty"
    if not (np.abs(shapely.get_coordinates(geometry)) <= (180, 90)).all():  # NaN and infinity too
        return None, "off_earth"
    shape = _areas(geometry if geometry.is_valid else shapely.make_valid(geometry))
    if shape.is_empty or area_km2(shape) < SMALLEST_PLACE:
        return None, "empty"
    if area_km2(shape) > LARGEST_CITY:
        return None, "huge"
    return shape, None if geometry.is_valid else "broken"


def _areas(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return the areas of a repaired outline, without the lines and points that a repair can leave."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.unary_union(parts)
