"""Outlines of places from a file: turned into WGS-84, repaired, and left out where they cannot be drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import shapely
from pyogrio.errors import DataSourceError
from pyproj.exceptions import CRSError

from data_access.loading.coordinates import WGS_84, System
from data_access.loading.mapping import Mapping
from data_access.loading.messages import LoadRefused, message
from data_access.loading.reasons import REMARK
from data_access.loading.reports import OutlinesReport
from data_access.loading.sources import digest
from data_access.places.outlines import FARTHEST, as_geojson, repaired


@dataclass(frozen=True)
class _Outline:
    """One outline: its shape, None where it cannot be drawn, and what was wrong with it."""

    street: str
    name: str
    number: int  # of its first feature in the file, from 1
    shape: shapely.Geometry | None
    fault: str | None


def read_outlines(
    path: Path, mapping: Mapping, language: str
) -> tuple[dict[tuple[str, str], shapely.Geometry | None], OutlinesReport]:
    """Return the shape of each outline by street office and name, in WGS-84, and what was wrong with them.

    The file is GeoJSON or a zipped Shapefile. Features of one street office and name are one outline; broken
    and self-crossing ones are repaired. The shape is None where nothing can be drawn: empty, not on the earth,
    larger than any city, or far from all others. Raises LoadRefused where the file or a name in the mapping is
    wrong, or where no outline is left.
    """
    outlines = _without_far_ones(_named(path, mapping))
    drawn = [item for item in outlines if item.shape is not None]
    report = OutlinesReport(
        source=path.name,
        sha256=digest(path.read_bytes()),
        rows_read=len(outlines),
        rejects=_listed([item for item in outlines if item.shape is None], mapping, language),
        remarked=_listed([item for item in drawn if item.fault], mapping, language),
        crs=mapping.outlines_crs.name if mapping.outlines_crs else "",
    )
    if not drawn:
        first = report.rejects.iloc[0]
        raise LoadRefused("outlines_none", file=path, name=first["value"], reason=first["reason"])
    return {(item.street, item.name): item.shape for item in outlines}, report


def drawn_column(texts: pd.Series, crs: System, column: str, language: str) -> tuple[pd.Series, pd.DataFrame]:
    """Return the outlines that a table itself has, as GeoJSON in WGS-84, and a remark on each that was faulty.

    Broken ones are repaired; the text is missing where nothing can be drawn.
    """
    given = texts.dropna()
    shapes = shapely.from_geojson(given.to_numpy(dtype=object), on_invalid="ignore")
    readable = [shape is not None for shape in shapes]
    parts = [repaired(shape) for shape in shapely.transform(shapes, crs.to_wgs84, interleaved=False)]
    faults = [fault if ok else "unreadable" for (_, fault), ok in zip(parts, readable, strict=True)]
    drawn = pd.Series(
        [None if shape is None else as_geojson(shape) for shape, _ in parts], given.index, dtype=object
    )
    rows = [
        (number, column, "", f"outline_{fault}", message(f"outline.{fault}", language))
        for number, fault in zip(given.index, faults, strict=True)
        if fault
    ]
    return drawn.reindex(texts.index), pd.DataFrame(rows, columns=REMARK)


def _named(path: Path, mapping: Mapping) -> list[_Outline]:
    """Return the outline of each community that the mapping names."""
    frame = _frame(path, mapping)
    if mapping.outlines_street is None:
        frame["street"] = frame["name"].map(_only_street(path, mapping))
    rows = frame.groupby(["street", "name"], sort=False).groups
    wanted = [(street, name) for street, members in mapping.street_offices.items() for name in members]
    for place in wanted:
        if place not in rows:
            raise LoadRefused("outline_name", file=path, name=place[1])
    return [_outline(place, frame.loc[rows[place], "geometry"]) for place in wanted]


def _only_street(path: Path, mapping: Mapping) -> dict[str, str]:
    """Return the street office of each name; raises LoadRefused where a name is in two, which it cannot tell apart."""
    found: dict[str, str] = {}
    for street, members in mapping.street_offices.items():
        for name in members:
            if found.setdefault(name, street) != street:
                raise LoadRefused("outline_twice", file=path, name=name, one=found[name], other=street)
    return found


def _frame(path: Path, mapping: Mapping) -> pd.DataFrame:
    """Return name, geometry (WGS-84, unrepaired) and, where a property tells it, street (office) of each feature."""
    if not path.is_file():
        raise LoadRefused("no_file", file=path)
    try:
        frame = geopandas.read_file(path)
        shapes = _in_wgs84(frame, mapping.outlines_crs)
        told = {"name": mapping.outlines_name, "street": mapping.outlines_street}
        texts = {key: frame[name].astype(str) for key, name in told.items() if name is not None}
        return pd.DataFrame(texts | {"geometry": shapes})
    except (
        DataSourceError,
        CRSError,
        ValueError,
        KeyError,
        AttributeError,
        shapely.errors.ShapelyError,
    ) as error:
        detail = f"{type(error).__name__}: {error}"
        raise LoadRefused("outlines", file=path, detail=detail, property=mapping.outlines_name) from error


def _in_wgs84(frame: geopandas.GeoDataFrame, crs: System | None) -> np.ndarray:
    """Return the shapes in WGS-84: from the system that the mapping names, else from the one that the file tells."""
    if crs is not None:
        return shapely.transform(frame.geometry.to_numpy(), crs.to_wgs84, interleaved=False)
    if frame.crs is None:
        raise ValueError("no coordinate system (.prj)")
    return shapely.force_2d(frame.to_crs(WGS_84).geometry.to_numpy())


def _outline(place: tuple[str, str], features: pd.Series) -> _Outline:
    """Return the outline that the features of a street office and name make together."""
    parts = [repaired(geometry) for geometry in features]
    shapes = [shape for shape, _ in parts if shape is not None]
    fault = next((fault for _, fault in parts if fault), None)
    shape = shapely.unary_union(shapes) if shapes else None
    return _Outline(*place, int(features.index[0]) + 1, shape, fault)


def _without_far_ones(outlines: list[_Outline]) -> list[_Outline]:
    """Leave out shapes so far from the middle of all that no map of a city could show both."""
    centres = np.array(
        [(np.nan, np.nan) if item.shape is None else item.shape.centroid.coords[0] for item in outlines]
    )
    if np.isnan(centres).all():
        return outlines
    far = np.abs(centres - np.nanmedian(centres, axis=0)).max(axis=1) > FARTHEST
    return [
        replace(item, shape=None, fault="far") if off else item
        for item, off in zip(outlines, far, strict=True)
    ]


def _listed(outlines: list[_Outline], mapping: Mapping, language: str) -> pd.DataFrame:
    """Return row_number (of the feature), column_name, value (the place's name), cause and reason."""

    def words(fault: str | None) -> str:
        return message(f"outline.{fault}", language)

    rows = [
        (item.number, mapping.outlines_name, item.name, f"outline_{item.fault}", words(item.fault))
        for item in outlines
    ]
    return pd.DataFrame(rows, columns=REMARK)
