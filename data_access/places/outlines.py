"""Outlines (边界) as they stand in a database that something else may have filled: what of them can be drawn."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
import shapely

from data_access.loading.outlines import (
    FARTHEST,
    KM_PER_DEGREE,
    LARGEST_CITY,
    SMALLEST_PLACE,
    as_geojson,
    repaired,
)

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
