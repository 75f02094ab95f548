"""Months without any case (无案件的月份) of a street office that usually has some: data may not have been handed in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd
from sqlalchemy import Select, func, select

from data_access.schema import cases, street_offices
from data_access.selection import Selection

USUAL = 10
"""Cases a month from which on a month without any is no chance: by Poisson it would be one of 22,000."""


def by_month(selection: Selection) -> Select:
    """Count the cases of each street office and month of any time: code, name, month (its first day), cases."""
    month = func.date_trunc("month", cases.c.reported_at)
    joined = cases.join(street_offices, street_offices.c.code == cases.c.street_office_code)
    keys = street_offices.c.code, street_offices.c.name, month
    counted = select(*keys[:2], month.label("month"), func.count().label("cases")).select_from(joined)
    return selection.narrow(counted, cases).group_by(*keys).order_by(*keys)


def without_cases(rows: pd.DataFrame, selection: Selection, as_of: datetime) -> pd.DataFrame:
    """Return from the rows of `by_month` the whole months of the period in which a street office has none.

    Columns: code, name, month, usual (its cases a month, from its first month to the last whole one), last (its last
    month with cases before, NaT where that is not known). Street offices with fewer than `USUAL` cases a month are
    not judged.
    """
    ended = _last_whole((as_of + timedelta(minutes=1)).date())
    wanted = pd.period_range(_first_whole(selection.start), min(ended, _last_whole(selection.end)), freq="M")
    found = []
    for (code, name), own in rows.groupby(["code", "name"], sort=False):
        counts = own.set_index(pd.PeriodIndex(own["month"], freq="M"))["cases"]
        every = pd.period_range(counts.index.min(), max(ended, counts.index.min()), freq="M")
        usual = counts.reindex(every, fill_value=0).mean()
        if usual >= USUAL:
            found += [
                (code, name, month.start_time, usual, _before(counts, month))
                for month in wanted
                if month > counts.index.min() and month not in counts.index
            ]
    return pd.DataFrame(found, columns=["code", "name", "month", "usual", "last"])


def _first_whole(start: date) -> pd.Period:
    """Return the first month of which a day and those after it hold the whole."""
    return pd.Period(start, "M") + int(start.day > 1)


def _last_whole(end: date) -> pd.Period:
    """Return the last month of which the days before a day hold the whole."""
    return pd.Period(end, "M") - 1


def _before(counts: pd.Series, month: pd.Period) -> pd.Timestamp:
    """Return the first day of the last month with cases before a month."""
    return counts.index[counts.index < month].max().start_time
