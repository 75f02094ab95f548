"""Working days (工作日) and deadlines (办理时限), in natural hours (自然小时) or in Chinese working days (工作日)."""

from __future__ import annotations

from datetime import date

import chinese_calendar
import numpy as np
import pandas as pd

FIRST_KNOWN_YEAR = min(chinese_calendar.constants.holidays).year
LAST_KNOWN_YEAR = max(chinese_calendar.constants.holidays).year
"""The years whose public holidays the library knows; the next year's are published each November."""

LAST_SECOND = pd.Timedelta(days=1, seconds=-1)


def due_after_hours(moments: pd.Series, hours: float) -> pd.Series:
    """Return the moments so many natural hours later."""
    return (moments + pd.to_timedelta(hours, unit="h")).astype("datetime64[us]")


def due_after_working_days(moments: pd.Series, days: int) -> pd.Series:
    """Return the last second of the n-th working day after each moment's own day.

    Public holidays and swapped weekends (调休) count as the State Council set them (library
    chinesecalendar). Beyond `LAST_KNOWN_YEAR`, Mondays to Fridays count as working days. The day of the
    moment itself does not count (次日起算); missing moments stay missing.
    """
    given = moments.dropna()
    if given.empty:
        return moments.astype("datetime64[us]")
    first = given.min().normalize()
    calendar = pd.date_range(first, given.max().normalize() + pd.Timedelta(days=2 * days + 30))
    working = calendar[[is_working_day(day.date()) for day in calendar]].to_numpy()
    position = np.searchsorted(working, given.dt.normalize().to_numpy(), side="right") + days - 1
    due = pd.Series(working[position], index=given.index) + LAST_SECOND
    return due.reindex(moments.index).astype("datetime64[us]")


def is_working_day(day: date) -> bool:
    """Tell whether people work on a day: in China's official calendar, or by weekday where none is known."""
    if FIRST_KNOWN_YEAR <= day.year <= LAST_KNOWN_YEAR:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5
