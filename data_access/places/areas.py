"""Places: names, outlines, and the points that a map shows. Each function builds one statement."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Select,
    Table,
    case,
    func,
    literal,
    null,
    select,
    union_all,
)

from data_access.places.distance import has_point, point_of
from data_access.schema import cases, communities, compounds, grids, spaces, street_offices
from data_access.selection.selection import Selection, may_see

TABLE_OF_LEVEL: dict[str, Table] = {
    "street_office": street_offices,
    "community": communities,
    "grid": grids,
}
"""The table of each level of places: 街道, 社区, 网格."""

DOWN_TO_COMPOUND: dict[str, Table] = {**TABLE_OF_LEVEL, "compound": compounds}
"""The same with compounds (小区)."""


def names(allowed: Collection[str] | None = None) -> Select:
    """List every place: level, code, parent_code (NULL for a street office), name; in code order.

    `allowed` are the street offices that the user may see, None for all.
    """
    parents: dict[str, ColumnElement] = {
        "street_office": null(),
        "community": communities.c.street_office_code,
        "grid": grids.c.community_code,
    }
    parts = [
        select(
            literal(level).label("level"),
            table.c.code,
            parents[level].label("parent_code"),
            table.c.name,
        ).where(may_see(table, allowed))
        for level, table in TABLE_OF_LEVEL.items()
    ]
    listed = union_all(*parts).subquery()
    return select(listed).order_by(listed.c.level, listed.c.code)


def compound_names(allowed: Collection[str] | None = None) -> Select:
    """List every compound: code, grid_code, name, longitude, latitude (NULL where unknown); in code order.

    `allowed` are the street offices that the user may see, None for all.
    """
    columns = (compounds.c[name] for name in ("code", "grid_code", "name"))
    return (
        select(*columns, *point_of(compounds)).where(may_see(compounds, allowed)).order_by(compounds.c.code)
    )


def outlines(selection: Selection, level: str) -> Select:
    """List the selected places of one level with their outline.

    Returns columns code, name, residents, households, area_km2, longitude, latitude (a point for the
    label), outline (GeoJSON text, NULL where unknown).
    """
    table = TABLE_OF_LEVEL[level]
    columns = ("code", "name", "residents", "households", "area_km2", "longitude", "latitude", "outline")
    statement = select(*(table.c[name] for name in columns)).order_by(table.c.code)
    return selection.narrow(statement, table)


def beside_measures(
    grouped: Select,
    selection: Selection,
    level: str,
    *,
    unknown: tuple[str, ...] = (),
    summed: tuple[str, ...] = (),
    known: Mapping[str, ColumnElement[bool]] | None = None,
) -> Select:
    """Return every selected place of a level beside its measures, places without any included.

    `grouped` has the place's code as `place`, and measures. Columns: code, name, residents, and the measures,
    which are 0 where there is nothing to measure, or NULL for those in `unknown`; those in `summed` are NULL
    where there is something whose number is not known, those in `known` unless the data set tells them at all.
    """
    table = TABLE_OF_LEVEL[level]
    own = (table.c.code, table.c.name, table.c.residents)
    statement = beside(table, own, grouped, unknown=unknown, summed=summed, known=known)
    return statement.where(selection.places(table))


def beside(
    table: Table,
    own: Iterable[Column],
    grouped: Select,
    *,
    unknown: tuple[str, ...] = (),
    summed: tuple[str, ...] = (),
    known: Mapping[str, ColumnElement[bool]] | None = None,
) -> Select:
    """Return `own` columns of every row of a table with codes beside its measures, as `beside_measures` does."""
    told, measured = known or {}, grouped.subquery()
    without = dict.fromkeys(summed, literal(0)) | {name: case((told[name], 0)) for name in told}
    columns = [
        column if column.name in unknown else _or_nothing(column, measured.c.place, without)
        for column in measured.c
        if column.name != "place"
    ]
    joined = table.outerjoin(measured, measured.c.place == table.c.code)
    return select(*own, *columns).select_from(joined).order_by(table.c.code)


def _or_nothing(
    column: ColumnElement, place: ColumnElement, without: Mapping[str, ColumnElement]
) -> ColumnElement:
    """Return a measure, and what it is at a place with nothing to measure: 0, or what `without` says of it."""
    if column.name not in without:
        return func.coalesce(column, 0).label(column.name)
    return case((place.is_(None), without[column.name]), else_=column).label(column.name)


def beside_places(rows: FromClause, *levels: str) -> FromClause:
    """Return rows joined with the places of these levels that their codes name; rows that name none stay."""
    joined = rows
    for level in levels:
        place = DOWN_TO_COMPOUND[level]
        joined = joined.outerjoin(place, place.c.code == rows.c[f"{level}_code"])
    return joined


def compound_points(selection: Selection) -> Select:
    """List the selected compounds (小区) that have a position: name, kind, households, property_company, point."""
    statement = select(
        compounds.c.name,
        compounds.c.kind,
        compounds.c.households,
        compounds.c.property_company,
        compounds.c.longitude,
        compounds.c.latitude,
    ).where(has_point(compounds.c.longitude, compounds.c.latitude))
    return selection.narrow(statement.order_by(compounds.c.code), compounds)


def station_points(selection: Selection) -> Select:
    """List the service stations (网格党群服务站) of the selected grids: name, grid, longitude, latitude."""
    statement = select(
        grids.c.station_name.label("name"),
        grids.c.name.label("grid"),
        grids.c.station_longitude.label("longitude"),
        grids.c.station_latitude.label("latitude"),
    ).where(has_point(grids.c.station_longitude, grids.c.station_latitude))
    return selection.narrow(statement.order_by(grids.c.code), grids)


def space_points(selection: Selection) -> Select:
    """List the activity spaces (活动空间) that have a position: name, kind, floor, step_free, funding, point."""
    statement = select(
        spaces.c.name,
        spaces.c.kind,
        spaces.c.floor,
        spaces.c.step_free,
        spaces.c.funding,
        spaces.c.longitude,
        spaces.c.latitude,
    ).where(has_point(spaces.c.longitude, spaces.c.latitude))
    return selection.narrow(statement.order_by(spaces.c.space_id), spaces)


def points_of_events(
    selection: Selection, table: Table, at: Column, title: Column, key: Column, latest: int
) -> Select:
    """Return what happened in the period at the finest place of each whose point is known, newest first.

    That is the compound's point, else the label point of its grid, community or street office. Columns: level,
    code and name of the place, longitude, latitude, events (how many happened there), at and title of the
    `latest` ones. What has no point at all stands in rows whose code is NULL.

    Parameters
    ----------
    table, at, title, key
        A table with place codes down to the compound; its moment, its words, its key.
    """
    joined, place = _finest_place(table)
    happened = select(*place, at.label("at"), title.label("title"), key.label("key")).select_from(joined)
    each = selection.narrow(happened, table, at=at).subquery()
    recency = func.row_number().over(partition_by=each.c.code, order_by=(each.c.at.desc(), each.c.key))
    events = func.count().over(partition_by=each.c.code)
    numbered = select(each, recency.label("recency"), events.label("events")).subquery()
    told = (
        numbered.c[name]
        for name in ("level", "code", "name", "longitude", "latitude", "events", "at", "title")
    )
    return select(*told).where(numbered.c.recency <= latest).order_by(numbered.c.code, numbered.c.recency)


def _finest_place(table: Table) -> tuple[FromClause, list[ColumnElement]]:
    """Return a table beside its places, and level, code, name and point of the finest whose point is known."""
    levels = dict(reversed(DOWN_TO_COMPOUND.items()))
    placed = {level: has_point(place.c.longitude, place.c.latitude) for level, place in levels.items()}

    def of_finest(column: str) -> ColumnElement:
        known = (
            (placed[level], literal(level) if column == "level" else place.c[column])
            for level, place in levels.items()
        )
        return case(*known, else_=null()).label(column)

    return beside_places(table, *levels), [
        of_finest(column) for column in ("level", "code", "name", "longitude", "latitude")
    ]


def population(selection: Selection) -> Select:
    """Return one row on the selected places: residents, households, area_km2 (sums, NULL where unknown)."""
    level = next(
        level
        for level, chosen in (
            ("grid", selection.grids),
            ("community", selection.communities),
            ("street_office", True),
        )
        if chosen
    )
    table = TABLE_OF_LEVEL[level]
    summed = (func.sum(table.c[name]).label(name) for name in ("residents", "households", "area_km2"))
    return selection.narrow(select(*summed), table)


def without_residents(selection: Selection) -> Select:
    """Return one row: of the selected street_office, community and grid places, how many have no known residents.

    A place with none counts too: nothing can be divided by them.
    """
    counts = [
        selection.narrow(select(func.count()).select_from(table), table)
        .where(lacks_residents(table))
        .scalar_subquery()
        .label(level)
        for level, table in TABLE_OF_LEVEL.items()
    ]
    return select(*counts)


def lacks_residents(table: Table) -> ColumnElement[bool]:
    """Return the condition that a place has no residents, or none that are known."""
    return func.coalesce(table.c.residents, 0) == 0


def extent(selection: Selection) -> Select:
    """Return the box that encloses the points of the selected cases: west, south, east, north in degrees."""
    statement = select(
        func.min(cases.c.longitude).label("west"),
        func.min(cases.c.latitude).label("south"),
        func.max(cases.c.longitude).label("east"),
        func.max(cases.c.latitude).label("north"),
    )
    return statement.where(selection.places(cases), has_point(cases.c.longitude, cases.c.latitude))
