"""Volunteers at activities (志愿者): turns, hours, kinds."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, func, select

from data_access.database.measures import total
from data_access.places.areas import beside_measures
from data_access.schema import activities, activity_volunteers
from data_access.selection.selection import Selection, place_columns


def volunteer_figures(selection: Selection) -> Select:
    """Return one row on the volunteers at the selected activities.

    Columns: headcount (turns: who helps twice counts twice), hours (of all of them together, NULL where no hours
    are known), timed (turns whose hours are known).
    """
    return _of_volunteers(selection, [])


def volunteers_by_kind(selection: Selection) -> Select:
    """Return the columns of `volunteer_figures` by kind (党员志愿者, 平安志愿者, …), after kind; most first."""
    kind = activity_volunteers.c.kind
    statement = _of_volunteers(selection, [kind]).group_by(kind)
    return statement.order_by(func.sum(activity_volunteers.c.headcount).desc(), kind)


def volunteers_over_time(selection: Selection, unit: str) -> Select:
    """Return the columns of `volunteer_figures` for each day, week or month and kind: at, kind, and the columns."""
    at, kind = func.date_trunc(unit, activities.c.starts_at), activity_volunteers.c.kind
    return _of_volunteers(selection, [at.label("at"), kind]).group_by(at, kind).order_by(at, kind)


def volunteers_by_place(selection: Selection, level: str) -> Select:
    """Return volunteers of each selected place, those without any included.

    Columns: code, name, residents, and the columns of `volunteer_figures` (0 where there were no volunteers;
    hours are NULL where there were but no hours are known).
    """
    code = place_columns(activities)[level]
    grouped = _of_volunteers(selection, [code.label("place")]).group_by(code)
    return beside_measures(grouped, selection, level, summed=("hours",))


def _of_volunteers(selection: Selection, columns: list[ColumnElement]) -> Select:
    joined = activity_volunteers.join(
        activities, activities.c.activity_id == activity_volunteers.c.activity_id
    )
    headcount, hours = activity_volunteers.c.headcount, activity_volunteers.c.hours
    timed = func.coalesce(func.sum(headcount).filter(hours.is_not(None)), 0)
    statement = select(
        *columns,
        total(headcount).label("headcount"),
        total(hours).label("hours"),
        timed.label("timed"),
    ).select_from(joined)
    return selection.narrow(statement, activities, at=activities.c.starts_at)
