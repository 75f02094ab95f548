"""Days, weeks and months of a period (统计时段): which are whole, and which of two periods stand beside each other."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pandas as pd

from data_access.selection.periods import add_months
from data_access.selection.selection import Selection


def bucket_start(day: date, unit: str) -> date:
    """Return the first day of the day, week (from Monday) or month that a day lies in."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def bucket_end(start: date, unit: str) -> date:
    """Return the day after the last one of the day, week or month that begins on a day."""
    if unit == "month":
        return add_months(start, 1)
    return start + timedelta(days=7 if unit == "week" else 1)


def unfinished(at: pd.Series, unit: str, selection: Selection, as_of: datetime) -> pd.Series:
    """Tell of each start of a day, week or month whether the period, or what is loaded, holds only a part of it."""
    whole_until = min(selection.end, _whole_until(as_of))
    starts = [moment.date() for moment in pd.to_datetime(at)]
    cut = [start < selection.start or bucket_end(start, unit) > whole_until for start in starts]
    return pd.Series(cut, index=at.index, dtype=bool)


def _whole_until(as_of: datetime) -> date:
    """Return the first day of which the data do not tell the whole; midnight is a date whose time is not known."""
    if as_of.time() == time():
        return as_of.date() + timedelta(days=1)
    return (as_of + timedelta(minutes=1)).date()


def moved_to(
    at: pd.Series, unit: str, earlier: Selection, selection: Selection, *, a_year: bool
) -> pd.Series:
    """Return beside which day, week or month of a selection each one of an earlier period stands, NaT beside none.

    They are paired by position: the n-th day, week or month with the n-th. A week of the year before is paired with
    the ISO week of the same number, of which week 53 has no counterpart in most years.
    """
    starts = [moment.date() for moment in pd.to_datetime(at)]
    if a_year and unit == "week":
        moved = [_a_year_later(start) for start in starts]
    else:
        moved = [_in_the_same_position(start, unit, earlier.start, selection.start) for start in starts]
    first = bucket_start(selection.start, unit)
    inside = [day if day is not None and first <= day < selection.end else None for day in moved]
    return pd.Series(pd.to_datetime(inside), index=at.index, dtype="datetime64[us]")


def _a_year_later(monday: date) -> date | None:
    year, week, _ = monday.isocalendar()
    try:
        return date.fromisocalendar(year + 1, week, 1)
    except ValueError:  # there is no week 53
        return None


def _in_the_same_position(start: date, unit: str, earlier: date, later: date) -> date:
    first, beside = bucket_start(earlier, unit), bucket_start(later, unit)
    if unit == "month":
        return add_months(start, (beside.year - first.year) * 12 + beside.month - first.month)
    return beside + (start - first)
