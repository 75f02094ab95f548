"""Deadlines in hours and in Chinese working days, against days counted by hand on the official calendar."""

from __future__ import annotations

import pandas as pd
import pytest

from data_access.working_days import LAST_KNOWN_YEAR, due_after_hours, due_after_working_days


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


def test_beyond_the_known_years_weekdays_count():
    friday = pd.Timestamp(year=LAST_KNOWN_YEAR + 2, month=7, day=1) + pd.offsets.Week(weekday=4)
    due = due_after_working_days(pd.Series([friday]), 2)[0]
    assert due.normalize() == friday + pd.Timedelta(days=4)


def test_hours():
    """A deadline in hours counts every hour."""
    assert due_after_hours(pd.Series([pd.Timestamp("2024-04-12 09:20")]), 168)[0] == pd.Timestamp(
        "2024-04-19 09:20"
    )
