"""Which unit of time suits a period, which level of places suits a selection, and the choice of a month."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pandas as pd

from data_access.selection import Selection

DAILY_UP_TO = 45  # days
WEEKLY_UP_TO = 200


def time_unit(selection: Selection) -> str:
    """Return day, week or month, so that a chart over the period has some ten to forty-five marks."""
    if selection.days <= DAILY_UP_TO:
        return "day"
    return "week" if selection.days <= WEEKLY_UP_TO else "month"


def twelve_months(selection: Selection) -> Selection:
    """Return the selection widened to whole months, the last twelve up to its end at least."""
    first = pd.Timestamp(selection.last_day.replace(day=1)) - pd.DateOffset(months=11)
    return replace(selection, start=min(selection.start.replace(day=1), first.date()))


def weeks_of_a_year(selection: Selection) -> Selection:
    """Return the selection for the 53 weeks, from a Monday on, up to its last day."""
    monday = selection.last_day - timedelta(days=selection.last_day.weekday())
    return replace(selection, start=monday - timedelta(weeks=52))


def level_below(selection: Selection) -> str:
    """Return the level of places that the selected ones are made of."""
    if selection.communities:
        return "grid"
    return "community" if selection.streets else "street_office"
