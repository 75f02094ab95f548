"""Activity spaces (活动空间): where they are, who pays for them and who can get in; one statement each."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, func, select

from data_access.database.measures import count_where
from data_access.elderly.surveys import open_by
from data_access.places.areas import beside_measures, beside_places
from data_access.places.distance import has_point, point_of
from data_access.schema import communities, compounds, spaces, street_offices
from data_access.selection import Selection
from data_access.selection.selection import place_columns


def figures(selection: Selection) -> Select:
    """Return one row on the spaces open by the period's end.

    Columns: spaces, step_free, with_steps, access_known, access_unknown, unplaced (without a position).
    """
    placed = has_point(spaces.c.longitude, spaces.c.latitude)
    statement = select(*_by_access(), count_where(~placed).label("unplaced"))
    return _narrowed(statement, selection)


def by_funding(selection: Selection) -> Select:
    """Return the spaces open by the period's end by who pays for them; most first.

    Columns: funding (NULL where not known), spaces, step_free, with_steps, access_known, access_unknown.
    """
    statement = _narrowed(select(spaces.c.funding, *_by_access()), selection)
    return statement.group_by(spaces.c.funding).order_by(func.count().desc(), spaces.c.funding)


def by_place(selection: Selection, level: str) -> Select:
    """Return the spaces open by the period's end for each selected place of a level, those without any included.

    Columns: code, name, residents, spaces, step_free, with_steps, access_known, access_unknown.
    """
    code = place_columns(spaces)[level]
    grouped = _narrowed(select(code.label("place"), *_by_access()), selection).group_by(code)
    return beside_measures(grouped, selection, level)


def listed(selection: Selection) -> Select:
    """List the spaces open by the period's end, those without position included.

    Columns: street_office, community, community_code, compound, name, kind, floor, step_free, funding, area_m2,
    opened_on, location_note, longitude, latitude (both NULL without a point).
    """
    joined = beside_places(spaces, "street_office", "community", "compound")
    own = ("name", "kind", "floor", "step_free", "funding", "area_m2", "opened_on", "location_note")
    statement = select(
        street_offices.c.name.label("street_office"),
        communities.c.name.label("community"),
        spaces.c.community_code,
        compounds.c.name.label("compound"),
        *(spaces.c[name] for name in own),
        *point_of(spaces),
    ).select_from(joined)
    return _narrowed(statement, selection).order_by(spaces.c.compound_code, spaces.c.space_id)


def _by_access() -> list[ColumnElement[int]]:
    return [
        func.count().label("spaces"),
        count_where(spaces.c.step_free).label("step_free"),
        count_where(~spaces.c.step_free).label("with_steps"),
        count_where(spaces.c.step_free.is_not(None)).label("access_known"),
        count_where(spaces.c.step_free.is_(None)).label("access_unknown"),
    ]


def _narrowed(statement: Select, selection: Selection) -> Select:
    return selection.narrow(statement, spaces).where(open_by(selection.end))
