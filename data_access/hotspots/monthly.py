"""Cases counted by area and month, for the twelve whole months that end with the period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, Integer, Select, func, select

from data_access.database.measures import count_where
from data_access.places.areas import beside_measures
from data_access.places.distance import has_point
from data_access.schema import cases
from data_access.selection import Selection
from data_access.selection.periods import add_months

MONTHS = 12
SQUARE_DEGREES = 0.001
"""Points are counted in squares of some 100 m before these go into hexagons; points are never fetched."""


def judged_in(selection: Selection) -> Selection:
    """Return the selection whose cases are judged: all places, the twelve whole months up to the period's end."""
    end = selection.end.replace(day=1)
    return replace(selection.everywhere(), start=add_months(end, -MONTHS), end=end)


def months_of(judged: Selection) -> list[date]:
    """Return the first days of the months of `judged_in`, oldest first."""
    return [add_months(judged.start, index) for index in range(MONTHS)]


def month_name(first: date) -> str:
    """Return the column under which the queries count a month: YYYY-MM."""
    return f"{first:%Y-%m}"


def by_place(judged: Selection, level: str) -> Select:
    """Return the cases reported in each month for each place of a level, places without cases included.

    Columns: code, name, residents, and one for each month (`month_name`).
    """
    code = cases.c[f"{level}_code"]
    counted = select(code.label("place"), *_by_month(judged))
    grouped = judged.narrow(counted, cases, at=cases.c.reported_at).group_by(code)
    return beside_measures(grouped, judged, level)


def by_square(judged: Selection) -> Select:
    """Return the cases reported in each month by squares of `SQUARE_DEGREES`, those without a position left out.

    Columns: x, y (a square's number from the origin), and one for each month (`month_name`).
    """
    x, y = (
        func.floor(column / SQUARE_DEGREES).cast(Integer) for column in (cases.c.longitude, cases.c.latitude)
    )
    counted = select(x.label("x"), y.label("y"), *_by_month(judged))
    counted = counted.where(has_point(cases.c.longitude, cases.c.latitude))
    return judged.narrow(counted, cases, at=cases.c.reported_at).group_by(x, y).order_by(y, x)


def _by_month(judged: Selection) -> list[ColumnElement[int]]:
    at, firsts = cases.c.reported_at, months_of(judged)
    ends = [*firsts[1:], judged.end]
    return [
        count_where(at >= first, at < end).label(month_name(first))
        for first, end in zip(firsts, ends, strict=True)
    ]
