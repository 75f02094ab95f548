"""The demo city's time: three years that end on a fixed moment, and how they are weighted."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pandas as pd

FIRST_DAY = date(2023, 7, 1)
LAST_DAY = date(2026, 6, 30)
AS_OF = datetime(2026, 6, 30, 18, 0)

DAYS = pd.date_range(FIRST_DAY, LAST_DAY, freq="D")
WEEKDAY_WEIGHTS = np.array([1.25, 1.12, 1.08, 1.05, 1.02, 0.78, 0.70])
HOUR_WEIGHTS = np.array(
    [1, 0.6, 0.4, 0.3, 0.3, 0.6, 2, 5, 10, 13, 12, 9, 5, 6, 9, 10, 10, 9, 8, 9, 8, 6, 4, 2], dtype=float
)
DAYTIME_WEIGHTS = np.array([0] * 8 + [4, 10, 9, 3, 1, 2, 7, 9, 8, 5, 4, 7, 2] + [0] * 3, dtype=float)
"""Hours of visits, meetings and activities: mornings, afternoons and early evenings."""
OFFICE_WEIGHTS = np.array([0] * 8 + [5, 12, 13, 8, 1, 1, 8, 12, 11, 6] + [0] * 6, dtype=float)
"""Hours at which cases are closed."""

WORKING_WEEK = np.array([1.15, 1.1, 1.05, 1.05, 1.0, 0.5, 0.35])
WEEKEND = np.array([0.6, 0.6, 0.7, 0.7, 1.0, 2.0, 1.5])
"""Weekdays of visits and meetings, and of activities."""

SPRING_FESTIVALS = tuple(pd.Timestamp(day) for day in ("2024-02-10", "2025-01-29", "2026-02-17"))
"""春节: a week of quiet around each (dates of the lunar new year)."""


def day_weights() -> np.ndarray:
    """Return each day's share of cases: weekday, season (more in the rainy early summer), growth, 春节."""
    season = 1 + 0.15 * np.sin(2 * np.pi * (DAYS.day_of_year.to_numpy() - 80) / 365.25)
    growth = np.linspace(0.9, 1.1, len(DAYS))
    weights = WEEKDAY_WEIGHTS[DAYS.day_of_week] * season * growth
    for festival in SPRING_FESTIVALS:
        weights[np.abs((DAYS - festival).days.to_numpy()) <= 3] *= 0.45
    return weights / weights.sum()


def drawn_days(count: int, weekday_weights: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return random days (numbers into `DAYS`) by the weight of their weekday, Monday first."""
    weights = weekday_weights[DAYS.day_of_week]
    return rng.choice(len(DAYS), count, p=weights / weights.sum())


def moments(days: np.ndarray, rng: np.random.Generator, hour_weights: np.ndarray = HOUR_WEIGHTS) -> pd.Series:
    """Return a moment on each day (numbers into `DAYS`), by the weight of the hours, none after `AS_OF`."""
    hours = rng.choice(24, len(days), p=hour_weights / hour_weights.sum())
    seconds = rng.integers(0, 3600, len(days))
    at = DAYS.to_numpy()[days] + (hours * 3600 + seconds).astype("timedelta64[s]")
    late = at > np.datetime64(AS_OF)
    return pd.Series(np.where(late, at - np.timedelta64(6, "h"), at)).astype("datetime64[us]")


def in_office_hours(moments: pd.Series, not_before: pd.Series) -> pd.Series:
    """Return moments spread over all hours on the same days in the hours of an office, in the same order.

    A moment that would come before `not_before` stays.
    """
    day = moments.dt.normalize()
    opened, closed = np.flatnonzero(OFFICE_WEIGHTS)[[0, -1]] + [0, 1]
    shares = np.cumsum(OFFICE_WEIGHTS)[opened - 1 : closed] / OFFICE_WEIGHTS.sum()
    of_day = (moments - day).dt.total_seconds() / 86400
    seconds = np.interp(of_day, shares, np.arange(opened, closed + 1) * 3600)
    moved = (day + pd.to_timedelta(np.round(seconds), unit="s")).astype(moments.dtype)
    return moved.where(moved > not_before, moments)
