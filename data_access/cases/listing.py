"""Finding cases (案件查询): one page of them by standing and by text, sorted and paged in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Label, Select, Subquery, case, func, or_, select

from data_access.cases.alerted import Alerted, counted_by
from data_access.cases.hours import reported_hour, reported_weekday
from data_access.cases.states import closed_during, due_soon, ended, is_open, overdue
from data_access.database.measures import hours_between
from data_access.places.areas import DOWN_TO_COMPOUND
from data_access.places.distance import has_point
from data_access.schema import case_categories, cases, units
from data_access.selection import Selection

STANDINGS = ("open", "overdue", "due_soon", "reported", "closed")
"""Which cases are listed: open at the as-of moment, of these past their deadline or soon to be, whenever they
were reported; or those reported or closed in the period (在办, 超期, 即将到期, 期内上报, 期内办结)."""

SORTABLE = ("due_at", "reported_at", "closed_at", "case_id", "category", "street_office", "overdue_days")
"""Columns by which the list can be sorted."""

DETAILS = (
    *(
        "case_id",
        "reported_at",
        "assigned_at",
        "due_at",
        "closed_at",
        "overdue_days",
        "status",
        "level",
        "channel",
    ),
    *("summary", "visits", "satisfaction", "reopened"),
)
POINT = (cases.c.longitude, cases.c.latitude)
WORDS = 6  # of a search; more would only slow it


def listed(
    selection: Selection,
    as_of: datetime,
    *,
    standing: str = "open",
    search: str = "",
    alert: Alerted | None = None,
    hour: tuple[int, int] | None = None,
    sort: str = "due_at",
    descending: bool = False,
    limit: int = 20,
    offset: int = 0,
) -> Select:
    """Return one page of the cases of a standing (one of `STANDINGS`), sorted by one of `SORTABLE`.

    Columns: `DETAILS` (overdue_days: past the deadline at closing, or at `as_of` where open; negative: in
    time; NULL: no deadline, or closed without saying when), category, category_en, unit, unit_en,
    street_office, community, grid, compound (names). Places and categories are sorted by their codes, the order
    in which official tables list them.

    The words of `search` must all occur in the number, the category's name or the summary, in any case of
    letters. With an `alert` the list holds the cases that it counts, whatever the standing; with an `hour` (ISO
    weekday and hour) those that were reported then. Raises ValueError for another standing or order.
    """
    late_by = _overdue_days(as_of)
    key = _sort_key(sort, late_by)
    order = key.desc() if descending else key.asc()
    chosen = _chosen(select(cases, late_by), selection, as_of, standing, search, alert, hour)
    page = chosen.order_by(order.nulls_last(), cases.c.case_id).limit(limit).offset(offset).subquery()
    return _named(page, page.c[key.name], descending)


def counted(
    selection: Selection,
    as_of: datetime,
    standing: str,
    search: str = "",
    alert: Alerted | None = None,
    hour: tuple[int, int] | None = None,
) -> Select:
    """Return one row: cases, the number that `listed` pages through."""
    counting = select(func.count().label("cases")).select_from(cases)
    return _chosen(counting, selection, as_of, standing, search, alert, hour)


def case_points(
    selection: Selection,
    as_of: datetime,
    limit: int,
    box: tuple[float, float, float, float] | None = None,
) -> Select:
    """Return the cases that have a point and were reported in the period or are still open, at most `limit`.

    The overdue come first, then the other open ones, then the closed; in each the newest first. Columns:
    case_id, category_code, reported_at, due_at, closed_at, standing (overdue at `as_of`, open, closed),
    longitude, latitude, found (how many there are, those beyond the limit included). `box` is west, south, east
    and north in degrees, the edges included; None for everywhere.
    """
    statement = select(
        *(cases.c[name] for name in ("case_id", "category_code", "reported_at", "due_at", "closed_at")),
        case((overdue(as_of), "overdue"), (is_open(), "open"), else_="closed").label("standing"),
        *POINT,
        func.count().over().label("found"),
    ).where(has_point(*POINT), or_(is_open(), selection.during(cases.c.reported_at)))
    if box is not None:
        statement = statement.where(*_inside(box))
    order = case((overdue(as_of), 0), (is_open(), 1), else_=2)
    statement = selection.narrow(statement, cases)
    return statement.order_by(order, cases.c.reported_at.desc(), cases.c.case_id).limit(limit)


def _overdue_days(as_of: datetime) -> Label[Any]:
    """Return the days past the deadline at closing, or at `as_of` where a case is open."""
    return (hours_between(cases.c.due_at, ended(as_of)) / 24.0).label("overdue_days")


def _sort_key(sort: str, late_by: Label[float]) -> ColumnElement:
    """Return what the list is sorted by; raises ValueError where it cannot be."""
    if sort not in SORTABLE:
        raise ValueError(f"cannot sort by {sort!r}")
    keys: dict[str, ColumnElement] = {
        "category": cases.c.category_code,
        "street_office": cases.c.street_office_code,
        "overdue_days": late_by,
    }
    return keys[sort] if sort in keys else cases.c[sort]


def _inside(box: tuple[float, float, float, float]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions that a case lies in a box, its edges included."""
    west, south, east, north = box
    return cases.c.longitude.between(west, east), cases.c.latitude.between(south, north)


def _chosen(
    statement: Select,
    selection: Selection,
    as_of: datetime,
    standing: str,
    search: str,
    alert: Alerted | None,
    hour: tuple[int, int] | None,
) -> Select:
    conditions = {
        "open": is_open(),
        "overdue": overdue(as_of),
        "due_soon": due_soon(as_of),
        "reported": selection.during(cases.c.reported_at),
        "closed": closed_during(selection),
    }
    if standing not in conditions:
        raise ValueError(f"no such standing: {standing!r}")
    statement = selection.narrow(statement, cases).where(
        conditions[standing] if alert is None else counted_by(alert, selection, as_of)
    )
    if hour is not None:
        statement = statement.where(reported_weekday() == hour[0], reported_hour() == hour[1])
    for word in search.split()[:WORDS]:
        statement = statement.where(holds(word))
    return statement


def holds(word: str) -> ColumnElement[bool]:
    """Return the condition that a word occurs in a case's number, category or summary."""
    main = case_categories.alias("main_category")
    named = select(case_categories.c.code).outerjoin(main, main.c.code == case_categories.c.parent_code)
    names = (case_categories.c.name, case_categories.c.name_en, main.c.name, main.c.name_en)
    of_category = cases.c.category_code.in_(named.where(or_(*(_within(word, name) for name in names))))
    return or_(_within(word, cases.c.case_id), _within(word, cases.c.summary), of_category)


def _within(word: str, column: ColumnElement) -> ColumnElement[bool]:
    return column.icontains(word, autoescape=True)


def _named(page: Subquery, key: ColumnElement, descending: bool) -> Select:
    """Return one page of cases with the names of places and categories, which only its few rows are joined to."""
    columns = [
        *(page.c[name] for name in DETAILS),
        case_categories.c.name.label("category"),
        case_categories.c.name_en.label("category_en"),
        units.c.name.label("unit"),
        units.c.name_en.label("unit_en"),
    ]
    joined = page.outerjoin(case_categories, case_categories.c.code == page.c.category_code)
    joined = joined.outerjoin(units, units.c.code == page.c.unit_code)
    for level, table in DOWN_TO_COMPOUND.items():
        joined = joined.outerjoin(table, table.c.code == page.c[f"{level}_code"])
        columns.append(table.c.name.label(level))
    order = key.desc() if descending else key.asc()
    return select(*columns).select_from(joined).order_by(order.nulls_last(), page.c.case_id)
