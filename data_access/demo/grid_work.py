"""The demo city's grid work: the posts of each grid, visits and problem checks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_access.demo.calendar import DAYS, DAYTIME_WEIGHTS, WORKING_WEEK, drawn_days, moments
from data_access.demo.placed import grid_codes, numbered
from data_access.demo.places import City
from data_access.demo.planted import Planted
from data_access.schema import POST_ROLES, VISIT_ROLES

FILLED = (1.0, 0.98, 0.97, 0.9, 0.75)  # share of posts filled, in the order of POST_ROLES
VISITS_A_WEEK = 1.0


def posts(city: City, rng: np.random.Generator) -> pd.DataFrame:
    """Return the five posts of each grid, filled or vacant."""
    count = len(city.grids)
    parts = [
        grid_codes(city).assign(
            post_id=city.grids["code"] + f"-{number}",
            role=role,
            filled=rng.random(count) < share,
            since=DAYS[rng.integers(0, len(DAYS), count)].date,
        )
        for number, (role, share) in enumerate(zip(POST_ROLES, FILLED, strict=True), start=1)
    ]
    return pd.concat(parts, ignore_index=True)


def visits(city: City, planted: list[Planted], rng: np.random.Generator) -> pd.DataFrame:
    """Return visits and checks, about one a week in each grid, none in a silent grid once it is silent."""
    lively = rng.lognormal(0, 0.35, len(city.grids)).clip(0.6)
    counts = rng.poisson(VISITS_A_WEEK * lively * len(DAYS) / 7)
    grid = np.repeat(np.arange(len(city.grids)), counts)
    day = drawn_days(len(grid), WORKING_WEEK, rng)
    found = rng.poisson(0.5, len(grid))
    rows = grid_codes(city).iloc[grid].reset_index(drop=True)
    rows = rows.assign(
        role=rng.choice(VISIT_ROLES, len(grid), p=[0.2, 0.55, 0.25]),
        visited_at=moments(day, rng, DAYTIME_WEIGHTS),
        purpose=rng.choice(
            ["home_visit", "problem_check", "safety", "care"], len(grid), p=[0.45, 0.3, 0.15, 0.1]
        ),
        households=rng.integers(3, 16, len(grid)),
        problems_found=found,
        problems_to_cases=rng.binomial(found, 0.4),
    )
    since = rows["grid_code"].map(
        {item.place: pd.Timestamp(item.start) for item in planted if item.kind == "silent"}
    )
    rows = rows[~(rows["visited_at"] >= since)].sort_values(["visited_at", "grid_code"], kind="stable")
    return numbered(rows, "visit_id", "V")
