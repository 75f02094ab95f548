"""When in the week cases are reported."""

from __future__ import annotations

from sqlalchemy import Integer, extract
from sqlalchemy.sql.elements import Cast

from data_access.schema import cases

WEEKDAYS, HOURS = range(1, 8), range(24)


def reported_weekday() -> Cast[int]:
    """Return the ISO weekday of the report: 1 Monday … 7 Sunday."""
    return extract("isodow", cases.c.reported_at).cast(Integer)


def reported_hour() -> Cast[int]:
    """Return the hour of the report, 0–23."""
    return extract("hour", cases.c.reported_at).cast(Integer)
