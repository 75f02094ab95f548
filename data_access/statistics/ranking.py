"""Scores, ranks and control limits of places, from tables of `data_access.evaluation`.

A league table alone misleads: small places top and tail it by chance. So a place with few cases is not
ranked, and beside the ranks stand a funnel's limits (Spiegelhalter, D. J., 2005, Funnel plots for comparing
institutional performance, Statistics in Medicine 24, 1185-1202).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from data_access.indicators import (
    CLOSING,
    KEPT_IN_COMMUNITY,
    KEPT_IN_GRID,
    ON_TIME_CLOSING,
    ON_TIME_HANDLING,
    REPEAT,
    RESPONSE,
    REWORK,
    SATISFACTION,
    SOLVED,
    Indicator,
)
from data_access.statistics.composite import weighted_mean

WEIGHTS: Mapping[Indicator, int] = {
    ON_TIME_CLOSING: 25,
    CLOSING: 15,
    ON_TIME_HANDLING: 10,
    RESPONSE: 10,
    SOLVED: 10,
    SATISFACTION: 10,
    KEPT_IN_GRID: 5,
    KEPT_IN_COMMUNITY: 5,
    REWORK: 5,
    REPEAT: 5,
}
"""What counts in the score, and how much unless the user says otherwise; the weights are a setting, not a norm."""

FEWEST_CASES = 20
"""A place with fewer cases due to be closed is not ranked: one case would move its rates by five points."""

LIMITS = {"95": 0.95, "998": 0.998}
"""Control limits of a funnel: about two and three standard errors."""


def score(table: pd.DataFrame, indicator: Indicator) -> pd.Series:
    """Return 0 to 100, 100 being best: the rate itself, or 100 less it where less is better."""
    value = indicator.of(table).astype(float)
    return value if indicator.better == "up" else 100 - value


def ranked(table: pd.DataFrame, weights: Mapping[Indicator, float]) -> pd.DataFrame:
    """Return the places with their scores and rank, best first, places with few cases last.

    Columns: code, name, due, one score for each indicator's key, composite (weighted mean of the scores that
    are known, so a missing one is left out and not zero), rank (1 is best, equal composites share a rank;
    missing where fewer than `FEWEST_CASES` cases were due or no weighted rate is known).
    """
    scores = pd.DataFrame({indicator.key: score(table, indicator) for indicator in weights})
    given = np.array([float(weight) for weight in weights.values()])
    composite = pd.Series(weighted_mean(scores.to_numpy(), given))
    enough = pd.to_numeric(table["due"]).fillna(0).reset_index(drop=True) >= FEWEST_CASES
    out = pd.concat(
        [table[["code", "name", "due"]].reset_index(drop=True), scores.reset_index(drop=True)], axis=1
    )
    out["composite"] = composite
    out["rank"] = composite.where(enough).round(6).rank(ascending=False, method="min").astype("Int64")
    return out.sort_values(["rank", "composite", "code"], ascending=[True, False, True], ignore_index=True)


def rank_changes(now: pd.DataFrame, before: pd.DataFrame) -> pd.Series:
    """Return how many ranks each place of `now` has risen since `before` (both from `ranked`); missing if either is."""
    earlier = now["code"].map(before.set_index("code")["rank"]).astype("Int64")
    return earlier - now["rank"]


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


def weights_from_text(text: str, indicators: Sequence[Indicator]) -> dict[Indicator, int] | None:
    """Return the weights that `key:number,key:number` means, None where it is no such text.

    Indicators that are not named weigh nothing; numbers are 0 to 100 and not all 0.
    """
    by_key = {indicator.key: indicator for indicator in indicators}
    weights = dict.fromkeys(indicators, 0)
    for part in text.split(","):
        key, _, number = part.partition(":")
        if key not in by_key or not number.isdecimal() or int(number) > 100:
            return None
        weights[by_key[key]] = int(number)
    return weights if any(weights.values()) else None


def weights_to_text(weights: Mapping[Indicator, int]) -> str:
    """Return the weights as a URL carries them; `weights_from_text` reads them."""
    return ",".join(f"{indicator.key}:{weight}" for indicator, weight in weights.items() if weight)
