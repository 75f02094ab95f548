"""Deadlines in hours and in Chinese working days, against days counted by hand on the official calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from data_access.working_days import (
    LAST_KNOWN_YEAR,
    WorkCalendar,
    due_after_working_days,
)


@pytest.mark.parametrize(
    ("reported", "days", "due"),
    [
        ("2024-09-10 10:00", 1, "2024-09-11 23:59:59"),  # a Tuesday: the next day
        ("2024-09-13 10:00", 1, "2024-09-14 23:59:59"),  # Friday: the Saturday is worked (调休)
        ("2024-09-14 09:00", 1, "2024-09-18 23:59:59"),  # 中秋 15 to 17 September
        ("2024-09-30 23:00", 3, "2024-10-10 23:59:59"),  # 国庆 1 to 7 October, then 8, 9, 10
        ("2024-09-29 08:00", 2, "2024-10-08 23:59:59"),  # Sunday worked; 30 September, 8 October
        ("2025-01-27 12:00", 1, "2025-02-05 23:59:59"),  # 春节 28 January to 4 February
        ("2026-06-13 12:00", 5, "2026-06-22 23:59:59"),  # Saturday; 端午 19 to 21 June
    ],
)
def test_working_days(reported, days, due):
    """A deadline in working days passes over weekends and holidays."""
    assert due_after_working_days(pd.Series([pd.Timestamp(reported)]), days)[0] == pd.Timestamp(due)


def test_missing_moments_stay_missing_and_order_is_kept():
    moments = pd.Series([pd.Timestamp("2025-06-12"), pd.NaT, pd.Timestamp("2024-06-12")], index=[7, 3, 5])
    due = due_after_working_days(moments, 1)
    assert due.index.tolist() == [7, 3, 5]
    assert due.isna().tolist() == [False, True, False]
    assert due_after_working_days(pd.Series([pd.NaT]), 1).isna().all()


@pytest.mark.parametrize("year", [LAST_KNOWN_YEAR, LAST_KNOWN_YEAR + 2])
def test_beyond_the_known_years_fixed_holidays_are_kept(year):
    """Two working days after 30 December never end on New Year's Day, whatever is published of the next year."""
    reported = pd.Timestamp(year=year, month=12, day=30, hour=9)
    due = due_after_working_days(pd.Series([reported]), 2)[0].normalize()
    days = pd.date_range(reported.normalize() + pd.Timedelta(days=1), due)
    working = [day for day in days if day.weekday() < 5 and (day.month, day.day) != (1, 1)]
    assert len(working) == 2
    assert working[-1] == due


def test_a_site_may_tell_the_holidays_of_a_year_to_come():
    """Days that the site's own calendar names count as it says, and its year is known."""
    new_year = date(LAST_KNOWN_YEAR + 1, 1, 1)
    monday = next(
        new_year + timedelta(days=n) for n in range(1, 9) if (new_year + timedelta(days=n)).weekday() == 0
    )
    calendar = WorkCalendar({monday: False, monday - timedelta(days=1): True})
    friday = pd.Series([pd.Timestamp(monday - timedelta(days=3))])
    assert due_after_working_days(friday, 1, calendar)[0].date() == monday - timedelta(days=1)
    assert due_after_working_days(friday, 2, calendar)[0].date() == monday + timedelta(days=1)
    assert calendar.known_until == date(LAST_KNOWN_YEAR + 1, 12, 31)
    assert WorkCalendar({date(LAST_KNOWN_YEAR + 2, 1, 1): False}).known_until == date(LAST_KNOWN_YEAR, 12, 31)
