"""Visits and problem checks (走访与问题排查). Each function builds one statement.

A visit tells how many households it called on, not which. How many households were called on at least once
is therefore not known; `reached` is the most that it can have been: in each grid the household visits, but
no more than its households. Visits that do not tell their households are left out of these sums.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Date, Join, Select, Subquery, and_, case, func, or_, select

from data_access.cases import is_closed
from data_access.database.measures import count_where, total
from data_access.grid_work.posts import MOST_LISTED, beside_grids, names_of_grids, of_grids
from data_access.places.areas import TABLE_OF_LEVEL
from data_access.schema import cases, grids, visits
from data_access.selection.selection import Selection, place_columns


def figures(selection: Selection) -> Select:
    """Return one row on the visits of the period.

    Columns: visits, counted, household_visits, problems_found, problems_to_cases, followed, followed_to_cases.
    `counted` is the number of visits whose households are known. `followed` and `followed_to_cases` are problems
    found and problems that became cases in visits that tell both. Sums are 0 without visits, NULL where unknown.
    """
    return selection.narrow(select(*_measures()), visits, at=visits.c.visited_at)


def over_time(selection: Selection, unit: str) -> Select:
    """Return the measures of `figures` for each day, week or month: at, and the measures."""
    at = func.date_trunc(unit, visits.c.visited_at)
    statement = selection.narrow(select(at.label("at"), *_measures()), visits, at=visits.c.visited_at)
    return statement.group_by(at).order_by(at)


def roles_over_time(selection: Selection, unit: str) -> Select:
    """Return the visits of each role for each day, week or month: at, role, visits."""
    at = func.date_trunc(unit, visits.c.visited_at)
    statement = select(at.label("at"), visits.c.role, func.count().label("visits"))
    statement = selection.narrow(statement, visits, at=visits.c.visited_at)
    return statement.group_by(at, visits.c.role).order_by(at, visits.c.role)


def by_role(selection: Selection) -> Select:
    """Return the measures of `figures` for each role and purpose: role, purpose, and the measures."""
    keys = (visits.c.role, visits.c.purpose)
    statement = selection.narrow(select(*keys, *_measures()), visits, at=visits.c.visited_at)
    return statement.group_by(*keys).order_by(*keys)


def by_day(selection: Selection) -> Select:
    """Return each day's visits: day, visits, household_visits, grids (of those listed, that were visited).

    Days without a visit are absent.
    """
    day = visits.c.visited_at.cast(Date)
    statement = select(
        day.label("day"),
        func.count().label("visits"),
        func.sum(visits.c.households).label("household_visits"),
        func.count(grids.c.code.distinct()).label("grids"),
    ).select_from(visits.outerjoin(grids, grids.c.code == visits.c.grid_code))
    return selection.narrow(statement, visits, at=visits.c.visited_at).group_by(day).order_by(day)


def coverage(selection: Selection) -> Select:
    """Return one row on the selected grids: grids, grids_visited, known_households, reached.

    `reached` is the most households that can have been visited at least once, out of `known_households`: those of
    the grids whose households are known and of whose visits at least one tells its households, or that had no
    visit. Both are NULL where there is no such grid.
    """
    joined, measures = _covered(selection)
    return selection.narrow(select(*measures).select_from(joined), grids)


def by_place(selection: Selection, level: str) -> Select:
    """Return the measures of `figures` and `coverage` for each selected place, those without visits included.

    Columns: code, name, residents, households (of the place, NULL where unknown), the measures of `figures` (0 where
    there was no visit, NULL where visits do not tell) and those of `coverage` (grids and grids_visited 0 where
    the place has no grids).
    """
    table, place = TABLE_OF_LEVEL[level], place_columns(visits)[level]
    visited = selection.narrow(select(place.label("place"), *_measures()), visits, at=visits.c.visited_at)
    made = visited.group_by(place).subquery()
    joined, measures = _covered(selection)
    grid_place = place_columns(grids)[level]
    of_grids_there = selection.narrow(select(grid_place.label("place"), *measures).select_from(joined), grids)
    covered = of_grids_there.group_by(grid_place).subquery()
    beside = table.outerjoin(made, made.c.place == table.c.code)
    beside = beside.outerjoin(covered, covered.c.place == table.c.code)
    told = [
        case((made.c.place.is_(None), 0), else_=column).label(column.name)
        for column in made.c
        if column.name != "place"
    ]
    counts = [func.coalesce(covered.c[name], 0).label(name) for name in ("grids", "grids_visited")]
    sums = (covered.c.known_households, covered.c.reached)
    about = (table.c[name] for name in ("code", "name", "residents", "households"))
    statement = select(*about, *told, *counts, *sums).select_from(beside)
    return statement.where(selection.places(table)).order_by(table.c.code)


def unvisited(selection: Selection) -> Select:
    """List the selected grids without a visit in the period, the longest without one first, never visited before all.

    Columns: code, name, street_office, community (names), kind, households, posts, filled, members (NULL where the
    posts are not known), last_visited_at (before the period, NULL where the data know none), total (how many
    such grids there are beyond the `MOST_LISTED` listed).
    """
    latest = select(visits.c.grid_code, func.max(visits.c.visited_at).label("last_visited_at"))
    latest = latest.where(selection.places(visits), visits.c.visited_at < selection.end)
    last = latest.group_by(visits.c.grid_code).subquery("last_visits")
    posts = of_grids(selection)
    joined = beside_grids(last).outerjoin(posts, posts.c.grid_code == grids.c.code)
    statement = select(
        grids.c.code,
        *names_of_grids(),
        grids.c.kind,
        grids.c.households,
        *(posts.c[name] for name in ("posts", "filled", "members")),
        last.c.last_visited_at,
        func.count().over().label("total"),
    ).select_from(joined)
    silent = or_(last.c.last_visited_at.is_(None), last.c.last_visited_at < selection.start)
    order = (last.c.last_visited_at.asc().nulls_first(), grids.c.code)
    return selection.narrow(statement.where(silent), grids).order_by(*order).limit(MOST_LISTED)


def patrol_cases(selection: Selection) -> Select:
    """Return one row on the cases of the channel patrol reported in the period: patrol_reported, patrol_closed.

    Both are NULL where cases were reported and none tells its channel. The database does not link a case to the visit
    that found it. Categories and levels do not narrow: visits have none.
    """
    patrol = cases.c.channel == "patrol"
    told = or_(func.count() == 0, func.count(cases.c.channel) > 0)
    statement = select(
        case((told, count_where(patrol))).label("patrol_reported"),
        case((told, count_where(patrol, is_closed()))).label("patrol_closed"),
    )
    return statement.where(selection.places(cases), selection.during(cases.c.reported_at))


def _measures() -> list[ColumnElement]:
    found, became = visits.c.problems_found, visits.c.problems_to_cases
    tells_both = and_(found.is_not(None), became.is_not(None))
    return [
        func.count().label("visits"),
        func.count(visits.c.households).label("counted"),
        total(visits.c.households).label("household_visits"),
        total(found).label("problems_found"),
        total(became).label("problems_to_cases"),
        func.sum(found).filter(tells_both).label("followed"),
        func.sum(became).filter(tells_both).label("followed_to_cases"),
    ]


def _covered(selection: Selection) -> tuple[Join, list[ColumnElement]]:
    """Return grids beside their visits in the period, and what is measured of them."""
    made = _visits_of_grids(selection)
    without, told = made.c.grid_code.is_(None), made.c.household_visits.is_not(None)
    is_known = and_(grids.c.households.is_not(None), or_(without, told))
    reached = func.least(func.coalesce(made.c.household_visits, 0), grids.c.households)
    measures: list[ColumnElement] = [
        func.count().label("grids"),
        func.count(made.c.grid_code).label("grids_visited"),
        func.sum(grids.c.households).filter(is_known).label("known_households"),
        func.sum(reached).filter(is_known).label("reached"),
    ]
    return grids.outerjoin(made, made.c.grid_code == grids.c.code), measures


def _visits_of_grids(selection: Selection) -> Subquery:
    """Return each visited grid's household visits in the period: grid_code, household_visits."""
    statement = select(visits.c.grid_code, func.sum(visits.c.households).label("household_visits"))
    statement = selection.narrow(statement, visits, at=visits.c.visited_at)
    return statement.group_by(visits.c.grid_code).subquery("visits_of_grids")
