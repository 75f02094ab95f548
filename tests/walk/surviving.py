"""Kaplan and Meier's estimate, worked out case by case."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm


def curve(cases: pd.DataFrame) -> pd.DataFrame:
    """Kaplan and Meier's estimate with its log-log interval, by the hours at which a case was closed."""
    share, spread, told = 1.0, 0.0, []
    for hours in sorted(cases.loc[cases["closed"], "hours"].unique()):
        under_way = int((cases["hours"] >= hours).sum())
        closed = int((cases["closed"] & (cases["hours"] == hours)).sum())
        share *= 1 - closed / under_way
        if share > 0:
            spread += closed / (under_way * (under_way - closed))
            width = norm.ppf(0.975) * np.sqrt(spread) / np.log(share)
            told.append((hours, share, share ** np.exp(-width), share ** np.exp(width)))
        else:
            told.append((hours, 0.0, np.nan, np.nan))
    return pd.DataFrame(told, columns=["hours", "share", "low", "high"])


def at(fitted: pd.DataFrame, hours: float) -> tuple[float, ...]:
    """The curve after some hours; everything is open before the first closing."""
    passed = fitted[fitted["hours"] <= hours]
    return tuple(passed[["share", "low", "high"]].iloc[-1]) if len(passed) else (1.0, 1.0, 1.0)


def half(fitted: pd.DataFrame, name: str) -> float:
    """After how many days a curve is down to a half, NaN where it is not."""
    down = fitted.loc[fitted[name] <= 0.5 + 1e-9, "hours"]
    return down.iloc[0] / 24 if len(down) else np.nan
