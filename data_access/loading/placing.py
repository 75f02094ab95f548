"""Outlines as street offices and communities, and the place of each row by name or by point."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from data_access.loading.coordinates import System
from data_access.loading.mapping import Mapping, TableMapping
from data_access.loading.messages import LoadRefused
from data_access.places.outlines import area_km2, as_geojson

POINT_DIGITS = 4  # how exactly a point must equal one that the mapping calls no point
POINT = ["longitude", "latitude"]
FURTHER_POINTS = (["station_longitude", "station_latitude"],)


@dataclass(frozen=True)
class Places:
    """Street offices and communities as tables of the schema, and the communities' shapes; outlines where known."""

    street_offices: pd.DataFrame
    communities: pd.DataFrame
    shapes: list[shapely.Geometry | None]
    outline: str | None

    @property
    def drawn(self) -> bool:
        """Whether any outline is known."""
        return self.outline is not None

    def community_at(self, points: pd.DataFrame) -> pd.Series:
        """Return for each longitude and latitude the code of the community whose outline holds it, None for none."""
        found = shapely.STRtree(self.shapes).query(shapely.points(points[POINT]), predicate="intersects")
        row, community = found
        first = pd.Series(self.communities["code"].to_numpy()[community], points.index[row], dtype=object)
        return first[~first.index.duplicated()].reindex(points.index)

    def street_of(self, communities: pd.Series) -> pd.Series:
        """Return the street office of each community's code."""
        return communities.map(self.communities.set_index("code")["street_office_code"])


@dataclass(frozen=True)
class Placed:
    """Rows with their place codes and point, and what was counted on the way.

    `given` holds, of the rows that give a point: longitude and latitude as the source has them, and the codes
    of the street_office and community that the row names.
    """

    rows: pd.DataFrame
    given: pd.DataFrame
    without_position: int
    default_points: int
    at_zero: int
    by_outline: int
    unplaced: int


def places_of_outlines(
    shapes: Dictionary[tuple[str, str], shapely.Geometry | None], mapping: Mapping
) -> Places:
    """Return outlines as communities, grouped into street offices by the mapping; a missing shape is not known."""
    streets, communities, ordered = [], [], []
    for street, members in mapping.street_offices.items():
        code = f"{mapping.city_code}-{slug(street)}"
        for name in members:
            communities.append({"code": f"{code}-{slug(name)}", "street_office_code": code, "name": name})
            ordered.append(shapes[street, name])
        streets.append({"code": code, "name": street, "shape": _united([shapes[street, n] for n in members])})
    street_frame = pd.DataFrame(streets)
    street_shapes = list(street_frame.pop("shape"))
    whole = _united(ordered)
    return Places(
        _with_outline(street_frame, street_shapes),
        _with_outline(pd.DataFrame(communities), ordered),
        ordered,
        None if whole is None else as_geojson(whole),
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
    """Give each row the place that the source names, else the one whose outline holds its point.

    Points come out in WGS-84; one at 0, 0 is in no system a place of a city and counts as none.
    """
    given, default, zero = _given_points(source, rows, mapping)
    rows = _with_wgs84_points(rows, given, mapping.crs)
    has_point = rows["longitude"].notna()
    by_point = places.community_at(rows.loc[has_point]).reindex(rows.index)
    street, community = _named(source, mapping, places, by_point)
    named = street.notna()
    street_by_point = places.street_of(by_point)
    rows["street_office_code"] = street.where(named, street_by_point)
    fits = street_by_point == rows["street_office_code"]
    rows["community_code"] = community.where(community.notna(), by_point.where(fits))
    return Placed(
        rows,
        given.assign(street_office=street, community=community, found=by_point).dropna(subset=POINT),
        without_position=int((~has_point).sum()),
        default_points=int(default.sum()),
        at_zero=int(zero.sum()),
        by_outline=int((~named & rows["street_office_code"].notna()).sum()),
        unplaced=int(rows["street_office_code"].isna().sum()),
    )


def _given_points(
    source: pd.DataFrame, rows: pd.DataFrame, mapping: TableMapping
) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """Return the points that rows give, and which of them were none: as the mapping says, or being 0, 0."""
    given = rows[POINT].astype(float)
    default = _is_no_point(source, given, mapping)
    zero = (given == 0).all(axis=1) & ~default
    given[default | zero] = np.nan
    return given, default, zero


def _with_wgs84_points(rows: pd.DataFrame, given: pd.DataFrame, system: System) -> pd.DataFrame:
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


def slug(name: str) -> str:
    """Return a name as a code: letters, digits and Chinese characters, the rest hyphens."""
    return re.sub(r"[^\w]+", "-", name.lower()).strip("-")


def _is_no_point(source: pd.DataFrame, given: pd.DataFrame, mapping: TableMapping) -> pd.Series:
    """Tell which rows carry a point that the mapping calls no point, in the source's own coordinates."""
    found = pd.Series(False, index=given.index)
    longitude, latitude = (given[name].round(POINT_DIGITS) for name in POINT)
    for y, x in mapping.no_points:
        found |= (latitude == round(y, POINT_DIGITS)) & (longitude == round(x, POINT_DIGITS))
    for column, values in mapping.no_point_values.items():
        found |= source[column].isin(values)
    return found


def _named(
    source: pd.DataFrame, mapping: TableMapping, places: Places, by_point: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """Return the codes of the places that the source names: a street office, or a community with its own."""
    name = names_of(source, mapping)
    streets = places.street_offices.set_index("name")["code"]
    below = name.where(~name.isin(streets.index))
    twice = places.communities["name"].duplicated(keep=False)
    community = below.map(places.communities[~twice].set_index("name")["code"])
    twins = places.communities[twice]
    asked = below[below.isin(twins["name"])]
    if not asked.empty:
        stated = _stated_streets(source.loc[asked.index], mapping).map(streets)
        community = community.astype(object)
        community[asked.index] = _told_apart(asked, stated, by_point, twins)
        _refuse_unclear(asked[community[asked.index].isna()], mapping, places)
    street = name.map(streets)
    return street.where(street.notna(), places.street_of(community)), community


def _stated_streets(source: pd.DataFrame, mapping: TableMapping) -> pd.Series:
    """Return the street office that each row names in a column of its own; empty without such a column."""
    column = mapping.places.get("street_office")
    if column is None:
        return pd.Series("", index=source.index, dtype=object)
    return source[column].str.strip().replace(mapping.place_names)


def _told_apart(names: pd.Series, streets: pd.Series, by_point: pd.Series, twins: pd.DataFrame) -> pd.Series:
    """Return which of the communities of one name each row means: by its street office, else by its point."""
    codes = twins.set_index(["street_office_code", "name"])["code"]
    by_street = codes.reindex(pd.MultiIndex.from_arrays([streets, names])).set_axis(names.index)
    found = by_point[names.index]
    fits = found.map(twins.set_index("code")["name"]) == names
    return by_street.where(by_street.notna(), found.where(fits))


def _refuse_unclear(names: pd.Series, mapping: TableMapping, places: Places) -> None:
    """Raise LoadRefused where rows are left that could mean more than one community."""
    if names.empty:
        return
    name = names.iloc[0]
    above = places.communities.loc[places.communities["name"] == name, "street_office_code"]
    offices = places.street_offices.set_index("code")["name"][above]
    raise LoadRefused(
        "place_twice",
        file=mapping.source,
        row=names.index[0],
        rows=len(names),
        name=name,
        table=mapping.target,
        places=" / ".join(offices),
    )


def _united(shapes: list[shapely.Geometry | None]) -> shapely.Geometry | None:
    """Return the area of the shapes that are known, None where none is."""
    known = [shape for shape in shapes if shape is not None]
    return shapely.unary_union(known) if known else None


def _with_outline(frame: pd.DataFrame, shapes: list[shapely.Geometry | None]) -> pd.DataFrame:
    drawn = [_drawn(shape) for shape in shapes]
    return frame.join(pd.DataFrame(drawn, columns=["area_km2", *POINT, "outline"], index=frame.index))


def _drawn(shape: shapely.Geometry | None) -> tuple[float | None, float | None, float | None, str | None]:
    """Return area, label point and GeoJSON of a place, all missing where its outline is not known."""
    if shape is None:
        return None, None, None, None
    label = shape.representative_point()
    return round(area_km2(shape), 3), round(label.x, 6), round(label.y, 6), as_geojson(shape)
