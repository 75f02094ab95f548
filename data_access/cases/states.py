"""The states of a case (案件状态), defined once: open, closed, in time, overdue, soon due, due to be closed, reopened.

The status decides, for it is what the department says of a case; a closing time only dates the closing of a
closed one. So a case that is open and has a closing time is open, and one that is closed but does not say when
is closed, though in no period: it has no part in what was closed in one, in durations and in shares in time.
`CONTRADICTIONS` counts both. A case without a deadline is neither overdue nor due.

Whether a case was closed in time (按期办结) its deadline and closing time decide. Where either is not known, the
source's own flag (按期标志, `cases.on_time`) does: it says that there was a deadline and whether it was kept, though
not when. So such a case counts at its closing, or at its report where that is not dated.

Conditions are told of `cases`, or of the columns of a subquery that holds the ones they name.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, not_, or_, select, true
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from data_access.database.measures import told_at_all
from data_access.schema import case_events, cases
from data_access.selection import Selection

Row = ReadOnlyColumnCollection

SOON_HOURS = 72
"""A case due within so many hours is soon due (即将到期)."""


def is_open(row: Row = cases.c) -> ColumnElement[bool]:
    """Return the condition that a case is open (在办)."""
    return row.status == "open"


def is_closed(row: Row = cases.c) -> ColumnElement[bool]:
    """Return the condition that a case is closed (办结), whether it says when or not."""
    return row.status == "closed"


def in_time(row: Row = cases.c) -> ColumnElement[bool]:
    """Return whether a case was closed in time (按期办结), NULL where it is open or nothing tells."""
    return case((is_closed(row), func.coalesce(row.closed_at <= row.due_at, row.on_time)))


def judged_by_flag(row: Row = cases.c) -> ColumnElement[bool]:
    """Return the condition that only the source's flag tells whether a case was closed in time."""
    dated = and_(row.closed_at.is_not(None), row.due_at.is_not(None))
    return and_(is_closed(row), row.on_time.is_not(None), not_(dated))


def judged_during(selection: Selection) -> ColumnElement[bool]:
    """Return the condition that a case was closed in the period and is known to be in time or late."""
    return and_(in_time().is_not(None), selection.during(counted_at()))


def counted_at(row: Row = cases.c) -> ColumnElement[datetime]:
    """Return when a case counts that has no deadline to count at: at its closing, else at its report."""
    return case((is_closed(row), func.coalesce(row.closed_at, row.reported_at)), else_=row.reported_at)


def closed_during(selection: Selection) -> ColumnElement[bool]:
    """Return the condition that a case was closed in the period (期内办结)."""
    return and_(is_closed(), selection.during(cases.c.closed_at))


def held_at(row: Row = cases.c) -> ColumnElement[str]:
    """Return the level of a case: that which closed a closed one (办结层级), that which holds it otherwise."""
    return case((is_closed(row), row.resolved_level), else_=row.level)


def ended(as_of: datetime, row: Row = cases.c) -> ColumnElement[datetime]:
    """Return up to when a case lasted: its closing, `as_of` of an open one, NULL where it is not said."""
    return case((is_open(row), literal(as_of)), (is_closed(row), row.closed_at))


def was_open(moment: datetime, row: Row = cases.c) -> ColumnElement[bool]:
    """Return the condition that a case was open at a moment, as the times of report and closing tell.

    So an earlier moment can be asked for; a case that is said to be closed, but not when, is left out, and one that
    was closed then and has been reopened since counts as open all along.
    """
    return and_(row.reported_at <= moment, or_(is_open(row), and_(is_closed(row), row.closed_at > moment)))


def overdue(as_of: datetime, row: Row = cases.c) -> ColumnElement[bool]:
    """Return the condition that a case is open and past its deadline at `as_of` (超期未结)."""
    return and_(is_open(row), row.due_at < as_of)


def was_overdue(moment: datetime, row: Row = cases.c) -> ColumnElement[bool]:
    """Return the condition that a case was open at a moment (`was_open`) and past its deadline."""
    return and_(was_open(moment, row), row.due_at < moment)


def due_soon(as_of: datetime) -> ColumnElement[bool]:
    """Return the condition that a case is open and due within `SOON_HOURS` of `as_of`."""
    return and_(is_open(), due_shortly(as_of))


def due_shortly(moment: datetime) -> ColumnElement[bool]:
    """Return the condition that a deadline lies within `SOON_HOURS` of a moment."""
    return cases.c.due_at.between(moment, moment + timedelta(hours=SOON_HOURS))


def due_during(selection: Selection, as_of: datetime) -> ColumnElement[bool]:
    """Return the condition that a case was due to be closed (应结案): its deadline, in the period, has passed.

    One without a deadline was due where its flag tells so: of a closed case whatever it says, of an open one that
    it is late.
    """
    by_date = and_(selection.during(cases.c.due_at), cases.c.due_at <= as_of)
    told = or_(and_(is_closed(), cases.c.on_time.is_not(None)), and_(is_open(), not_(cases.c.on_time)))
    return or_(by_date, and_(cases.c.due_at.is_(None), told, selection.during(counted_at())))


def is_reopened(row: Row = cases.c) -> ColumnElement[bool]:
    """Return the condition that a case was reopened (重开) at least once; NULL where that is not told."""
    return row.reopened > 0


def reopening(selection: Selection) -> ColumnElement[bool]:
    """Return the condition that a step, joined to its case, is a reopening in the period, unless the case denies it."""
    stands = func.coalesce(is_reopened(), true())
    return and_(case_events.c.step == "reopened", selection.during(case_events.c["at"]), stands)


def closed_without_time(row: Row = cases.c) -> ColumnElement[bool]:
    """Return the condition that a case is closed but does not say when."""
    return and_(is_closed(row), row.closed_at.is_(None))


def open_with_time(row: Row = cases.c) -> ColumnElement[bool]:
    """Return the condition that a case is open and has a closing time all the same."""
    return and_(is_open(row), row.closed_at.is_not(None))


def closed_before_reported(row: Row = cases.c) -> ColumnElement[bool]:
    """Return the condition that a case was closed before it was reported."""
    return and_(is_closed(row), row.closed_at < row.reported_at)


def out_of_order(of: Select | None = None) -> Select:
    """Return the numbers (case_id) of the cases of which a step is dated before the step that it follows.

    `of` gives the numbers of the cases to look at; without it all are.
    """
    steps = case_events.c
    earlier = func.lag(steps["at"]).over(partition_by=steps.case_id, order_by=steps.seq)
    taken = select(steps.case_id, steps["at"], earlier.label("earlier"))
    pairs = (taken if of is None else taken.where(steps.case_id.in_(of))).subquery()
    return select(pairs.c.case_id).where(pairs.c["at"] < pairs.c.earlier).distinct()


CONTRADICTIONS = {"closed_without_time": closed_without_time, "open_with_time": open_with_time}
"""What status and closing time can contradict in, each as a condition."""


def deadlines_known() -> ColumnElement[bool]:
    """Return whether any case of the data set has a deadline, whatever is chosen."""
    return told_at_all(cases.c.due_at)


def flags_known() -> ColumnElement[bool]:
    """Return whether any case of the data set has a flag that says whether it was closed in time."""
    return told_at_all(cases.c.on_time)


def dues_known() -> ColumnElement[bool]:
    """Return whether the data set tells which cases were due, the open ones too.

    Flags alone do where they tell of open cases, or none is open: else all that is known to be due is closed.
    """
    waiting, late = cases.alias(), cases.alias()  # as in `told_at_all`
    flagged = exists().where(is_open(late.c), late.c.on_time.is_not(None))
    return or_(deadlines_known(), and_(flags_known(), or_(flagged, not_(exists().where(is_open(waiting.c))))))


def closings_known() -> ColumnElement[bool]:
    """Return whether the data set says when its cases were closed: of any of them, or there is none to say it of."""
    dated, closed = cases.alias(), cases.alias()
    return or_(
        exists().where(is_closed(dated.c), dated.c.closed_at.is_not(None)),
        not_(exists().where(is_closed(closed.c))),
    )
