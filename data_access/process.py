"""The process of cases (办理流程): where time goes between steps and levels, how long cases stay open.

Each function builds one statement. The flows, the survival counts and the problems speak of the cases
reported in the period; ageing speaks of all cases open at the as-of moment, whenever reported. A time that
runs backwards is never averaged in: it is counted by `problems` and `step_gaps`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    case,
    false,
    func,
    literal,
    null,
    select,
    tuple_,
)

from data_access.cases import (
    CONTRADICTIONS,
    closed_before_reported,
    ended,
    is_closed,
    is_open,
    is_reopened,
    overdue,
    was_open,
)
from data_access.database.measures import count_where, hours_between, median
from data_access.places.areas import TABLE_OF_LEVEL
from data_access.schema import case_categories, case_events, cases
from data_access.selection import Selection

HORIZON_HOURS = 90 * 24
"""Survival is told by the hour up to here; a case that lasts longer is censored here."""

AGE_DAYS = (3, 7, 15, 30, 90)
"""Upper bounds, in days, of the classes of age of open cases; the last class is open-ended."""

UNKNOWN = "unknown"
"""Stands for a level that the source does not name."""

PAIR, STEP, ALL = "pair", "step", "all"
"""The groupings of `step_gaps`."""

STILL_OPEN = "open"
"""Stands beside the levels as what a case has come to."""


# --- flow ----------------------------------------------------------------------------------------


def steps_taken(selection: Selection) -> Select:
    """Return how many cases took each step: step, cases."""
    events = case_events.c
    taken = select(events.step, func.count(events.case_id.distinct()).label("cases"))
    return taken.where(events.case_id.in_(_reported(selection))).group_by(events.step).order_by(events.step)


def step_gaps(selection: Selection) -> Select:
    """Return how often steps are taken and how long after the one before, in three groupings at once.

    Columns: kind (`PAIR`: by step and the step before it; `STEP`: by step; `ALL`: everything), step_before
    (NULL: it is the case's first), step, times, median_hours (since the step before), out_of_order (cases
    in which the step is dated before the one it follows; such gaps are not in the median).

    The window over all steps is what costs, so it is passed once for all three; only the chosen cases' steps
    reach it.
    """
    taken = _after_another(selection)
    step, step_before, at, before = (taken.c[name] for name in ("step", "step_before", "at", "before"))
    kind = case((func.grouping(step) == 1, ALL), (func.grouping(step_before) == 1, STEP), else_=PAIR)
    hours = case((before <= at, hours_between(before, at)))
    return (
        select(
            kind.label("kind"),
            step_before,
            step,
            func.count().label("times"),
            median(hours).label("median_hours"),
            func.count(taken.c.case_id.distinct()).filter(at < before).label("out_of_order"),
        )
        .group_by(func.grouping_sets(tuple_(step_before, step), tuple_(step), tuple_()))
        .order_by("kind", step_before, step)
    )


def _after_another(selection: Selection) -> Subquery:
    """Return each step of the cases reported in the period with the one before it: step_before, before (its moment)."""
    events = case_events.c

    def earlier(column: ColumnElement) -> ColumnElement:
        return func.lag(column).over(partition_by=events.case_id, order_by=events.seq)

    columns = (events.case_id, events.step, events["at"])
    before = (earlier(events.step).label("step_before"), earlier(events["at"]).label("before"))
    return select(*columns, *before).where(events.case_id.in_(_reported(selection))).subquery()


def standing(gaps: pd.DataFrame) -> pd.DataFrame:
    """Return from the rows of `step_gaps` how many cases stand at each step, their last so far: step, times.

    A case whose last step is its closing stands nowhere.
    """
    taken = gaps[gaps["kind"] == STEP].set_index("step")["times"]
    left = gaps[gaps["kind"] == PAIR].groupby("step_before")["times"].sum()
    times = taken.sub(left, fill_value=0).astype(int).drop("closed", errors="ignore")
    return times[times > 0].rename_axis("step").reset_index()


def levels_passed(selection: Selection, as_of: datetime) -> Select:
    """Return the flow from the level that took a case in to what became of it.

    Columns: from_level (of the first step; `UNKNOWN` without one), to_level (that closed it, `UNKNOWN`, or
    `STILL_OPEN`), cases, median_hours (from report to closing, of open cases to `as_of`).
    """
    first = case_events.alias("first")
    is_first = and_(first.c.case_id == cases.c.case_id, first.c.seq == 1)
    hours = _hours_lasted(as_of)
    flows = select(
        func.coalesce(first.c.level, UNKNOWN).label("from_level"),
        case(
            (is_closed(), func.coalesce(cases.c.resolved_level, UNKNOWN)),
            else_=STILL_OPEN,
        ).label("to_level"),
        case((hours >= 0, hours)).label("hours"),
    ).select_from(cases.outerjoin(first, is_first))
    flow = selection.narrow(flows, cases, at=cases.c.reported_at).subquery()
    keys = flow.c.from_level, flow.c.to_level
    hours_taken = median(flow.c.hours).label("median_hours")
    return select(*keys, func.count().label("cases"), hours_taken).group_by(*keys).order_by(*keys)


def _reported(selection: Selection) -> Select:
    """Return the numbers of the cases reported in the period."""
    return selection.narrow(select(cases.c.case_id), cases, at=cases.c.reported_at)


# --- time to close -------------------------------------------------------------------------------


def survival_counts(selection: Selection, as_of: datetime, group: str) -> Select:
    """Return cases counted by group, hours under way and whether they were closed: what a survival curve is fed.

    `group` is `category` (the main one) or a level of places. Columns: code, name, name_en (NULL where not
    known), hours (begun hours from report to closing, or to `as_of` for an open case, which is censored;
    longer than `HORIZON_HOURS` is censored there), closed, cases, still_open (of these, at `as_of`). Hours
    are rounded up, so the share open after a whole number of hours is exact. Cases that close before they
    open or whose end is not known are left out; `problems` counts them.

    Raises
    ------
    KeyError
        Where `cases` has no column for the group.
    """
    key = cases.c[f"{group}_code"]
    begun = func.ceil(_hours_lasted(as_of)).cast(Integer)
    lasted = select(
        key.label("key"),
        func.least(begun, HORIZON_HOURS).label("hours"),
        and_(is_closed(), begun <= HORIZON_HOURS).cast(Boolean).label("closed"),
        case((is_open(), 1)).label("still_open"),
    ).where(_hours_lasted(as_of) >= 0)
    each = selection.narrow(lasted, cases, at=cases.c.reported_at).subquery()
    keys = each.c.key, each.c.hours, each.c.closed
    measures = func.count().label("cases"), func.count(each.c.still_open).label("still_open")
    counts = select(*keys, *measures).group_by(*keys).subquery()
    return _by_main_category(counts) if group == "category" else _by_place(counts, group)


def _by_place(counts: Subquery, level: str) -> Select:
    table = TABLE_OF_LEVEL[level]
    named = select(
        counts.c.key.label("code"),
        table.c.name,
        null().cast(String).label("name_en"),
        counts.c.hours,
        counts.c.closed,
        counts.c.cases,
        counts.c.still_open,
    ).select_from(counts.outerjoin(table, table.c.code == counts.c.key))
    return named.order_by(counts.c.key, counts.c.hours, counts.c.closed)


def _by_main_category(counts: Subquery) -> Select:
    main = case_categories.alias("main")
    parent = func.coalesce(case_categories.c.parent_code, case_categories.c.code)
    joined = counts.outerjoin(case_categories, case_categories.c.code == counts.c.key)
    joined = joined.outerjoin(main, main.c.code == parent)
    keys = (main.c.code, main.c.name, main.c.name_en, counts.c.hours, counts.c.closed)
    measures = (counts.c.cases, counts.c.still_open)
    summed = (func.sum(measure).cast(Integer).label(measure.name) for measure in measures)
    return (
        select(*keys, *summed)
        .select_from(joined)
        .group_by(*keys)
        .order_by(main.c.code, counts.c.hours, counts.c.closed)
    )


def ageing(selection: Selection, as_of: datetime) -> Select:
    """Return the cases open at `as_of`, whenever reported, by level and class of age.

    Columns: level (NULL: not known), class_index (0 …, bounded above by `AGE_DAYS`; -1: reported after
    `as_of`), open, overdue, no_deadline.
    """
    late = overdue(as_of).label("late")
    stock = select(cases.c.level, _class_of_age(as_of).label("class_index"), cases.c.due_at, late)
    stock = stock.where(is_open())
    each = selection.narrow(stock, cases).subquery()
    keys = each.c.level, each.c.class_index
    return (
        select(
            *keys,
            func.count().label("open"),
            func.count().filter(each.c.late).label("overdue"),
            func.count().filter(each.c.due_at.is_(None)).label("no_deadline"),
        )
        .group_by(*keys)
        .order_by(*keys)
    )


def open_at(selection: Selection, moment: datetime) -> Select:
    """Return the cases that were open at a moment by class of age then: class_index (as in `ageing`), open.

    Worked out from the times of report and closing, so that an earlier moment can be asked for; a case that
    is said to be closed, but not when, is left out.
    """
    each = selection.narrow(
        select(_class_of_age(moment).label("class_index")).where(was_open(moment)), cases
    ).subquery()
    counted = select(each.c.class_index, func.count().label("open"))
    return counted.group_by(each.c.class_index).order_by(each.c.class_index)


# --- problems of the data ------------------------------------------------------------------------


def problems(selection: Selection, as_of: datetime, calendar_until: date | None = None) -> Select:
    """Return one row on the cases reported in the period whose times do not add up.

    Columns: reported (all of them), closed_before_reported, closed_without_time (said to be closed, but not
    when), open_with_time (open, with a closing time all the same), reported_after_as_of (still open),
    no_deadline, beyond_calendar (a deadline in working days after `calendar_until`, the last day whose
    holidays are known; 0 without it), reopened (at least once).
    """

    def count(name: str, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
        return count_where(*conditions).label(name)

    counts = select(
        func.count().label("reported"),
        count("closed_before_reported", closed_before_reported()),
        *(count(name, condition()) for name, condition in CONTRADICTIONS.items()),
        count("reported_after_as_of", is_open(), cases.c.reported_at > as_of),
        count("no_deadline", cases.c.due_at.is_(None)),
        count("beyond_calendar", *_due_after(calendar_until)),
        count("reopened", is_reopened()),
    )
    return selection.narrow(counts, cases, at=cases.c.reported_at)


def _due_after(calendar_until: date | None) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a deadline in working days lies after a day; never without one."""
    if calendar_until is None:
        return (false(),)
    by_days = select(case_categories.c.code).where(case_categories.c.deadline_working_days.is_not(None))
    return cases.c.due_at >= calendar_until + timedelta(days=1), cases.c.category_code.in_(by_days)


def _class_of_age(moment: datetime) -> ColumnElement[int]:
    """Return the class of age that a case has at a moment; see `ageing`."""
    days = hours_between(cases.c.reported_at, literal(moment)) / 24.0
    classes = [(days < 0, -1), *((days <= bound, index) for index, bound in enumerate(AGE_DAYS))]
    return case(*classes, else_=len(AGE_DAYS))


def _hours_lasted(as_of: datetime) -> ColumnElement[float]:
    """Return the hours from report to closing, of an open case to `as_of`; NULL where the closing is not dated."""
    return hours_between(cases.c.reported_at, ended(as_of))
