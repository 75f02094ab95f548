"""What a period is compared with, and which of its days, weeks and months stand beside which."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.selection import Selection
from data_access.selection.buckets import bucket_start, moved_to, unfinished
from data_access.selection.comparison import comparison

DAY = timedelta(days=1)
DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))
LENGTHS = st.integers(1, 400)


def span(first: str, last: str) -> Selection:
    return Selection(date.fromisoformat(first), date.fromisoformat(last) + DAY)


def days_of(selection: Selection) -> tuple[str, str]:
    return selection.start.isoformat(), selection.last_day.isoformat()


@pytest.mark.parametrize(
    ("first", "last", "before", "year"),
    [
        ("2024-02-26", "2024-02-28", ("2024-02-23", "2024-02-25"), ("2023-02-26", "2023-02-28")),
        ("2024-02-28", "2024-02-28", ("2024-02-27", "2024-02-27"), ("2023-02-28", "2023-02-28")),
        ("2024-02-29", "2024-02-29", ("2024-02-28", "2024-02-28"), ("2023-02-28", "2023-02-28")),
        ("2024-02-01", "2024-02-29", ("2024-01-01", "2024-01-31"), ("2023-02-01", "2023-02-28")),
        ("2025-02-01", "2025-02-28", ("2025-01-01", "2025-01-31"), ("2024-02-01", "2024-02-29")),
        ("2026-06-01", "2026-06-15", ("2026-05-01", "2026-05-15"), ("2025-06-01", "2025-06-15")),
        ("2026-03-01", "2026-03-30", ("2026-02-01", "2026-02-28"), ("2025-03-01", "2025-03-30")),
        ("2026-01-01", "2026-06-30", ("2025-07-01", "2025-12-31"), ("2025-01-01", "2025-06-30")),
        ("2026-04-01", "2026-05-15", ("2026-02-15", "2026-03-31"), ("2025-04-01", "2025-05-15")),
        ("2026-06-01", "2026-06-30", ("2026-05-01", "2026-05-31"), ("2025-06-01", "2025-06-30")),
        ("2026-06-02", "2026-06-15", ("2026-05-19", "2026-06-01"), ("2025-06-02", "2025-06-15")),
    ],
)
def test_spans_compared(first, last, before, year):
    """Months are held against months, days of a month against the same days, other days against as many."""
    selection = span(first, last)
    assert days_of(selection.previous()) == before
    assert days_of(selection.year_earlier()) == year


@given(DAYS, LENGTHS)
def test_every_period_has_its_comparisons(start, length):
    """No day of any year breaks a comparison, which lies before the period and is at most three days off its length."""
    selection = Selection(start, start + length * DAY)
    before, year = selection.previous(), selection.year_earlier()
    assert before.end <= selection.start
    assert year.start < selection.start
    months = selection.start.day == selection.end.day == 1
    assert abs(before.days - length) <= (6 if months else 3)
    assert abs(year.days - length) <= 1


@given(DAYS, LENGTHS, st.sampled_from(["previous", "year"]))
def test_ten_a_day_never_change(start, length, name):
    """What is as frequent in both periods is the same in both when it is brought to as many days."""
    selection = Selection(start, start + length * DAY)
    other = comparison(selection, name)
    assert 10 * other.selection.days * other.pace == pytest.approx(10 * length)


@given(DAYS, LENGTHS, st.sampled_from(["previous", "year"]), st.sampled_from(["day", "week", "month"]))
def test_buckets_stand_beside_one_each(start, length, name, unit):
    """No two days, weeks or months of the comparison stand beside the same one, and none outside the period."""
    selection = Selection(start, start + length * DAY)
    other = comparison(selection, name).selection
    starts = dict.fromkeys(bucket_start(other.start + n * DAY, unit) for n in range(other.days))
    moved = moved_to(pd.Series(pd.to_datetime(list(starts))), unit, other, selection, a_year=name == "year")
    placed = [moment.date() for moment in moved.dropna()]
    assert len(set(placed)) == len(placed)
    assert all(bucket_start(selection.start, unit) <= day < selection.end for day in placed)
    assert all(bucket_start(day, unit) == day for day in placed)


def test_days_are_paired_by_position():
    """The 31st of January has no counterpart in February; the first 28 days have one each."""
    january = pd.Series(pd.date_range("2026-01-01", "2026-01-31"))
    moved = moved_to(
        january, "day", span("2026-01-01", "2026-01-31"), span("2026-02-01", "2026-02-28"), a_year=False
    )
    assert list(moved.dropna()) == list(pd.date_range("2026-02-01", "2026-02-28"))
    assert moved.isna().sum() == 3


def test_weeks_of_two_years_are_paired_by_their_number():
    """Week 14 of 2025 stands beside week 14 of 2026, on a Monday as the columns do; week 53 beside none."""
    weeks = pd.Series(pd.to_datetime(["2025-03-31", "2020-12-28"]))
    first = moved_to(
        weeks.head(1), "week", span("2025-01-01", "2025-06-30"), span("2026-01-01", "2026-06-30"), a_year=True
    )
    assert list(first) == [pd.Timestamp("2026-03-30")]
    last = moved_to(
        weeks.tail(1), "week", span("2020-10-01", "2021-01-03"), span("2021-10-01", "2022-01-03"), a_year=True
    )
    assert last.isna().all()


@pytest.mark.parametrize(
    ("unit", "at", "cut"),
    [
        ("week", ["2026-05-25", "2026-06-01", "2026-06-29"], [True, False, True]),
        ("month", ["2026-05-01", "2026-06-01"], [True, True]),
        ("day", ["2026-05-27", "2026-06-29", "2026-06-30"], [False, False, True]),
    ],
)
def test_what_is_cut_is_known(unit, at, cut):
    """A week, month or day that the period or the as-of moment cuts is told; whole ones are not."""
    moments = pd.Series(pd.to_datetime(at))
    as_of = datetime(2026, 6, 30, 9)
    assert list(unfinished(moments, unit, span("2026-05-27", "2026-06-30"), as_of)) == cut


@pytest.mark.parametrize(("hour", "minute", "cut"), [(0, 0, False), (9, 30, True), (23, 59, False)])
def test_the_last_day_is_whole_where_its_time_is_not_known(hour, minute, cut):
    """A ledger of dates ends with a whole day; one of moments ends within it."""
    last = pd.Series(pd.to_datetime(["2026-06-30"]))
    as_of = datetime(2026, 6, 30, hour, minute)
    assert list(unfinished(last, "day", span("2026-06-30", "2026-06-30"), as_of)) == [cut]


@pytest.mark.parametrize(
    ("first", "last", "name", "moment"),
    [
        ("2026-06-01", "2026-06-30", "previous", "2026-05-30 18:00"),
        ("2026-06-01", "2026-06-30", "year", "2025-06-30 18:00"),
        ("2026-01-01", "2026-12-31", "year", "2025-06-30 18:00"),
        ("2026-06-30", "2026-06-30", "previous", "2026-06-29 18:00"),
        ("2026-05-01", "2026-05-31", "previous", None),
        ("2026-06-01", "2026-06-30", "city", None),
    ],
)
def test_the_moment_of_the_earlier_period(first, last, name, moment):
    """It stands there as the data's last moment stands in the period, if it does; other places have none."""
    found = comparison(span(first, last), name).moment(datetime(2026, 6, 30, 18))
    assert found == (None if moment is None else datetime.fromisoformat(moment))
