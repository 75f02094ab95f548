"""Figures of small places: which fluctuate too much to be read alone, rates smoothed, change between two periods.

Sources
-------
Rates by residents of fewer than 20 events are marked unreliable: Office for National Statistics, User guide to
mortality statistics (flag `u`); National Center for Health Statistics, relative standard error 1/√20 = 22 %.
Shares of fewer than 30, or with a 95 % Clopper-Pearson interval of 30 points or wider: Parker et al. (2017),
National Center for Health Statistics data presentation standards for proportions, Vital Health Stat 2(175).
A median of fewer than 20 is marked too; that rule is ours.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from data_access.indicators import Indicator

FEWEST_EVENTS = 20
FEWEST_JUDGED = 30
WIDEST = 0.30  # of the 95 % interval of a share
RELATIVE = ("count", "per_1000", "ratio")
"""Units whose change is told in per cent; of the others the difference is told."""


def unsteady(indicator: Indicator, frame: pd.DataFrame) -> pd.Series:
    """Tell of each row whether its figure rests on too few to be read alone; a count itself never does."""
    if indicator.base:
        return _under(frame[indicator.base], FEWEST_EVENTS)
    if indicator.denominator is None:
        return pd.Series(False, index=frame.index)
    if indicator.unit != "percent":
        return _under(frame[indicator.numerator], FEWEST_EVENTS)
    hits, judged = (_numbers(frame[name]) for name in (indicator.numerator, indicator.denominator))
    wide = pd.Series(interval_width(hits, judged) >= WIDEST, index=frame.index)
    return _under(frame[indicator.denominator], FEWEST_JUDGED) | wide


def interval_width(hits: np.ndarray, judged: np.ndarray) -> np.ndarray:
    """Return the width of the 95 % interval of Clopper and Pearson (1934), as a share; NaN of nothing."""
    low = np.where(hits > 0, stats.beta.ppf(0.025, hits, judged - hits + 1), 0)
    high = np.where(hits < judged, stats.beta.ppf(0.975, hits + 1, judged - hits), 1)
    return np.where(judged > 0, high - low, np.nan)


def smoothed(indicator: Indicator, frame: pd.DataFrame) -> pd.Series:
    """Return each row's rate drawn towards the rate of all rows together, the more the less it rests on.

    Global empirical Bayes after Marshall (1991), Applied Statistics 40(2), by `esda.smoothing.Empirical_Bayes`.
    Where the rates differ by no more than chance would have them, every row has the common rate. Missing where
    the rate itself is. Raises ValueError for a figure that is no rate.
    """
    from esda.smoothing import Empirical_Bayes  # noqa: PLC0415 - takes seconds

    if indicator.denominator is None:
        raise ValueError(f"{indicator.key} is no rate")
    rates = indicator.of(frame)
    known = frame[rates.notna()]
    out = pd.Series(pd.NA, index=frame.index, dtype="Float64")
    if known.empty:
        return out
    events, base = (_numbers(known[name]) for name in (indicator.numerator, indicator.denominator))
    if _spread_beyond_chance(events, base) > 0:
        out[known.index] = Empirical_Bayes(events, base).r.ravel() * indicator.factor
    else:
        out[known.index] = events.sum() / base.sum() * indicator.factor
    return out


def _spread_beyond_chance(events: np.ndarray, base: np.ndarray) -> float:
    """Return the variance between rates that chance does not explain (Marshall 1991); the library divides by it."""
    mean = events.sum() / base.sum()
    return float((base * (events / base - mean) ** 2).sum() / base.sum() - mean / base.mean())


def pace_of(indicator: Indicator, pace: float) -> float | None:
    """Return by what a figure of the period before is multiplied to be one of as many days as now.

    `pace` is the days now ÷ the days before; 1 for what does not accrue, None for what accrues unevenly.
    """
    if pace == 1 or indicator.accrues is None:
        return 1.0
    return pace if indicator.accrues == "evenly" else None


def at_pace(indicator: Indicator, before: pd.DataFrame, pace: float) -> pd.Series:
    """Return a figure of the period before, brought to as many days as now; missing where that cannot be."""
    factor = pace_of(indicator, pace)
    return indicator.of(before) * (pd.NA if factor is None else factor)


def change(indicator: Indicator, now: pd.DataFrame, before: pd.DataFrame, pace: float = 1.0) -> pd.Series:
    """Return the change of each row since the period before: per cent for units in `RELATIVE`, else the difference.

    Both frames have the same rows. Missing where either is, or where per cent of nothing would be told. `pace` is
    the days now ÷ the days before.
    """
    latest, earlier = indicator.of(now), at_pace(indicator, before, pace)
    if indicator.unit in RELATIVE:
        return 100 * (latest - earlier) / earlier.mask(earlier == 0)
    return latest - earlier


def unsteady_change(indicator: Indicator, now: pd.DataFrame, before: pd.DataFrame) -> pd.Series:
    """Tell of each row whether its change rests on too few: a count on those before, a rate on either period."""
    if indicator.denominator is None and indicator.base is None:
        return _under(before[indicator.numerator], FEWEST_EVENTS)
    return unsteady(indicator, now) | unsteady(indicator, before)


def _numbers(column: pd.Series) -> np.ndarray:
    return pd.to_numeric(column).to_numpy(dtype=float, na_value=np.nan)


def _under(column: pd.Series, least: int) -> pd.Series:
    return pd.Series(_numbers(column) < least, index=column.index)
