"""Control limits of funnel plots, which tell a place that stands out from one that is merely small.

After Spiegelhalter, D. J. (2005), Funnel plots for comparing institutional performance, Statistics in Medicine
24, 1185-1202.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from data_access.indicators import (
    Indicator,
)

LIMITS = {"95": 0.95, "998": 0.998}
"""Control limits of a funnel: about two and three standard errors."""


def funnel(table: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Return each place's rate beside its control limits.

    Columns: code, name, cases (the denominator), value (per cent), low_95, high_95, low_998, high_998 (per
    cent), verdict: inside, alert (outside 95 %), alarm (outside 99.8 %). Limits are those of a binomial
    whose share is that of all places together. Places without cases are left out.
    """
    rows = table.assign(
        top=pd.to_numeric(table[indicator.numerator]),
        cases=pd.to_numeric(table[indicator.denominator or ""]),
    )
    rows = rows[rows["cases"].fillna(0) > 0].dropna(subset=["top"]).reset_index(drop=True)
    out = rows[["code", "name", "cases"]].assign(value=100 * rows["top"] / rows["cases"])
    target = rows["top"].sum() / rows["cases"].sum() if len(rows) else np.nan
    for name, low, high in funnel_limits(rows["cases"].to_numpy(), target):
        out[f"low_{name}"], out[f"high_{name}"] = 100 * low, 100 * high
    out["verdict"] = np.select(
        [_outside(out, "998"), _outside(out, "95")], ["alarm", "alert"], default="inside"
    )
    return out


def funnel_curve(largest: int, target: float, points: int = 120) -> pd.DataFrame:
    """Return the limits over a range of sizes, for drawing: cases, low_95, high_95, low_998, high_998 (per cent)."""
    sizes = np.unique(np.geomspace(1, max(largest, 2), points).round().astype(int))
    limits = {
        f"{side}_{name}": 100 * values
        for name, low, high in funnel_limits(sizes, target)
        for side, values in (("low", low), ("high", high))
    }
    return pd.DataFrame({"cases": sizes, **limits})


def funnel_limits(cases: np.ndarray, target: float) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """Return name, lower and upper limit (shares) of each of `LIMITS`, for numbers of cases.

    Spiegelhalter 2005, appendix A.1.1: the quantile of the binomial, interpolated between the two counts
    around it. r is the smallest count whose cumulative probability F reaches p; the limit is (r - a) / n with
    a = (F(r) - p) / (F(r) - F(r - 1)).
    """
    limits = []
    for name, share in LIMITS.items():
        tail = (1 - share) / 2
        low, high = (_quantile(cases, target, p) for p in (tail, 1 - tail))
        limits.append((name, low, high))
    return limits


def _quantile(cases: np.ndarray, target: float, p: float) -> np.ndarray:
    count = stats.binom.ppf(p, cases, target)
    reached = stats.binom.cdf(count, cases, target)
    step = stats.binom.pmf(count, cases, target)
    return np.clip((count - (reached - p) / step) / cases, 0, 1)


def _outside(out: pd.DataFrame, name: str) -> pd.Series:
    return (out["value"] < out[f"low_{name}"]) | (out["value"] > out[f"high_{name}"])
