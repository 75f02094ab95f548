"""Outlines as street offices and communities, and the place of each row by name or by point."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import shapely
from pyogrio.errors import DataSourceError
from pyproj.exceptions import CRSError
from shapely.geometry import mapping as to_geojson

from data_access.loading.mapping import Mapping, TableMapping
from data_access.messages import LoadRefused

SIMPLIFIED_BY = 0.0001  # degrees, about 10 m
POINT_DIGITS = 4  # how exactly a point must equal one that the mapping calls no point
KM_PER_DEGREE = 111.32
WGS_84 = 4326  # EPSG code


@dataclass(frozen=True)
class Places:
    """Street offices and communities as tables of the schema, and the communities' shapes; outlines where known."""

    street_offices: pd.DataFrame
    communities: pd.DataFrame
    shapes: list[shapely.Geometry]
    outline: str | None


@dataclass(frozen=True)
class Placed:
    """Rows with their place codes and point, and what was counted on the way."""

    rows: pd.DataFrame
    without_position: int
    default_points: int
    by_outline: int
    unplaced: int


def read_places(path: Path, mapping: Mapping) -> Places:
    """Return a file's outlines as communities, grouped into street offices by the mapping.

    The file is GeoJSON or a zipped Shapefile; broken rings are repaired. Raises LoadRefused where the file
    or a name in the mapping is wrong.
    """
    shapes = _shapes(path, mapping)
    streets, communities, ordered = [], [], []
    for street, members in mapping.street_offices.items():
        code = f"{mapping.city_code}-{slug(street)}"
        for name in members:
            if name not in shapes:
                raise LoadRefused("outline_name", file=path, name=name)
            communities.append({"code": f"{code}-{slug(name)}", "street_office_code": code, "name": name})
            ordered.append(shapes[name])
        streets.append(
            {"code": code, "name": street, "shape": shapely.unary_union([shapes[n] for n in members])}
        )
    street_frame = pd.DataFrame(streets)
    street_shapes = list(street_frame.pop("shape"))
    return Places(
        _with_outline(street_frame, street_shapes),
        _with_outline(pd.DataFrame(communities), ordered),
        ordered,
        _geojson(shapely.unary_union(ordered)),
    )


def places_of_names(names: pd.Series, mapping: Mapping) -> Places:
    """Return a street office without outline for each name, and no communities: a name only says one level.

    Of names that differ in case or signs alone the first is a place; the mapping's `names` lead the others there.
    """
    given = names[names != ""].drop_duplicates().sort_values()
    streets = pd.DataFrame({"name": given, "code": [f"{mapping.city_code}-{slug(name)}" for name in given]})
    communities = pd.DataFrame(columns=["code", "street_office_code", "name"], dtype=object)
    return Places(streets.drop_duplicates("code"), communities, [], None)


def names_of(source: pd.DataFrame, mapping: TableMapping) -> pd.Series:
    """Return the place that each row names, in the mapping's spelling; empty where it names none."""
    if not mapping.place:
        return pd.Series("", index=source.index, dtype=object)
    return source[mapping.place].str.strip().replace(mapping.place_names)


def place_rows(source: pd.DataFrame, rows: pd.DataFrame, mapping: TableMapping, places: Places) -> Placed:
    """Give each row the place that the source names, else the one whose outline holds its point."""
    rows = rows.copy()
    default = _is_no_point(source, rows, mapping)
    rows.loc[default, ["longitude", "latitude"]] = np.nan
    has_point = rows["longitude"].notna() & rows["latitude"].notna()
    found = _community_at(rows.loc[has_point], places)
    street, community = _named(source, mapping, places)
    named = street.notna()
    by_point = pd.Series(
        places.communities["code"].reindex(found.to_numpy()).to_numpy(), index=found.index
    ).reindex(rows.index)
    street_by_point = by_point.map(places.communities.set_index("code")["street_office_code"])
    rows["street_office_code"] = street.where(named, street_by_point)
    fits = street_by_point == rows["street_office_code"]
    rows["community_code"] = community.where(community.notna(), by_point.where(fits))
    return Placed(
        rows,
        without_position=int((~has_point).sum()),
        default_points=int(default.sum()),
        by_outline=int((~named & rows["street_office_code"].notna()).sum()),
        unplaced=int(rows["street_office_code"].isna().sum()),
    )


def slug(name: str) -> str:
    """Return a name as a code: letters, digits and Chinese characters, the rest hyphens."""
    return re.sub(r"[^\w]+", "-", name.lower()).strip("-")


def _is_no_point(source: pd.DataFrame, rows: pd.DataFrame, mapping: TableMapping) -> pd.Series:
    """Tell which rows carry a point that the mapping calls no point."""
    found = pd.Series(False, index=rows.index)
    latitude, longitude = (rows[name].astype(float).round(POINT_DIGITS) for name in ("latitude", "longitude"))
    for y, x in mapping.no_points:
        found |= (latitude == round(y, POINT_DIGITS)) & (longitude == round(x, POINT_DIGITS))
    for column, values in mapping.no_point_values.items():
        found |= source[column].isin(values)
    return found


def _community_at(rows: pd.DataFrame, places: Places) -> pd.Series:
    """Return for each row the number of the community whose outline holds its point, missing for none."""
    points = shapely.points(rows["longitude"].astype(float), rows["latitude"].astype(float))
    row, community = shapely.STRtree(places.shapes).query(points, predicate="intersects")
    first = pd.Series(community, index=rows.index[row])
    return first[~first.index.duplicated()].reindex(rows.index)


def _named(source: pd.DataFrame, mapping: TableMapping, places: Places) -> tuple[pd.Series, pd.Series]:
    """Return the codes of the places that the source names: a street office, or a community with its own."""
    name = names_of(source, mapping)
    streets = places.street_offices.set_index("name")["code"]
    communities = places.communities.set_index("name")
    community = name.where(~name.isin(streets.index)).map(communities["code"])
    street = name.map(streets).fillna(name.map(communities["street_office_code"]))
    return street, community


def _shapes(path: Path, mapping: Mapping) -> dict[str, shapely.Geometry]:
    """Return each named outline in WGS-84, from GeoJSON or a zipped Shapefile, broken rings repaired."""
    if not path.is_file():
        raise LoadRefused("no_file", file=path)
    try:
        frame = geopandas.read_file(path)
        if frame.crs is None:
            raise ValueError("no coordinate system (.prj)")
        frame = frame.to_crs(WGS_84)
        repaired = shapely.make_valid(frame.geometry.to_numpy())
        return {
            str(name): _polygons(geometry)
            for name, geometry in zip(frame[mapping.outlines_name], repaired, strict=True)
            if geometry is not None
        }
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


def _polygons(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return the areas of a repaired outline, without the lines and points that a repair can leave."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.unary_union(parts)


def _with_outline(frame: pd.DataFrame, shapes: list[shapely.Geometry]) -> pd.DataFrame:
    labels = np.array([shape.representative_point().coords[0] for shape in shapes])
    return frame.assign(
        area_km2=[round(_km2(geometry), 3) for geometry in shapes],
        longitude=labels[:, 0].round(6),
        latitude=labels[:, 1].round(6),
        outline=[_geojson(geometry) for geometry in shapes],
    )


def _geojson(geometry: shapely.Geometry) -> str:
    simple = shapely.make_valid(shapely.set_precision(geometry.simplify(SIMPLIFIED_BY), 0.00001))
    return json.dumps(to_geojson(_polygons(simple)), separators=(",", ":"))


def _km2(geometry: shapely.Geometry) -> float:
    """Return the area on a plane scaled at the shape's own latitude (error below 0.5 % for a city's parts)."""
    return geometry.area * KM_PER_DEGREE**2 * float(np.cos(np.radians(geometry.centroid.y)))
