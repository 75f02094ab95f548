"""Outlines as street offices and communities, and the place of each row by name or by point."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import shapely

from data_access.loading.distinct import distinct_rows
from data_access.loading.mapping import Mapping, TableMapping
from data_access.loading.named_rows import (
    LEVEL_OF,
    Meant,
    NamesOfLevel,
    collect,
    collect_named,
    meant,
    refuse_unclear,
    refuse_unlisted,
)
from data_access.loading.naming import Register, slug
from data_access.loading.points import POINT, converted_points, given_points, with_wgs84_points
from data_access.loading.reasons import RowReasons
from data_access.loading.shapes import shape_at, united, with_outline
from data_access.places.outlines import as_geojson


@dataclass(frozen=True)
class Places:
    """Street offices and communities as tables of the schema, and the communities' shapes; outlines where known."""

    street_offices: pd.DataFrame
    communities: pd.DataFrame
    shapes: list[shapely.Geometry | None]
    outline: str | None
    grids: pd.DataFrame = field(default_factory=pd.DataFrame)
    compounds: pd.DataFrame = field(default_factory=pd.DataFrame)
    register: Register = field(default_factory=lambda: Register(""))

    def of_level(self, level: str) -> pd.DataFrame:
        """Return the places of a level as rows of its table."""
        by_level = {
            "street_office": self.street_offices,
            "community": self.communities,
            "grid": self.grids,
            "compound": self.compounds,
        }
        return by_level[level]

    @property
    def drawn(self) -> bool:
        """Whether any outline is known."""
        return self.outline is not None

    def community_at(self, points: pd.DataFrame) -> pd.Series:
        """Return for each longitude and latitude the code of the community whose outline holds it, None for none."""
        codes = np.array([*self.communities["code"], None], dtype=object)
        return pd.Series(codes[shape_at(self.shapes, points[POINT])], index=points.index, dtype=object)

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
    placed_by_outline: int
    unplaced: int
    names: tuple[NamesOfLevel, ...]


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
        streets.append({"code": code, "name": street, "shape": united([shapes[street, n] for n in members])})
    street_frame = pd.DataFrame(streets)
    street_shapes = list(street_frame.pop("shape"))
    whole = united(ordered)
    return Places(
        with_outline(street_frame, street_shapes),
        with_outline(pd.DataFrame(communities), ordered),
        ordered,
        None if whole is None else as_geojson(whole),
    )


def no_places() -> Places:
    """Return no places, as they are without outlines before any name is read."""
    streets = pd.DataFrame(columns=["code", "name"], dtype=object)
    communities = pd.DataFrame(columns=["code", "street_office_code", "name"], dtype=object)
    return Places(streets, communities, [], None)


def with_named(places: Places, read: Sequence[tuple[pd.DataFrame, TableMapping]], mapping: Mapping) -> Places:
    """Return the places of the outlines, of the tables that list places, and those that only names tell of.

    A place that a table lists with a code of its own keeps that code, its outline is found by its name. Places that
    are registered already, since the database holds them, stay what they are.
    """
    register = places.register if places.register.places else Register(mapping.city_code)
    collect(register, read, coded=True)
    streets = _registered(register, places.street_offices, "street_office", {})
    above = places.communities["street_office_code"].map(dict(streets))
    communities = _registered(register, places.communities, "community", above.to_dict())
    collect(register, read, coded=False)
    collect_named(register, read, mapping)
    drawn_streets = places.street_offices.assign(code=[code for _, code in streets])
    drawn = places.communities.assign(code=[code for _, code in communities], street_office_code=above)
    all_communities = _completed(drawn, register.frame("community"))
    return replace(
        places,
        street_offices=_completed(drawn_streets, register.frame("street_office")),
        communities=all_communities,
        shapes=[*places.shapes, *[None] * (len(all_communities) - len(places.shapes))],
        grids=_completed(places.grids, register.frame("grid")),
        compounds=_completed(places.compounds, register.frame("compound")),
        register=register,
    )


def _registered(
    register: Register, drawn: pd.DataFrame, level: str, streets: dict[int, str]
) -> list[tuple[str, str]]:
    """Return each drawn place's code with the one that it has from now on, and add it where it is new."""
    codes = []
    for number, (code, name) in zip(drawn.index, drawn[["code", "name"]].to_numpy(), strict=True):
        above = {"street_office": streets[number]} if streets else {}
        if code in register.places:
            codes.append((code, code))
            continue
        found = register.find(level, name, streets.get(number, ""))
        place = (
            found[0] if len(found) == 1 and not found[0].outlined else register.add(level, name, above, code)
        )
        place.outlined = True
        codes.append((code, place.code))
    return codes


def _completed(drawn: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Return the drawn places, then all others that are known."""
    if drawn.empty:
        return known
    return pd.concat([drawn, known[~known["code"].isin(drawn["code"])]], ignore_index=True)


def place_rows(source: pd.DataFrame, rows: pd.DataFrame, mapping: TableMapping, places: Places) -> Placed:
    """Give each row the place that the source names, else the one whose outline holds its point.

    Points come out in WGS-84; one at 0, 0 is in no system a place of a city and counts as none.
    """
    given, default, zero = given_points(source, rows, mapping)
    rows = with_wgs84_points(rows, given, mapping.crs)
    has_point = rows["longitude"].notna()
    by_point = places.community_at(rows.loc[has_point]).reindex(rows.index)
    found = meant(source, mapping, places.register)
    street, community, placed = _by_path_and_point(found, by_point, places)
    named = street.notna()
    rows = _with_codes(rows, placed, found, mapping)
    return Placed(
        rows,
        given.assign(street_office=street, community=community, found=by_point).dropna(subset=POINT),
        without_position=int((~has_point).sum()),
        default_points=int(default.sum()),
        at_zero=int(zero.sum()),
        placed_by_outline=int((~named & rows["street_office_code"].notna()).sum()),
        unplaced=int(rows["street_office_code"].isna().sum()),
        names=found.by_level(places.register),
    )


def _by_path_and_point(
    found: Meant, by_point: pd.Series, places: Places
) -> tuple[pd.Series, pd.Series, dict[str, pd.Series]]:
    """Return what `_named` and `_placed` do, asked once for each path of names with the place of its point."""
    pairs = pd.DataFrame({"path": found.path, "point": by_point})
    distinct, turn = distinct_rows(pairs, list(pairs))
    street, community = _named(replace(found, path=distinct["path"]), distinct["point"], places)
    placed = _placed(street, community, distinct["point"], places)

    def of_rows(codes: pd.Series) -> pd.Series:
        return pd.Series(codes.array.take(turn), index=by_point.index)

    return of_rows(street), of_rows(community), {name: of_rows(codes) for name, codes in placed.items()}


def _named(found: Meant, by_point: pd.Series, places: Places) -> tuple[pd.Series, pd.Series]:
    """Return the codes of street office and community that each row's names mean, a point telling apart if need be."""
    street, community = found.codes("street_office"), found.codes("community")
    told = _told_by_point(found, by_point)
    community.loc[told.index] = told
    return street.where(~street.index.isin(told.index), places.street_of(community)), community


def _placed(
    street: pd.Series, community: pd.Series, by_point: pd.Series, places: Places
) -> dict[str, pd.Series]:
    """Return the codes of street office and community of each row: as named, else by its point where that fits."""
    street_by_point = places.street_of(by_point)
    placed = street.where(street.notna(), street_by_point)
    fitting = by_point.where(street_by_point == placed)
    return {
        "street_office_code": placed,
        "community_code": community.where(community.notna(), fitting),
    }


def _with_codes(
    rows: pd.DataFrame, codes: dict[str, pd.Series], found: Meant, mapping: TableMapping
) -> pd.DataFrame:
    """Return the rows with the codes of their places; codes that the source itself gives stay."""
    for level in ("grid", "compound"):
        if level in mapping.places:
            codes[f"{level}_code"] = found.codes(level)
    own = LEVEL_OF.get(mapping.target)
    if own is not None and "code" not in mapping.columns:
        rows = rows.assign(code=found.codes(own))
    given = {name: rows[name] for name in codes if name in rows}
    stated = {name: code.where(code.notna(), codes[name]) for name, code in given.items()}
    return rows.assign(**(codes | stated))


def refuse_unclear_rows(
    source: pd.DataFrame, rows: pd.DataFrame, mapping: TableMapping, places: Places, reasons: RowReasons
) -> None:
    """Add the rows to the reasons whose names fit several places that no point tells apart."""
    found = meant(source, mapping, places.register)
    unclear = found.unclear.index
    given, _, _ = given_points(source.loc[unclear], rows.loc[unclear], mapping)
    points = converted_points(given, mapping.crs).dropna()
    by_point = places.community_at(points).reindex(unclear)
    refuse_unclear(found, _told_by_point(found, by_point), mapping, places.register, reasons)
    refuse_unlisted(found, mapping, reasons)


def _told_by_point(found: Meant, by_point: pd.Series) -> pd.Series:
    """Return the community of the rows whose name fits several and whose point lies in one of these."""
    could_be = [{place.code for place in item.candidates} for item in found.found]
    point = by_point.reindex(found.unclear.index).dropna()
    fits = [code in could_be[path] for code, path in zip(point, found.path[point.index], strict=True)]
    return point[fits]
