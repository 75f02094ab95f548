"""Compounds and landmarks (地标): what a circle can be drawn around, and what lies within a shape."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, String, Table, func, null, select

from data_access.database.measures import count_where, total
from data_access.places.areas import beside_places
from data_access.places.distance import has_point
from data_access.schema import communities, compounds, landmarks, street_offices
from data_access.selection import Selection

TABLE_OF_ANCHOR: dict[str, Table] = {"compound": compounds, "landmark": landmarks}
"""The table of each kind of place that a circle can be drawn around."""


def anchors(selection: Selection, kind: str) -> Select:
    """List the compounds or landmarks (`kind`) of the selected places that have a position, in order of the codes.

    Columns: code, name, kind (of the landmark, NULL for compounds), place (name of the community it lies in, else
    of the street office).
    """
    table = TABLE_OF_ANCHOR[kind]
    own_kind = table.c.kind if kind == "landmark" else null().cast(String)
    joined = beside_places(table, "community", "street_office")
    place = func.coalesce(communities.c.name, street_offices.c.name).label("place")
    columns = (table.c.code, table.c.name, own_kind.label("kind"), place)
    statement = select(*columns).select_from(joined).where(_placed(table))
    return selection.narrow(statement, table).order_by(table.c.code)


def anchor(selection: Selection, kind: str, code: str) -> Select:
    """Return the compound or landmark of a code, wherever the user may see it: name, longitude, latitude."""
    table = TABLE_OF_ANCHOR[kind]
    statement = select(table.c.name, table.c.longitude, table.c.latitude)
    return selection.everywhere().narrow(statement.where(table.c.code == code, _placed(table)), table)


def homes(selection: Selection) -> Select:
    """Return one row on the selected compounds: compounds, households, residents (sums, NULL where none is known)."""
    summed = (total(compounds.c[name]).label(name) for name in ("households", "residents"))
    return selection.narrow(select(func.count().label("compounds"), *summed), compounds)


def unplaced_homes(selection: Selection) -> Select:
    """Return one row: compounds, how many of the selected ones have no position."""
    statement = select(count_where(~_placed(compounds)).label("compounds"))
    return selection.narrow(statement, compounds)


def _placed(table: Table) -> ColumnElement[bool]:
    return has_point(table.c.longitude, table.c.latitude)
