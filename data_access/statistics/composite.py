"""Composite indicators: parts on one scale, their weighted mean, and what ranks owe to the choice of weights.

After OECD and JRC (2008), Handbook on Constructing Composite Indicators, OECD Publishing: normalisation
section 1.5, weighting and linear aggregation section 1.6, robustness section 1.7. Places are rows, parts are
columns; a part that is not known is missing and never zero.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

METHODS = ("min_max", "z_score")
"""How parts are brought to one scale: by the range of the places, or by their standard deviation."""

TAILS = (0.025, 0.975)
"""Quantiles to which a part is winsorised before min–max, so that one extreme place does not set the scale."""

Z_CENTRE, Z_STEP = 50, 10
"""A z-score is written as 50 points and 10 for each standard deviation, to be read like the other scale."""

LEAST_KNOWN = 0.6
"""A place where the known parts carry a smaller share of the weight gets no score."""

DRAWS = 1_000
"""Random weightings behind the range of a rank."""

RANGE = (5, 95)
"""Percentiles of the ranks that the range shows."""

SEED = 20_080_904
DIGITS = 9  # scores that agree so far are equal, whatever the order of adding


def normalised(values: pd.DataFrame, frame: pd.DataFrame, method: str) -> pd.DataFrame:
    """Return the parts on one scale, more being better, measured against the places of `frame`.

    `min_max` (Handbook 1.5): 0 to 100 between the quantiles `TAILS` of the frame, beyond which values are
    cut. `z_score` (Handbook 1.5): 50 at the frame's mean, 10 points for each standard deviation, without
    bounds. A part that does not differ within the frame tells places apart by nothing and is missing.
    Raises ValueError for another method.
    """
    values, frame = values.astype(float), frame.astype(float)
    if method == "min_max":
        low, high = (frame.quantile(tail) for tail in TAILS)
        return 100 * (values.clip(low, high, axis=1) - low) / (high - low).where(high > low)
    if method == "z_score":
        spread = frame.std(ddof=0)
        differs = frame.max() > frame.min()
        return Z_CENTRE + Z_STEP * (values - frame.mean()) / spread.where(differs)
    raise ValueError(f"unknown method {method!r}; use one of {METHODS}")


def weighted_mean(scores: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return each row's mean of its known scores, their weights scaled up to stand for the missing ones.

    `weights` is one weighting, or several as rows, which give a column each; missing where nothing known weighs
    anything. Linear aggregation, Handbook 1.6.
    """
    known = (~np.isnan(scores)).astype(float) @ weights.T
    summed = np.nan_to_num(scores) @ weights.T
    return np.divide(summed, known, out=np.full(known.shape, np.nan), where=known > 0)


def standings(scores: pd.DataFrame, weights: pd.Series) -> pd.DataFrame:
    """Return each place's known (share of the weight, 0 to 1), score and rank (1 is best, ties share a rank).

    `scores` comes from `normalised`, `weights` are numbers by part, not all 0. Score and rank are missing where
    less than `LEAST_KNOWN` of the weight is known.
    """
    given = weights[scores.columns].to_numpy(dtype=float)
    known = scores.notna().to_numpy() @ given / given.sum()
    enough = known >= LEAST_KNOWN - 10.0**-DIGITS
    score = pd.Series(weighted_mean(scores.to_numpy(), given), index=scores.index).where(enough)
    rank = score.round(DIGITS).rank(ascending=False, method="min").astype("Int64")
    return pd.DataFrame({"known": known, "score": score, "rank": rank}, index=scores.index)


def random_weights(weights: pd.Series, draws: int = DRAWS) -> np.ndarray:
    """Return random weightings as rows, each of sum 1, the same at every call.

    They follow a Dirichlet distribution whose mean is the given weights and whose concentration is the number
    of parts that weigh anything: with equal weights every weighting is equally likely.
    """
    given = weights.to_numpy(dtype=float)
    weighing = given > 0
    shares = given[weighing] / given.sum()
    drawn = np.zeros((draws, len(given)))
    drawn[:, weighing] = np.random.default_rng(SEED).dirichlet(shares * weighing.sum(), draws)
    return drawn


def rank_ranges(scores: pd.DataFrame, weights: pd.Series, draws: int = DRAWS) -> pd.DataFrame:
    """Return each place's rank_low, rank_median and rank_high over random weightings (Handbook 1.7).

    Low and high are the percentiles `RANGE` of the ranks that occurred, low being better. Places that
    `standings` does not rank are left out of every ranking, and missing here.
    """
    ranked = standings(scores, weights)["rank"].notna()
    names = ["rank_low", "rank_median", "rank_high"]
    if not ranked.any():
        return pd.DataFrame(index=scores.index, columns=names, dtype="Int64")
    every = weighted_mean(scores[ranked].to_numpy(), random_weights(weights[scores.columns], draws))
    ranks = stats.rankdata(-every.T.round(DIGITS), method="min", axis=1)
    found = np.percentile(ranks, [RANGE[0], 50, RANGE[1]], axis=0, method="inverted_cdf").astype(int)
    ranges = pd.DataFrame(found.T, index=scores.index[ranked], columns=names)
    return ranges.reindex(scores.index).astype("Int64")
