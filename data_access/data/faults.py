"""Cases that do not add up (数据问题), counted by place or by month of report.

- Ahead (时间超前): reported, or said to be closed, after the moment up to which the data speak. How late a case was
  recorded is not known, for sources do not tell when.
- Impossible (自相矛盾): closed before it was reported; closed without a closing time, open with one; a step dated
  before the one that it follows.
- Unplaced (未定位): no street office, or one that no list has; no point, where the source has points at all.
- Repeated (重复) and outside (界外): rows alike in every cell, and points outside all outlines, as the last loads of
  cases found them. Only loads see them, so a data set that was generated does not tell them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    or_,
    select,
)

from data_access.cases import CONTRADICTIONS, closed_before_reported, is_closed, out_of_order
from data_access.data import cells
from data_access.database.measures import count_where, told_at_all
from data_access.places.areas import TABLE_OF_LEVEL
from data_access.schema import case_events, cases, import_batches, import_remarks, street_offices
from data_access.selection import Selection

RULES = {
    "ahead": ("reported_ahead", "closed_ahead"),
    "impossible": ("closed_before_reported", *CONTRADICTIONS, "steps_out_of_order"),
    "unplaced": ("no_street_office", "no_point"),
}
"""The rules that each kind of fault is made of; a case that breaks several of a kind counts once in it."""

KINDS = (*RULES, "repeated", "outside")
"""The kinds of faults of whole cases, in the order in which they are told."""

REMARKS = {"repeated": "repeated%", "outside": "outside%"}
"""How the causes of remarks begin that tell a kind."""


def by_place(selection: Selection, as_of: datetime, level: str, columns: tuple[str, ...]) -> Select:
    """Count the cases reported in the period in each place of a level, and those with faults.

    Columns: code and name (NULL: of no such place), cases, a count for each kind and rule of `RULES` (NULL for a rule
    that needs steps or points where the data set has none) and, for each of `columns`, those of `cells.measures`.
    Places without a case are absent.
    """
    counted = _counted(selection, as_of, cases.c[f"{level}_code"], columns).subquery()
    table = TABLE_OF_LEVEL[level]
    measures = [column for column in counted.c if column.name != "key"]
    joined = counted.outerjoin(table, table.c.code == counted.c.key)
    return (
        select(table.c.code, table.c.name, *_summed(measures))
        .select_from(joined)
        .group_by(table.c.code, table.c.name)
        .order_by(table.c.code)
    )


def by_month(selection: Selection, as_of: datetime, columns: tuple[str, ...]) -> Select:
    """Return the same for each month of report: month (its first day), and the measures of `by_place`."""
    counted = _counted(selection, as_of, func.date_trunc("month", cases.c.reported_at), columns).subquery()
    measures = [column for column in counted.c if column.name != "key"]
    return select(counted.c.key.label("month"), *measures).order_by(counted.c.key)


def remarked_by_place(selection: Selection) -> Select:
    """Return what loads found by street office: code (NULL: of none), and a count for each kind of `REMARKS`."""
    return _remarked(selection, import_remarks.c.street_office_code, "code")


def remarked_by_month(selection: Selection) -> Select:
    """Return what loads found by month: month (its first day), and a count for each kind of `REMARKS`."""
    return _remarked(selection, func.date_trunc("month", import_remarks.c.day), "month")


def _counted(selection: Selection, as_of: datetime, key: ColumnElement, columns: tuple[str, ...]) -> Select:
    """Count cases and faults by a key."""
    reported = selection.narrow(select(cases.c.case_id), cases, at=cases.c.reported_at)
    disordered = out_of_order(reported).subquery()
    rules = _rules(as_of, disordered)
    kinds = {kind: or_(*(rules[name] for name in names)) for kind, names in RULES.items()}
    known = _known()
    counts = [
        (case((known[name], count_where(condition))) if name in known else count_where(condition)).label(name)
        for name, condition in (kinds | rules).items()
    ]
    found = select(key.label("key"), func.count().label("cases"), *counts, *cells.measures(columns))
    return selection.narrow(found.select_from(_beside(disordered)), cases, at=cases.c.reported_at).group_by(
        key
    )


def _beside(disordered: Subquery) -> FromClause:
    """Return cases beside the street office that their code names, and beside those whose steps are out of order."""
    listed = cases.outerjoin(street_offices, street_offices.c.code == cases.c.street_office_code)
    return listed.outerjoin(disordered, disordered.c.case_id == cases.c.case_id)


def _rules(as_of: datetime, disordered: Subquery) -> dict[str, ColumnElement[bool]]:
    """Return the condition of each rule, told of `_beside`."""
    lacks_point = or_(cases.c.longitude.is_(None), cases.c.latitude.is_(None))
    return {
        "reported_ahead": cases.c.reported_at > as_of,
        "closed_ahead": and_(is_closed(), cases.c.closed_at > as_of),
        "closed_before_reported": closed_before_reported(),
        **{name: condition() for name, condition in CONTRADICTIONS.items()},
        "steps_out_of_order": disordered.c.case_id.is_not(None),
        "no_street_office": street_offices.c.code.is_(None),
        "no_point": and_(_known()["no_point"], lacks_point),
    }


def _known() -> dict[str, ColumnElement[bool]]:
    """Return when a rule can be judged that needs steps or points in the data set."""
    return {
        "steps_out_of_order": exists(select(1).select_from(case_events)),
        "no_point": told_at_all(cases.c.longitude),
    }


def _summed(measures: Iterable[ColumnElement[int]]) -> list[ColumnElement]:
    """Return sums: several codes that no list has are one place, none."""
    return [func.sum(column).cast(Integer).label(column.name) for column in measures]


def _remarked(selection: Selection, key: ColumnElement, name: str) -> Select:
    remarks = import_remarks.c
    of_kinds = [
        func.coalesce(func.sum(remarks.rows).filter(remarks.cause.like(cause)), 0).cast(Integer).label(kind)
        for kind, cause in REMARKS.items()
    ]
    joined = import_remarks.join(import_batches, import_batches.c.batch_id == remarks.batch_id)
    found = (
        select(key.label(name), *of_kinds).select_from(joined).where(import_batches.c.target == cases.name)
    )
    return selection.narrow(found, import_remarks, at=remarks.day).group_by(key).order_by(key)
