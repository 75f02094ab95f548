"""Statistical judgements on the tables of `data_access.attention.signals`: what is more, or less, than chance allows.

Pure functions from tables to alerts. Each looks at all places at once and reports those whose false
discovery rate, by Benjamini and Hochberg over everything looked at (`scipy.stats.false_discovery_control`),
is at most `FALSE_DISCOVERY_RATE`.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from scipy import stats

WEEKS = 52
"""Weeks of the past that the last seven days are held against."""

RECENT_DAYS = {
    "surge": 7,
    "satisfaction": 30,
    "repeat": 90,
    "reopened": 30,
}
"""Days, the as-of day included, in which what an alert of each kind speaks of took place."""

FALSE_DISCOVERY_RATE = 0.01
"""Of the alerts shown, at most this share is expected to be chance."""

FEWEST_CASES = 3
FEWEST_WEEKS = 8  # a shorter past does not tell what is usual
PRIOR_CASES = 0.5
"""Jeffreys' prior of a Poisson rate, as cases: a place without any past is not thought to be incapable of one."""

SEASON_WEIGHT = 10.0
"""Cases for which the season of all categories counts within the season of one: rare ones lean on it."""

FEWEST_ACTIVE_DAYS = 8
FEWEST_SILENT_DAYS = 14
FEWEST_RATED = 5
FEWEST_PAST_RATED = 20


def surges(weekly: pd.DataFrame, communities: int) -> pd.DataFrame:
    """Return the communities and categories with significantly more cases in the last seven days.

    The count is held against its negative binomial predictive distribution. Its mean is the place's own
    weekly mean times the season. Its variance adds to the Poisson's the spread of ordinary weeks (variance ÷
    mean, pooled over the category's places: quasi-Poisson, as in Farrington et al. 1996,
    doi:10.2307/2983331) and how little is known of a short past (the Gamma-Poisson predictive) and of the season.

    Parameters
    ----------
    weekly
        The rows of `signals.by_week`.
    communities
        How many communities were looked at; pairs without any case are among the comparisons.

    Returns
    -------
    The rows' place and category codes and since, with observed (cases in seven days), expected (cases), p
    and q (false discovery rate), most certain first.
    """
    weeks = weeks_known(weekly)
    if weeks < FEWEST_WEEKS:
        return _alerts(weekly.iloc[:0].assign(observed=0, expected=0.0), np.array([]), 0)
    expected, variance = _predicted(weekly, weeks)
    judged = weekly.assign(observed=weekly["recent"], expected=expected)
    mean = expected.to_numpy()
    size = mean**2 / (variance - mean)
    p = stats.nbinom.sf(judged["observed"] - 1, size, mean / variance)
    pairs = communities * judged["category_code"].nunique()
    return _alerts(judged, p, pairs, judged["observed"] >= FEWEST_CASES)


def _predicted(weekly: pd.DataFrame, weeks: int) -> tuple[pd.Series, np.ndarray]:
    """Return mean and variance of the cases that each row would have in the last seven days."""
    known = weekly["past"] + PRIOR_CASES
    season, season_known = _season(weekly, weeks)
    expected = season * known / weeks
    mean = expected.to_numpy()
    return expected, mean * _spread(weekly, weeks) + mean**2 * (1 / known + 1 / season_known).to_numpy()


def weeks_known(weekly: pd.DataFrame) -> int:
    """Return how many weeks of the past the rows of `signals.by_week` reach back; below 8 tell no surge."""
    return WEEKS - int(weekly["first_week"].min()) if len(weekly) else 0


def silent_grids(life: pd.DataFrame, by_day: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the grids whose silence since their last visit or report is improbable by their own past.

    Given the days on which a grid gave a sign in the past year, the chance that none of them falls into
    the last stretch is binomial, where time is measured by the signs of all grids: a holiday, or a week in
    which nobody entered visits, is short.

    Parameters
    ----------
    life, by_day
        The rows of `signals.life_of_grids` and `signals.life_by_day`.
    as_of
        The last day of the silence.

    Returns
    -------
    The rows' place codes, with since (the last sign of life), observed (0), expected (days with a sign that
    the silence would have had), silent_days, p and q, most certain first.
    """
    last_day = pd.to_datetime(life["last_at"]).dt.normalize()
    share = _share_since(last_day, by_day)
    active = life["active_days"].to_numpy(dtype=float)
    judged = life.assign(
        since=life["last_at"],
        observed=0,
        expected=active * share / (1 - share),
        silent_days=(pd.Timestamp(as_of) - last_day).dt.days,
    )
    enough = (judged["active_days"] >= FEWEST_ACTIVE_DAYS) & (judged["silent_days"] >= FEWEST_SILENT_DAYS)
    return _alerts(judged, stats.binom.pmf(0, active, share), len(judged), enough)


def _share_since(last_day: pd.Series, by_day: pd.DataFrame) -> np.ndarray:
    """Return the share of all grids' signs of life that came after each day."""
    days = by_day.assign(day=pd.to_datetime(by_day["day"]).dt.normalize()).sort_values("day")
    passed = np.concatenate([[0.0], np.cumsum(days["grids"].to_numpy(dtype=float))])
    until_last = passed[np.searchsorted(days["day"].to_numpy(), last_day.to_numpy(), side="right")]
    silent = passed[-1] - until_last
    return silent / np.maximum(silent + until_last, 1)


def falling_satisfaction(ratings: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the communities whose share of satisfied ratings fell in the last 30 days.

    One-sided exact test of Fisher against the community's own year before: with the totals given, the
    satisfied among the recent ratings are hypergeometric.

    Parameters
    ----------
    ratings
        The rows of `signals.satisfaction`.
    as_of
        The last of the 30 days.

    Returns
    -------
    The rows with since (the first of the 30 days), observed (satisfied ratings in them), expected (by the
    past share), p and q, most certain first.
    """
    enough = (ratings["rated"] >= FEWEST_RATED) & (ratings["past_rated"] >= FEWEST_PAST_RATED)
    judged = ratings[enough]
    columns = ("rated", "satisfied", "past_rated", "past_satisfied")
    rated, satisfied, past_rated, past_satisfied = (judged[name].to_numpy(dtype=float) for name in columns)
    p = stats.hypergeom.cdf(satisfied, rated + past_rated, satisfied + past_satisfied, rated)
    judged = judged.assign(
        since=pd.Timestamp(as_of) - timedelta(days=RECENT_DAYS["satisfaction"] - 1),
        observed=satisfied,
        expected=rated * past_satisfied / past_rated,
    )
    return _alerts(judged, p, len(judged))


def _season(judged: pd.DataFrame, weeks: int) -> tuple[pd.Series, pd.Series]:
    """Return this week ÷ a usual week of each row's category in all other places, and the cases that tell it.

    A place's own surge must not raise what is expected of it, so it is left out. Rare categories lean on
    the ratio of all categories.
    """
    overall = (judged["recent"].sum() + PRIOR_CASES) / (judged["past"].sum() / weeks + PRIOR_CASES)
    by_category = judged.groupby("category_code")
    now = by_category["recent"].transform("sum") - judged["recent"] + SEASON_WEIGHT * overall
    usual = (by_category["past"].transform("sum") - judged["past"]) / weeks + SEASON_WEIGHT
    return now / usual, now


def _spread(judged: pd.DataFrame, weeks: int) -> np.ndarray:
    """Return each row's variance ÷ mean of weekly counts, pooled over the places of its category, at least 1."""
    mean = judged["past"] / weeks
    variance = (judged["past_squares"] - weeks * mean**2) / (weeks - 1)
    sums = (
        pd.DataFrame({"mean": mean, "variance": variance}).groupby(judged["category_code"]).transform("sum")
    )
    return np.maximum(sums["variance"] / sums["mean"].where(sums["mean"] > 0), 1).fillna(1).to_numpy()


def _alerts(
    judged: pd.DataFrame, p: np.ndarray, compared: int, enough: pd.Series | None = None
) -> pd.DataFrame:
    """Return the rows that stand out among all that were compared, with p and q; the rest of those have p = 1."""
    every = np.concatenate([p, np.ones(max(compared - len(p), 0))])
    q = stats.false_discovery_control(every)[: len(p)] if len(every) else every
    found = judged.assign(p=p, q=q)
    found = found[(found["q"] <= FALSE_DISCOVERY_RATE) & (True if enough is None else enough)]
    return found.sort_values(["q", "p"]).reset_index(drop=True)
