"""Heat (热力图): cases counted and weighed in cells of the ground, as a whole, as a difference, and frame by frame.

Cells are squares on the ground: rows and columns of degrees whose lengths at one latitude of the city are so many
metres. Their sides come from a ladder of powers of two, so a cell is exactly four of the next finer ones.
"""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import (
    ColumnElement,
    Double,
    Integer,
    Select,
    Table,
    and_,
    extract,
    func,
    not_,
    select,
    true,
    union_all,
)

from data_access.cases import closed_without_time, ended
from data_access.database.measures import hours_between
from data_access.places.cells import Cells, Window
from data_access.places.distance import has_point
from data_access.schema import cases, compounds
from data_access.selection import Selection
from data_access.selection.buckets import bucket_end, bucket_start

WEIGHTS = ("count", "days", "dissatisfied", "residents")
"""By what cases are weighed: 件数, 积压天数, 不满意件数, 每千名居民案件数."""

STEPS = ("day", "week", "month", "hour")
"""The frames that a period is played in: its days, weeks from Monday, months, and the hours of the day."""

DISSATISFIED_UP_TO = 2
"""A rating of 1 or 2 counts as dissatisfied (不满意, 非常不满意)."""

HOURS = 24
LEAST_CHANGE = 1e-9  # below this a difference is one of rounding


def bins(
    selection: Selection,
    cells: Cells,
    weight: str,
    as_of: datetime,
    before: Selection | None = None,
    window: Window | None = None,
) -> Select:
    """Return the reported cases weighed in cells, those of `before` taken off; cells without any are absent.

    Where the two periods differ in length, those of `before` are brought to as many days as are known of the other.

    Columns: x, y (the cell's number from the origin, eastwards and northwards), value: cases for `count` and
    `residents`; cases rated at most `DISSATISFIED_UP_TO` for `dissatisfied`; for `days` the days that cases were
    open in the period (from report to closing, at most to the period's end or `as_of`), summed.
    """
    now = _grouped(selection, cells, weight, as_of, window)
    if before is None:
        return now.order_by("y", "x")
    earlier = _grouped(before, cells, weight, as_of, window).subquery()
    pace = selection.until(as_of.date()).days / before.days
    taken_off = -earlier.c.value if pace == 1 else -pace * earlier.c.value.cast(Double)
    signed = union_all(now, select(earlier.c.x, earlier.c.y, taken_off.label("value"))).subquery()
    change = func.sum(signed.c.value).cast(Double)
    rows = select(signed.c.x, signed.c.y, change.label("value")).group_by(signed.c.x, signed.c.y)
    return rows.having(func.abs(change) > LEAST_CHANGE).order_by(signed.c.y, signed.c.x)


def frames(
    selection: Selection,
    cells: Cells,
    weight: str,
    as_of: datetime,
    step: str,
    window: Window | None = None,
) -> Select:
    """Return what `bins` does for each frame that has cases: x, y, frame, value.

    `frame` is the hour of the day, 0 … 23, or the first day of the day, week or month as a timestamp.
    """
    at = cases.c.reported_at
    frame = extract("hour", at).cast(Integer) if step == "hour" else func.date_trunc(step, at)
    x, y = _numbers(cases, cells)
    value, condition = _weighed(weight, _until(selection, as_of))
    rows = select(x.label("x"), y.label("y"), frame.label("frame"), value.label("value")).where(condition)
    rows = selection.narrow(rows.where(_inside(cases, cells, window)), cases, at=at)
    return rows.group_by(x, y, frame).order_by(frame, y, x)


def frame_starts(selection: Selection, step: str) -> list[date] | list[int]:
    """Return the frames of a period in order, as `frames` names them (days as dates)."""
    if step == "hour":
        return list(range(HOURS))
    first = bucket_start(selection.start, step)
    starts = []
    while first < selection.end:
        starts.append(first)
        first = bucket_end(first, step)
    return starts


def resident_bins(selection: Selection, cells: Cells, window: Window | None = None) -> Select:
    """Return the residents of the selected compounds (小区) in cells, counted at each one's point: x, y, residents."""
    x, y = _numbers(compounds, cells)
    summed = func.sum(compounds.c.residents).cast(Integer)
    rows = select(x.label("x"), y.label("y"), summed.label("residents"))
    rows = rows.where(
        has_point(compounds.c.longitude, compounds.c.latitude),
        compounds.c.residents > 0,
        _inside(compounds, cells, window),
    )
    return selection.narrow(rows, compounds).group_by(x, y).order_by(y, x)


def _grouped(
    selection: Selection, cells: Cells, weight: str, as_of: datetime, window: Window | None
) -> Select:
    x, y = _numbers(cases, cells)
    value, condition = _weighed(weight, _until(selection, as_of))
    rows = select(x.label("x"), y.label("y"), value.label("value")).where(
        condition, _inside(cases, cells, window)
    )
    return selection.narrow(rows, cases, at=cases.c.reported_at).group_by(x, y)


def _numbers(table: Table, cells: Cells) -> tuple[ColumnElement[int], ColumnElement[int]]:
    x = func.floor(table.c.longitude / cells.width).cast(Integer)
    return x, func.floor(table.c.latitude / cells.height).cast(Integer)


def _inside(table: Table, cells: Cells, window: Window | None) -> ColumnElement[bool]:
    if window is None:
        return true()
    west, south, east, north = window
    x, y = _numbers(table, cells)
    return and_(x >= west, x < east, y >= south, y < north)


def _until(selection: Selection, as_of: datetime) -> datetime:
    return min(as_of, datetime.combine(selection.end, time()))


def _weighed(weight: str, until: datetime) -> tuple[ColumnElement, ColumnElement[bool]]:
    """Return the value of a group of cases, and which cases it is made of."""
    placed = has_point(cases.c.longitude, cases.c.latitude)
    if weight == "days":
        end = func.least(ended(until), until)
        hours = func.greatest(hours_between(cases.c.reported_at, end), 0.0)
        return func.sum(hours, type_=Double) / 24.0, and_(placed, not_(closed_without_time()))
    if weight == "dissatisfied":
        return func.count(), and_(placed, cases.c.satisfaction <= DISSATISFIED_UP_TO)
    return func.count(), placed
