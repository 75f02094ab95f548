"""How long cases stay open, as survival curves: open cases are censored, not left out.

Kaplan and Meier's estimate comes from statsmodels, fed with counted rows (`process.survival_counts`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.duration.survfunc import SurvfuncRight

CONFIDENCE = 0.95
ROUNDING = 1e-12  # the estimate is a product in logarithms: a half may come out a hair above


def curve(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the share of cases still open after each hour at which one was closed, from counted rows.

    `counts` has hours, closed and cases. Columns: hours, at_risk (cases under way just before), open_share,
    low and high (its pointwise 95 % confidence interval, missing where the share is 0). No row where no
    case was closed.

    The interval is the log-log one of Kalbfleisch and Prentice (The Statistical Analysis of Failure Time
    Data, 1980) on Greenwood's variance. statsmodels gives neither for counted rows: with `freq_weights` its
    standard error is that of the cumulative hazard.
    """
    columns = ["hours", "at_risk", "open_share", "low", "high"]
    if not counts["closed"].any():
        return pd.DataFrame(columns=columns, dtype=float)
    weights = counts["cases"].to_numpy(dtype=float)
    fitted = SurvfuncRight(counts["hours"], counts["closed"].astype(int), freq_weights=weights)
    at_risk, closed, share = fitted.n_risk, fitted.n_events, fitted.surv_prob
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.sqrt(np.cumsum(closed / (at_risk * (at_risk - closed))))
        spread = norm.ppf((1 + CONFIDENCE) / 2) * greenwood / np.log(share)
        low, high = (share ** np.exp(sign * spread) for sign in (-1, 1))
    known = share > 0
    low, high = (np.where(known, bound, np.nan) for bound in (low, high))
    return pd.DataFrame(
        dict(zip(columns, (fitted.surv_times, at_risk, share, low, high), strict=True)), dtype=float
    )


def median(fitted: pd.DataFrame) -> tuple[float | None, float | None, float | None]:
    """Return the hours after which half of the cases are closed, and its 95 % interval; None: not reached.

    The interval is read off the curve's own (Brookmeyer and Crowley, Biometrics 38, 1982).
    """
    middle, low, high = (_first_at_half(fitted, name) for name in ("open_share", "low", "high"))
    return middle, low, high


def at_hours(fitted: pd.DataFrame, hours: Sequence[float] | np.ndarray) -> pd.DataFrame:
    """Return the curve at given hours: hours, open_share, low, high; everything is open before the first closing."""
    steps = pd.concat(
        [pd.DataFrame({"hours": [-1.0], "open_share": [1.0], "low": [1.0], "high": [1.0]}), fitted]
    )[["hours", "open_share", "low", "high"]]
    wanted = pd.DataFrame({"hours": np.asarray(hours, dtype=float)})
    return pd.merge_asof(wanted, steps, on="hours")


def _first_at_half(fitted: pd.DataFrame, name: str) -> float | None:
    reached = fitted.loc[fitted[name] <= 0.5 + ROUNDING, "hours"]
    return None if reached.empty else float(reached.iloc[0])
