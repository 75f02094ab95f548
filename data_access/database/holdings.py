"""Which tables the data set fills, and since when. A source that lacks a subject leaves its table empty.

To a user who may see some street offices (`allowed`, None for all), rows of others are not there.
"""

from collections.abc import Collection

from sqlalchemy import Date, Select, exists, func, select, union

from data_access.schema import activities, cases, elderly_surveys, meetings, metadata, visits
from data_access.selection.selection import may_see

DATED = {
    "cases": cases.c.reported_at,
    "visits": visits.c.visited_at,
    "meetings": meetings.c.held_at,
    "activities": activities.c.starts_at,
    "elderly_surveys": elderly_surveys.c.surveyed_on,
}
"""Tables of what happens, each with the column that says when."""

NAMES = (
    "city_name",
    "name",
    "name_en",
    "station_name",
    "property_company",
    "party_branch",
    "topic",
    "series",
    "organiser",
)
"""The columns that hold names, in whatever table."""


def filled_tables(allowed: Collection[str] | None = None) -> Select:
    """Return one row with a boolean for each table: whether it has any row."""
    rows = (
        (name, select(1).select_from(t).where(may_see(t, allowed))) for name, t in metadata.tables.items()
    )
    return select(*(exists(found).label(name) for name, found in rows))


def first_days(allowed: Collection[str] | None = None) -> Select:
    """Return one row with the day of the first record of each table of `DATED`, NULL where it is empty."""
    firsts = (
        select(func.min(at).cast(Date)).where(may_see(at.table, allowed)).scalar_subquery().label(name)
        for name, at in DATED.items()
    )
    return select(*firsts)


def long_names(more_than: int, allowed: Collection[str] | None = None) -> Select:
    """List the names (name) of the data set that have more characters than so many, each once, in their order."""
    held = (
        select(table.c[column].label("name")).where(
            func.length(table.c[column]) > more_than, may_see(table, allowed)
        )
        for table in metadata.tables.values()
        if not table.name.startswith("import_")
        for column in NAMES
        if column in table.c
    )
    found = union(*held).subquery()
    return select(found.c.name).order_by(found.c.name)
