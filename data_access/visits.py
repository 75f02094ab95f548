"""Visits and problem checks (走访与问题排查). Each function builds one statement."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, func, select

from data_access.schema import visits
from data_access.selection import Selection


def figures(selection: Selection) -> Select:
    """Return one row: visits, households, problems_found, problems_to_cases (sums, NULL where unknown)."""
    return selection.narrow(select(*_measures()), visits, at=visits.c.visited_at)


def over_time(selection: Selection, unit: str) -> Select:
    """Return the measures of `figures` for each day, week or month: at, and the measures."""
    at = func.date_trunc(unit, visits.c.visited_at)
    statement = selection.narrow(select(at.label("at"), *_measures()), visits, at=visits.c.visited_at)
    return statement.group_by(at).order_by(at)


def _measures() -> list[ColumnElement]:
    return [
        func.count().label("visits"),
        func.sum(visits.c.households).label("households"),
        func.sum(visits.c.problems_found).label("problems_found"),
        func.sum(visits.c.problems_to_cases).label("problems_to_cases"),
    ]
