"""Figures in words."""

from __future__ import annotations

import pytest

from data_access.indicators import MEDIAN_DAYS, ON_TIME, REPORTED
from ui.words import numbers


@pytest.mark.parametrize(
    ("hours", "words"),
    [(1.01, "1.0 小时"), (23.9, "23.9 小时"), (24, "1.0 天"), (60, "2.5 天"), (0, "0.0 天")],
)
def test_less_than_a_day_is_told_in_hours(hours, words):
    assert numbers.figure(MEDIAN_DAYS, hours / 24) == words


@pytest.mark.parametrize(
    ("indicator", "now", "before", "judged"),
    [
        (ON_TIME, 88.4, 88.5, False),
        (ON_TIME, 88.4, 89.0, True),
        (REPORTED, 1001, 1000, False),
        (REPORTED, 1010, 1000, True),
        (REPORTED, 1000, 1000, False),
        (MEDIAN_DAYS, 100.3, 100, False),
        (MEDIAN_DAYS, 1.3, 1.2, True),
    ],
)
def test_a_slight_change_is_told_and_not_judged(indicator, now, before, judged):
    change = numbers.change(indicator, now, before)
    assert change is not None
    assert change.judged == judged
    assert change.words
