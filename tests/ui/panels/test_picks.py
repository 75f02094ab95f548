"""What a clicked mark of a chart selects."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from data_access.selection import Selection
from ui.panels.picks import Picks, both, days_picked, spans_picked

JUNE = Selection(date(2026, 6, 3), date(2026, 7, 1))
AT, KIND = "日期", "类别"


def starts(*days: str) -> pd.Series:
    return pd.Series(pd.to_datetime(list(days)))


def in_browser(day: str, hours: int) -> dict[str, int]:
    """A mark's moment as a browser so many hours east of Greenwich tells it."""
    return {AT: int((pd.Timestamp(day) - pd.Timedelta(hours=hours)).value // 10**6)}


@pytest.mark.parametrize("hours", [-8, 0, 8])
def test_a_mark_in_time_is_its_day_week_or_month_as_far_as_selected(hours):
    """In whatever zone the browser is; a month that the period cuts keeps the period's ends."""
    days, weeks, months = (
        starts("2026-06-03", "2026-06-04", "2026-06-05"),
        starts("2026-06-01", "2026-06-08", "2026-06-29"),
        starts("2026-06-01"),
    )
    one_day = spans_picked(days, "day").narrowed(JUNE, in_browser("2026-06-04", hours))
    assert one_day == replace(JUNE, start=date(2026, 6, 4), end=date(2026, 6, 5))
    last_week = spans_picked(weeks, "week").narrowed(JUNE, in_browser("2026-06-29", hours))
    assert last_week == replace(JUNE, start=date(2026, 6, 29))
    assert spans_picked(months, "month").narrowed(JUNE, in_browser("2026-06-01", hours)) == JUNE


def test_a_square_is_its_days_as_far_as_selected():
    """A month that the period cuts keeps the period's ends; one outside of it, and one not known, select nothing."""
    months = {
        ("2026-06",): (date(2026, 6, 1), date(2026, 7, 1)),
        ("2026-05",): (date(2026, 5, 1), date(2026, 6, 1)),
    }
    picks = days_picked((KIND,), months)
    assert picks.narrowed(JUNE, {KIND: "2026-06"}) == JUNE
    assert picks.narrowed(JUNE, {KIND: "2026-05"}) is None
    assert picks.narrowed(JUNE, {KIND: "2026-04"}) is None


def test_a_mark_that_stands_for_nothing_selects_nothing():
    """Neither a chart without marks nor the line of a comparison, which is no category."""
    kinds = Picks((KIND,), lambda chosen, mark: replace(chosen, categories=("c",)) if KIND in mark else None)
    spans = spans_picked(starts("2026-06-03"), "day")
    assert spans.narrowed(JUNE, {}) is None
    assert spans_picked(starts(), "day").narrowed(JUNE, in_browser("2026-06-03", 8)) is None
    picks = both(spans, kinds)
    assert picks.columns == (AT, KIND)
    assert picks.narrowed(JUNE, in_browser("2026-06-03", 8)) is None
    noise = replace(JUNE, end=date(2026, 6, 4), categories=("c",))
    assert picks.narrowed(JUNE, in_browser("2026-06-03", 8) | {KIND: "噪音"}) == noise
