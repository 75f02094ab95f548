"""Working days (工作日) and deadlines (办理时限), in natural hours (自然小时) or in Chinese working days (工作日)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import chinese_calendar
import numpy as np
import pandas as pd

FIRST_KNOWN_YEAR = min(chinese_calendar.constants.holidays).year
LAST_KNOWN_YEAR = max(chinese_calendar.constants.holidays).year
"""The years whose public holidays the library knows; the next year's are published each November."""

FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Public holidays on the same day of each year (全国年节及纪念日放假办法, State Council, 2024): known of any year."""

LAST_SECOND = pd.Timedelta(days=1, seconds=-1)


@dataclass(frozen=True)
class WorkCalendar:
    """On which days people work: China's official calendar, and what a site adds of years that it does not know.

    `own` tells of days whether people work on them; a year of which it tells any is known.
    """

    own: Mapping[date, bool] = field(default_factory=dict)

    @property
    def known_until(self) -> date:
        """The last day up to which holidays and swapped weekends (调休) are known."""
        last, years = LAST_KNOWN_YEAR, {day.year for day in self.own}
        while last + 1 in years:
            last += 1
        return date(last, 12, 31)

    def works(self, day: date) -> bool:
        """Tell whether people work on a day: by the calendar, or where none is known by weekday and fixed holidays."""
        if day in self.own:
            return self.own[day]
        if FIRST_KNOWN_YEAR <= day.year <= LAST_KNOWN_YEAR:
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS


OFFICIAL = WorkCalendar()


def due_after_hours(moments: pd.Series, hours: float) -> pd.Series:
    """Return the moments so many natural hours later."""
    return (moments + pd.to_timedelta(hours, unit="h")).astype("datetime64[us]")


def due_after_working_days(moments: pd.Series, days: int, calendar: WorkCalendar = OFFICIAL) -> pd.Series:
    """Return the last second of the n-th working day after each moment's own day.

    Public holidays and swapped weekends (调休) count as the State Council set them (library
    chinesecalendar), or as the site's own calendar says. Beyond `calendar.known_until`, Mondays to Fridays count
    as working days, but for the holidays of fixed date. The day of the moment itself does not count (次日起算);
    missing moments stay missing.
    """
    given = moments.dropna()
    if given.empty:
        return moments.astype("datetime64[us]")
    first = given.min().normalize()
    every = pd.date_range(first, given.max().normalize() + pd.Timedelta(days=2 * days + 30))
    working = every[[calendar.works(day.date()) for day in every]].to_numpy()
    position = np.searchsorted(working, given.dt.normalize().to_numpy(), side="right") + days - 1
    due = pd.Series(working[position], index=given.index) + LAST_SECOND
    return due.reindex(moments.index).astype("datetime64[us]")
