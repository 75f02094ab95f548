"""Evaluation (考核): the official rates of cases, of all selected places together or of each, or of each unit.

"Due to be closed" (应结案) are the cases whose deadline falls in the period and has passed by `as_of`,
as urban management supervision counts them (GB/T 30428, usual formula). Rates are kept as numerator and
denominator, and `data_access.indicators` divides them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from data_access.cases import (
    SATISFIED_FROM,
    closed_during,
    deadlines_known,
    due_during,
    dues_known,
    flags_known,
    in_time,
    is_closed,
    is_open,
    is_reopened,
    judged_by_flag,
)
from data_access.database.measures import count_where, hours_between, median, told_at_all
from data_access.places.areas import beside, beside_measures
from data_access.schema import cases, units
from data_access.selection import Selection

RESPONSE_HOURS = 24
"""Within how many hours a case is to be answered first (响应); our reading of the 12345 rate."""

REPEAT_DAYS = 90
"""Within how many days a further case of one category at one place is a repeat (重复案件); window ours."""

JUDGED = (
    *("street_office_code", "community_code", "grid_code", "unit_code"),
    *("reported_at", "accepted_at", "first_response_at"),
    *(
        "due_at",
        "handled_at",
        "status",
        "closed_at",
        "on_time",
        "resolved_level",
        "agreement_signed",
        "agreement_kept",
        "solved",
    ),
    *("satisfaction", "reopened"),
)


KNOWN = {
    "accepted": told_at_all(cases.c.accepted_at),
    **dict.fromkeys(("answerable", "answered_in_time"), told_at_all(cases.c.first_response_at)),
    "due_with_deadline": deadlines_known(),
    **dict.fromkeys(("due", "due_dated", "due_closed_in_time"), or_(deadlines_known(), flags_known())),
    **dict.fromkeys(("due_closed", "due_open"), dues_known()),
    **dict.fromkeys(("due_handled", "due_handled_in_time"), told_at_all(cases.c.handled_at)),
    "agreements": told_at_all(cases.c.agreement_signed),
}
"""Measures that are NULL, with cases or without, unless the data set tells them at all."""


def rates(selection: Selection, as_of: datetime) -> Select:
    """Return one row with what the official rates are made of, NULL where the source does not tell.

    Columns: reported, accepted, answerable (had the time to be answered, or were), answered_in_time (within
    `RESPONSE_HOURS`), response_hours (median to the first response), due, due_with_deadline (without those due by
    their flag, `states.due_during`), due_handled, due_handled_in_time, due_dated (due, without those closed of which
    nothing tells whether in time), due_closed, due_closed_in_time (NULL, as due_dated, where nothing tells it of any
    closed one), due_by_flag (of these two, judged by their flag alone), due_open,
    closed, closed_tracked (reopening known), reopened, callbacks, solved, rated, satisfied,
    closed_with_level, closed_in_grid, closed_in_community, passed_up (closed above the community),
    agreements, agreements_seen (looked at again), agreements_kept.
    """
    return select(*_measures(_judged(selection, as_of), as_of))


def rates_by_place(selection: Selection, as_of: datetime, level: str) -> Select:
    """Return the columns of `rates` for each selected place of a level: code, name, residents, and those."""
    judged = _judged(selection, as_of)
    code = judged.c[f"{level}_code"]
    grouped = select(code.label("place"), *_measures(judged, as_of)).group_by(code)
    return beside_measures(grouped, selection, level, unknown=("response_hours",), known=KNOWN)


def rates_by_unit(selection: Selection, as_of: datetime, kind: str | None) -> Select:
    """Return the columns of `rates` for each selected unit (承办单位) of a kind: code, name, kind, and those.

    Of each unit its own cases count, not those of the units below it; `kind` None are those of no known kind.
    """
    judged = _judged(selection, as_of)
    grouped = select(judged.c.unit_code.label("place"), *_measures(judged, as_of)).group_by(
        judged.c.unit_code
    )
    return _beside_units(grouped, selection, kind, unknown=("response_hours",), known=KNOWN)


def repeats(selection: Selection) -> Select:
    """Return one row: locatable (cases reported in the period whose compound or grid is known), repeated.

    A case is repeated where the same compound (or grid, where no compound is known) had one of the same
    category within `REPEAT_DAYS` before.
    """
    return select(*_repeat_measures(_with_earlier(selection)))


def repeats_by_place(selection: Selection, level: str) -> Select:
    """Return the columns of `repeats` for each selected place of a level: code, name, residents, and those."""
    earlier = _with_earlier(selection)
    code = earlier.c[f"{level}_code"]
    grouped = select(code.label("place"), *_repeat_measures(earlier)).group_by(code)
    return beside_measures(grouped, selection, level)


def repeats_by_unit(selection: Selection, kind: str | None) -> Select:
    """Return the columns of `repeats` for each selected unit of a kind: code, name, kind, and those."""
    earlier = _with_earlier(selection)
    grouped = select(earlier.c.unit_code.label("place"), *_repeat_measures(earlier))
    return _beside_units(grouped.group_by(earlier.c.unit_code), selection, kind)


def _beside_units(
    grouped: Select,
    selection: Selection,
    kind: str | None,
    *,
    unknown: tuple[str, ...] = (),
    known: Mapping[str, ColumnElement[bool]] | None = None,
) -> Select:
    """Return every selected unit of a kind beside its measures, units without any included."""
    own = (units.c.code, units.c.name, units.c.kind)
    statement = beside(units, own, grouped, unknown=unknown, known=known)
    return selection.narrow(statement.where(units.c.kind.is_not_distinct_from(kind)), units)


def _judged(selection: Selection, as_of: datetime) -> Subquery:
    """Return the cases reported, due or closed in the period, each told by a flag."""
    reported = selection.during(cases.c.reported_at)
    due = due_during(selection, as_of)
    closed = closed_during(selection)
    flags = (reported.label("is_reported"), due.label("is_due"), closed.label("is_closed"))
    judged = select(*(cases.c[name] for name in JUDGED), *flags)
    return selection.narrow(judged, cases).where(or_(reported, due, closed)).subquery("judged")


def _measures(judged: Subquery, as_of: datetime) -> list[ColumnElement]:
    row = judged.c
    measures = _of_reported(row, as_of) | _of_due(row) | _of_closed(row)
    return [
        (case((KNOWN[name], measure)) if name in KNOWN else measure).label(name)
        for name, measure in measures.items()
    ]


def _of_reported(row: ReadOnlyColumnCollection, as_of: datetime) -> dict[str, ColumnElement]:
    """Return what is counted of the cases reported in the period."""
    waited = hours_between(row.reported_at, row.first_response_at)
    answered = and_(row.first_response_at.is_not(None), waited >= 0)
    answerable = or_(answered, row.reported_at <= as_of - timedelta(hours=RESPONSE_HOURS))
    reported = row.is_reported
    return {
        "reported": count_where(reported),
        "accepted": count_where(reported, row.accepted_at.is_not(None)),
        "answerable": count_where(reported, answerable),
        "answered_in_time": count_where(reported, answered, waited <= RESPONSE_HOURS),
        "response_hours": median(case((and_(reported, answered), waited))),
    }


def _of_due(row: ReadOnlyColumnCollection) -> dict[str, ColumnElement]:
    """Return what is counted of the cases due to be closed."""
    due, settled = row.is_due, and_(row.is_due, is_closed(row))
    judged = in_time(row).is_not(None)
    told = or_(count_where(settled) == 0, count_where(settled, judged) > 0)
    return {
        "due": count_where(due),
        "due_with_deadline": count_where(due, row.due_at.is_not(None)),
        "due_handled": count_where(due, row.handled_at.is_not(None)),
        "due_handled_in_time": count_where(due, row.handled_at <= row.due_at),
        "due_dated": case((told, count_where(due, or_(is_open(row), judged)))),
        "due_closed": count_where(settled),
        "due_closed_in_time": case((told, count_where(due, in_time(row)))),
        "due_by_flag": count_where(due, judged_by_flag(row)),
        "due_open": count_where(due, is_open(row)),
    }


def _of_closed(row: ReadOnlyColumnCollection) -> dict[str, ColumnElement]:
    """Return what is counted of the cases closed in the period."""
    closed = row.is_closed
    above = row.resolved_level.in_(("street_office", "city"))
    return {
        "closed": count_where(closed),
        "closed_tracked": count_where(closed, row.reopened.is_not(None)),
        "reopened": count_where(closed, is_reopened(row)),
        "callbacks": count_where(closed, row.solved.is_not(None)),
        "solved": count_where(closed, row.solved),
        "rated": count_where(closed, row.satisfaction.is_not(None)),
        "satisfied": count_where(closed, row.satisfaction >= SATISFIED_FROM),
        "closed_with_level": count_where(closed, row.resolved_level.is_not(None)),
        "closed_in_grid": count_where(closed, row.resolved_level == "grid"),
        "closed_in_community": count_where(closed, row.resolved_level.in_(("grid", "community"))),
        "passed_up": count_where(closed, above),
        "agreements": count_where(closed, row.agreement_signed),
        "agreements_seen": count_where(closed, row.agreement_kept.is_not(None)),
        "agreements_kept": count_where(closed, row.agreement_kept),
    }


def _with_earlier(selection: Selection) -> Subquery:
    """Return the cases of the period and of `REPEAT_DAYS` before, each with the one before it at its place."""
    where = func.coalesce(cases.c.compound_code, cases.c.grid_code)
    order = (cases.c.reported_at, cases.c.case_id)
    earlier = func.lag(cases.c.reported_at).over(partition_by=(where, cases.c.category_code), order_by=order)
    placed = select(
        *(cases.c[f"{level}_code"] for level in ("street_office", "community", "grid", "unit")),
        (cases.c.reported_at >= selection.start).label("is_reported"),
        hours_between(earlier, cases.c.reported_at).label("hours_since"),
    )
    first = selection.start - timedelta(days=REPEAT_DAYS)
    in_reach = and_(cases.c.reported_at >= first, cases.c.reported_at < selection.end)
    return selection.narrow(placed, cases).where(in_reach, where.is_not(None)).subquery("placed")


def _repeat_measures(placed: Subquery) -> list[ColumnElement]:
    reported, since = placed.c.is_reported, placed.c.hours_since
    return [
        count_where(reported).label("locatable"),
        count_where(reported, since <= REPEAT_DAYS * 24).label("repeated"),
    ]
