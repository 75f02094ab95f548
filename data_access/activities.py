"""Activities: who came, where, when and with whom. Each function builds one statement."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, func, select

from data_access.areas import beside_measures
from data_access.schema import activities, activity_volunteers, communities, street_offices
from data_access.selection import Selection, place_columns


def figures(selection: Selection) -> Select:
    """Return one row: activities, participants, children, adults, elders, volunteers, leaflets, counted.

    `counted` is the number of activities whose attendance is known; sums leave the others out and are
    NULL where the source knows none.
    """
    return selection.narrow(select(*_measures()), activities, at=activities.c.starts_at)


def over_time(selection: Selection, unit: str) -> Select:
    """Return the measures of `figures` for each day, week or month: at, and the measures."""
    at = func.date_trunc(unit, activities.c.starts_at)
    statement = selection.narrow(select(at.label("at"), *_measures()), activities, at=activities.c.starts_at)
    return statement.group_by(at).order_by(at)


def by_kind(selection: Selection) -> Select:
    """Return the measures of `figures` for each kind of activity: kind, and the measures."""
    return _grouped(selection, activities.c.kind)


def by_organiser_kind(selection: Selection) -> Select:
    """Return the measures of `figures` for each kind of organiser: organiser_kind, and the measures."""
    return _grouped(selection, activities.c.organiser_kind)


def by_place(selection: Selection, level: str) -> Select:
    """Return the measures of `figures` for each selected place, those without activities included.

    Columns: code, name, residents, and the measures (0 where there was no activity).
    """
    code = place_columns(activities)[level]
    grouped = select(code.label("place"), *_measures())
    grouped = selection.narrow(grouped, activities, at=activities.c.starts_at).group_by(code)
    return beside_measures(grouped, selection, level)


def volunteers_by_kind(selection: Selection) -> Select:
    """Return volunteers' turns by kind (党员志愿者, 平安志愿者, …): kind, headcount; most first."""
    headcount = func.sum(activity_volunteers.c.headcount).label("headcount")
    joined = activity_volunteers.join(
        activities, activities.c.activity_id == activity_volunteers.c.activity_id
    )
    statement = select(activity_volunteers.c.kind, headcount).select_from(joined)
    statement = selection.narrow(statement, activities, at=activities.c.starts_at)
    return statement.group_by(activity_volunteers.c.kind).order_by(headcount.desc())


def best_attended(selection: Selection, limit: int = 10) -> Select:
    """List the activities with most participants.

    Columns: name, kind, starts_at, street_office, community (names), organiser, partners, participants,
    children, adults, elders, volunteers, leaflets.
    """
    joined = activities.outerjoin(
        street_offices, street_offices.c.code == activities.c.street_office_code
    ).outerjoin(communities, communities.c.code == activities.c.community_code)
    statement = select(
        activities.c.name,
        activities.c.kind,
        activities.c.starts_at,
        street_offices.c.name.label("street_office"),
        communities.c.name.label("community"),
        activities.c.organiser,
        activities.c.partners,
        activities.c.participants,
        activities.c.children,
        activities.c.adults,
        activities.c.elders,
        activities.c.volunteers,
        activities.c.leaflets,
    ).select_from(joined)
    statement = statement.where(activities.c.participants.is_not(None))
    statement = selection.narrow(statement, activities, at=activities.c.starts_at)
    return statement.order_by(activities.c.participants.desc(), activities.c.activity_id).limit(limit)


def _measures() -> list[ColumnElement]:
    summed = ("participants", "children", "adults", "elders", "volunteers", "leaflets")
    return [
        func.count().label("activities"),
        func.count(activities.c.participants).label("counted"),
        *(func.sum(activities.c[name]).label(name) for name in summed),
    ]


def _grouped(selection: Selection, column: ColumnElement) -> Select:
    statement = selection.narrow(select(column, *_measures()), activities, at=activities.c.starts_at)
    return statement.group_by(column).order_by(func.sum(activities.c.participants).desc().nulls_last())
