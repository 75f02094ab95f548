"""Places: names, outlines, and the points that a map shows. Each function builds one statement."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, Table, case, func, literal, null, select, union_all

from data_access.schema import cases, communities, compounds, grids, spaces, street_offices
from data_access.selection import Selection

TABLE_OF_LEVEL: dict[str, Table] = {
    "street_office": street_offices,
    "community": communities,
    "grid": grids,
}
"""The table of each level of places: 街道, 社区, 网格."""


def names() -> Select:
    """List every place: level, code, parent_code (NULL for a street office), name; in code order."""
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
        )
        for level, table in TABLE_OF_LEVEL.items()
    ]
    listed = union_all(*parts).subquery()
    return select(listed).order_by(listed.c.level, listed.c.code)


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
) -> Select:
    """Return every selected place of a level beside its measures, places without any included.

    `grouped` has the place's code as `place`, and measures. Columns: code, name, residents, and the measures,
    which are 0 where there is nothing to measure, or NULL for those in `unknown`; those in `summed` are NULL
    where there is something whose number is not known.
    """
    table = TABLE_OF_LEVEL[level]
    measured = grouped.subquery()
    nothing = measured.c.place.is_(None)

    def shown(column: ColumnElement) -> ColumnElement:
        if column.name in unknown:
            return column
        if column.name in summed:
            return case((nothing, 0), else_=column).label(column.name)
        return func.coalesce(column, 0).label(column.name)

    columns = [shown(column) for column in measured.c if column.name != "place"]
    joined = table.outerjoin(measured, measured.c.place == table.c.code)
    statement = select(table.c.code, table.c.name, table.c.residents, *columns).select_from(joined)
    return statement.where(selection.places(table)).order_by(table.c.code)


def compound_points(selection: Selection) -> Select:
    """List the selected compounds (小区) that have a position: name, kind, households, property_company, point."""
    statement = select(
        compounds.c.name,
        compounds.c.kind,
        compounds.c.households,
        compounds.c.property_company,
        compounds.c.longitude,
        compounds.c.latitude,
    ).where(compounds.c.longitude.is_not(None))
    return selection.narrow(statement.order_by(compounds.c.code), compounds)


def station_points(selection: Selection) -> Select:
    """List the service stations (网格党群服务站) of the selected grids: name, grid, longitude, latitude."""
    statement = select(
        grids.c.station_name.label("name"),
        grids.c.name.label("grid"),
        grids.c.station_longitude.label("longitude"),
        grids.c.station_latitude.label("latitude"),
    ).where(grids.c.station_longitude.is_not(None))
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
    ).where(spaces.c.longitude.is_not(None))
    return selection.narrow(statement.order_by(spaces.c.space_id), spaces)


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
    return statement.where(selection.places(cases))
