"""Scores and ranks of places, from tables of `data_access.evaluation.official`.

A league table alone misleads: small places top and tail it by chance. So a place with few cases is not
ranked, and beside the ranks stand a funnel's limits (`data_access.statistics.funnel`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

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
