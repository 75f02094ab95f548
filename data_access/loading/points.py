"""Points as rows give them: which of them are none, and all others in WGS-84."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_access.loading.coordinates import System
from data_access.loading.mapping import TableMapping

POINT_DIGITS = 4  # how exactly a point must equal one that the mapping calls no point
POINT = ["longitude", "latitude"]
FURTHER_POINTS = (["station_longitude", "station_latitude"],)


def given_points(
    source: pd.DataFrame, rows: pd.DataFrame, mapping: TableMapping
) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """Return the points that rows give, and which of them were none: as the mapping says, or being 0, 0."""
    given = rows[POINT].astype(float)
    default = _is_no_point(source, given, mapping)
    zero = (given == 0).all(axis=1) & ~default
    given[default | zero] = np.nan
    return given, default, zero


def with_wgs84_points(rows: pd.DataFrame, given: pd.DataFrame, system: System) -> pd.DataFrame:
    """Return the rows with all their points in WGS-84."""
    rows = rows.copy()
    rows[POINT] = converted_points(given, system)
    for pair in FURTHER_POINTS:
        if set(pair) <= set(rows):
            rows[pair] = converted_points(rows[pair].astype(float).replace(0, np.nan), system)
    return rows


def converted_points(points: pd.DataFrame, system: System) -> pd.DataFrame:
    """Return two columns of coordinates in WGS-84; both missing where one was, or where it is not on the earth."""
    longitude, latitude = system.to_wgs84(*points.to_numpy(dtype=float).T)
    known = ~(np.isnan(longitude) | np.isnan(latitude))
    return pd.DataFrame(
        {
            points.columns[0]: np.where(known, longitude, np.nan),
            points.columns[1]: np.where(known, latitude, np.nan),
        },
        index=points.index,
    )


def _is_no_point(source: pd.DataFrame, given: pd.DataFrame, mapping: TableMapping) -> pd.Series:
    """Tell which rows carry a point that the mapping calls no point, in the source's own coordinates."""
    found = pd.Series(False, index=given.index)
    longitude, latitude = (given[name].round(POINT_DIGITS) for name in POINT)
    for y, x in mapping.no_points:
        found |= (latitude == round(y, POINT_DIGITS)) & (longitude == round(x, POINT_DIGITS))
    for column, values in mapping.no_point_values.items():
        found |= source[column].isin(values)
    return found
