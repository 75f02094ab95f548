"""Figures in words."""

from __future__ import annotations

import pytest

from data_access.indicators import MEDIAN_DAYS
from ui.words import numbers


@pytest.mark.parametrize(
    ("hours", "words"),
    [(1.01, "1.0 小时"), (23.9, "23.9 小时"), (24, "1.0 天"), (60, "2.5 天"), (0, "0.0 天")],
)
def test_less_than_a_day_is_told_in_hours(hours, words):
    assert numbers.figure(MEDIAN_DAYS, hours / 24) == words
