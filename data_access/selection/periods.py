"""Periods: presets that end today, and months counted on."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

PERIODS = ("week", "month", "quarter", "year", "last_30_days", "custom")
"""Presets of the period: 本周, 本月, 本季, 今年, 近30天, 自定义."""


DEFAULT_PERIOD = "last_30_days"


def preset_period(name: str, today: date) -> tuple[date, date]:
    """Return start and exclusive end of a preset that ends today; weeks start on Monday.

    Raises KeyError for a name that is not a preset (`custom` is none).
    """
    starts = {
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
        "quarter": date(today.year, 3 * ((today.month - 1) // 3) + 1, 1),
        "year": date(today.year, 1, 1),
        "last_30_days": today - timedelta(days=29),
    }
    return starts[name], today + timedelta(days=1)


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
