"""Which unit of time suits a period, and which level of places suits a selection."""

from __future__ import annotations

from data_access.selection import Selection

DAILY_UP_TO = 45  # days
WEEKLY_UP_TO = 200


def time_unit(selection: Selection) -> str:
    """Return day, week or month, so that a chart over the period has some ten to forty-five marks."""
    if selection.days <= DAILY_UP_TO:
        return "day"
    return "week" if selection.days <= WEEKLY_UP_TO else "month"


def level_below(selection: Selection) -> str:
    """Return the level of places that the selected ones are made of."""
    if selection.communities:
        return "grid"
    return "community" if selection.streets else "street_office"
