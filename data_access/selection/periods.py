"""Periods: presets counted from today, and months counted on."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

PERIODS = (
    *("today", "week", "month", "last_month", "quarter", "last_quarter", "year", "last_year"),
    *("last_30_days", "last_90_days", "last_365_days", "custom"),
)
"""Presets of the period: 今天, 本周, 本月, 上月, 本季, 上季, 本年, 去年, 近30天, 近90天, 近365天, 自定义."""


DEFAULT_PERIOD = "last_30_days"


def preset_period(name: str, today: date) -> tuple[date, date]:
    """Return start and exclusive end of a preset; weeks start on Monday.

    All end today but the last month, quarter and year, which are whole ones.

    Raises KeyError for a name that is not a preset (`custom` is none).
    """
    month, year = today.replace(day=1), date(today.year, 1, 1)
    quarter = add_months(month, -((today.month - 1) % 3))
    tomorrow = today + timedelta(days=1)
    presets = {
        "today": (today, tomorrow),
        "week": (today - timedelta(days=today.weekday()), tomorrow),
        "month": (month, tomorrow),
        "last_month": (add_months(month, -1), month),
        "quarter": (quarter, tomorrow),
        "last_quarter": (add_months(quarter, -3), quarter),
        "year": (year, tomorrow),
        "last_year": (add_months(year, -12), year),
        "last_30_days": (today - timedelta(days=29), tomorrow),
        "last_90_days": (today - timedelta(days=89), tomorrow),
        "last_365_days": (today - timedelta(days=364), tomorrow),
    }
    return presets[name]


def period_name(start: date, end: date, today: date) -> str:
    """Return the preset that a period equals, else `custom`; the default preset wins a tie."""
    for name in (DEFAULT_PERIOD, *PERIODS[:-1]):
        if preset_period(name, today) == (start, end):
            return name
    return "custom"


def whole_months(start: date, end: date) -> int:
    """Return of how many whole months a period up to the exclusive `end` is made, 0 where it is not."""
    if start.day != 1 or end.day != 1:
        return 0
    return (end.year - start.year) * 12 + end.month - start.month


def period_before(start: date, end: date) -> tuple[date, date]:
    """Return the period that one is compared with (环比), both with an exclusive end.

    Whole months are compared with as many whole months, part of a month from its first day on with the same days
    of the month before (at most its last), anything else with as many days just before.
    """
    if months := whole_months(start, end):
        return add_months(start, -months), start
    last = end - timedelta(days=1)
    if start == last.replace(day=1):
        return add_months(start, -1), add_months(last, -1) + timedelta(days=1)
    return start - (end - start), start


def period_a_year_before(start: date, end: date) -> tuple[date, date]:
    """Return the same period a year before (同比), with an exclusive end: whole months as whole months.

    Elsewhere the last day is moved, not the exclusive end: 28 February 2024 is held against 28 February 2023.
    29 February becomes the 28th.
    """
    if whole_months(start, end):
        return add_months(start, -12), add_months(end, -12)
    last = end - timedelta(days=1)
    return add_months(start, -12), add_months(last, -12) + timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """Return the day so many months later (earlier if negative), at most the last of its month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
