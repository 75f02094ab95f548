"""How the demo city's cases go: the level that handles each, the times of its handling, and how it ends."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_access.demo.calendar import AS_OF, in_office_hours
from data_access.demo.categories import WORKING_DAYS
from data_access.demo.planted import Planted
from data_access.schema import LEVELS
from data_access.working_days import due_after_working_days

LEVEL_SHARES = (0.79, 0.145, 0.053, 0.012)
LEVEL_DELAY = {"grid": 1.0, "community": 1.4, "street_office": 2.0, "city": 2.6}
PASSED_UP_WHEN_LAGGING = 0.3
TYPICAL_SHARE_OF_DEADLINE = 0.24
SPREAD = 0.83
LAGGING_DELAY = 2.4
STUCK_SHARE = 0.05  # of cases, which take longer than usual by days that fall off exponentially
STUCK_DAYS = 45  # in the mean
STUCK_ABOVE_GRID = 2.0
RESPONSE_HOURS = 4
SLOW_ANSWERS, SLOW_HOURS = 0.06, 30  # a share of cases waits longer for its answer
LATEST_ANSWER = 0.5  # as a share of the whole time
DISPATCHED_AT, HANDLED_AT = 0.03, 0.96  # shares of the time from first response to last step

DISPUTES = ("neighbour", "noise")
METHODS = {"repair": 0.4, "cleaning": 0.3, "persuasion": 0.2, "referral": 0.1}  # of what is no dispute
KEPT_SEEN_AFTER = pd.Timedelta(days=30)
KEPT_SHARE = 0.94
RATED, RATED_WHEN_SOUR = 0.45, 0.95  # share of closed cases that are rated
LATE, IN_TIME = [0.12, 0.18, 0.3, 0.25, 0.15], [0.02, 0.03, 0.1, 0.35, 0.5]  # ratings 1 to 5
SOURED = [0.3, 0.35, 0.2, 0.1, 0.05]  # the same where satisfaction falls
SOLVED_SHARES = (0.66, 0.91)  # late or reopened cases, all others
REOPENED = [0.965, 0.03, 0.005]  # never, once, twice


def levels_of(lagging: pd.Series, rng: np.random.Generator) -> pd.Series:
    """Draw the level that handles each case; lagging communities pass more of them up."""
    level = pd.Series(rng.choice(LEVELS, len(lagging), p=LEVEL_SHARES))
    passed_up = lagging & (level == "grid") & (rng.random(len(level)) < PASSED_UP_WHEN_LAGGING)
    return level.mask(passed_up, "community")


def times_of(
    reported: pd.Series, deadline: pd.Series, level: pd.Series, lagging: pd.Series, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.Series]:
    """Return acceptance, first response, dispatch, handling and closing of each case, and its last step's moment."""
    count = len(reported)
    delay = level.map(LEVEL_DELAY) * np.where(lagging, LAGGING_DELAY, 1) * rng.lognormal(0, SPREAD, count)
    stuck = rng.random(count) < STUCK_SHARE * np.where(level == "grid", 1, STUCK_ABOVE_GRID)
    longer = np.where(stuck, rng.exponential(STUCK_DAYS * 24, count), 0)
    hours = (deadline * TYPICAL_SHARE_OF_DEADLINE * delay).clip(lower=0.5) + longer
    waits = np.where(rng.random(count) < SLOW_ANSWERS, SLOW_HOURS, RESPONSE_HOURS)
    answered = np.minimum(rng.exponential(waits), hours * LATEST_ANSWER)
    response = later(reported, answered)
    finished = in_office_hours(later(reported, hours), response)
    is_closed = finished <= AS_OF
    last_step = finished.where(finished <= AS_OF, pd.Timestamp(AS_OF))
    taken = (last_step - response).dt.total_seconds() / 3600
    answered_at = response.where(response <= AS_OF)
    times = pd.DataFrame(
        {
            "accepted_at": answered_at,
            "dispatched_at": later(response, taken * DISPATCHED_AT).where(response <= AS_OF),
            "first_response_at": answered_at,
            "handled_at": later(response, taken * HANDLED_AT).where(is_closed),
            "closed_at": finished.where(is_closed),
        }
    )
    return times, last_step


def due_of(reported: pd.Series, category: pd.Series, hours: pd.Series) -> pd.Series:
    """Return each case's deadline, in hours or working days as its category says."""
    due = (reported + pd.to_timedelta(hours, unit="h")).astype("datetime64[us]")
    for code, days in WORKING_DAYS.items():
        chosen = category == code
        due = due.mask(chosen, due_after_working_days(reported[chosen], days).reindex(due.index))
    return due


def soured_of(community: pd.Series, closed: pd.Series, planted: list[Planted]) -> pd.Series:
    """Mark the cases closed while satisfaction falls in their community."""
    since = {item.place: pd.Timestamp(item.start) for item in planted if item.kind == "falling"}
    return closed >= community.map(since)


def outcomes_of(
    category: pd.Series, level: pd.Series, times: pd.DataFrame, soured: pd.Series, rng: np.random.Generator
) -> pd.DataFrame:
    """Return how each case went: status, method, agreement, visits, satisfaction, how often it came back."""
    count, is_closed = len(category), times["closed_at"].notna()
    dispute = category.str.split(".").str[0].isin(DISPUTES)
    method = _methods(dispute, rng)
    late = times["closed_at"] > times["due_at"]
    rating = _ratings(late, soured, rng)
    visits = rng.poisson(np.where(dispute, 1.8, 0.6)).clip(max=6)
    rated = is_closed & (rng.random(count) < np.where(soured, RATED_WHEN_SOUR, RATED))
    signed = is_closed & dispute & (rng.random(count) < 0.5)
    reopened = np.where(is_closed, rng.choice(3, count, p=REOPENED), 0)
    visited_again = signed & (times["closed_at"] <= pd.Timestamp(AS_OF) - KEPT_SEEN_AFTER)
    return pd.DataFrame(
        {
            "status": np.where(is_closed, "closed", "open"),
            "resolved_level": level.where(is_closed, None),
            "method": method.where(is_closed, None),
            "agreement_signed": signed,
            "agreement_kept": _answers(visited_again, KEPT_SHARE, rng),
            "solved": _answers(rated, np.where(late | (reopened > 0), *SOLVED_SHARES), rng),
            "visits": np.where(times["first_response_at"].notna(), visits, 0),
            "satisfaction": pd.Series(rating + 1, dtype="Int64").where(rated),
            "reopened": reopened,
        }
    )


def later(moment: pd.Series, hours: pd.Series | np.ndarray) -> pd.Series:
    """Return the moments so many hours later, to the second."""
    seconds = np.round(np.asarray(hours, dtype=float) * 3600).astype("timedelta64[s]")
    return (moment + seconds).astype("datetime64[us]")


def _methods(dispute: pd.Series, rng: np.random.Generator) -> pd.Series:
    other = rng.choice(list(METHODS), len(dispute), p=list(METHODS.values()))
    return pd.Series(np.where(dispute, "mediation", other))


def _ratings(late: pd.Series, soured: pd.Series, rng: np.random.Generator) -> np.ndarray:
    """Return what each case would be rated: 0 (worst) to 4."""
    count = len(late)
    usual = np.where(late, rng.choice(5, count, p=LATE), rng.choice(5, count, p=IN_TIME))
    return np.where(soured, rng.choice(5, count, p=SOURED), usual)


def _answers(asked: pd.Series, share: float | np.ndarray, rng: np.random.Generator) -> pd.Series:
    """Return a yes to a share of those asked, a no to the others, and nothing to who was not asked."""
    return pd.Series(rng.random(len(asked)) < share, dtype="boolean").where(asked)
