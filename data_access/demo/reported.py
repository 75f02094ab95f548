"""Which cases the demo city has: where, when and of which category each is reported."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_access.demo.calendar import DAYS, day_weights, moments
from data_access.demo.categories import CHILDREN
from data_access.demo.compounds import COMPOUND_KINDS
from data_access.demo.places import City
from data_access.demo.planted import Planted

RAINY_MONTHS = (4, 5, 6)


def ordinary_cases(city: City, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Draw compound, moment and category: hot spots by a Pareto weight, categories by kind and season."""
    heat = city.compounds["residents"].to_numpy() * (1 + rng.pareto(2.2, len(city.compounds)))
    compound = rng.choice(len(city.compounds), count, p=heat / heat.sum())
    at = moments(rng.choice(len(DAYS), count, p=day_weights()), rng)
    kinds = (
        city.compounds["kind"].map({kind: i for i, kind in enumerate(COMPOUND_KINDS)}).to_numpy()[compound]
    )
    rainy = at.dt.month.isin(RAINY_MONTHS).to_numpy()
    base = np.array([row[4] for row in CHILDREN], dtype=float)
    wet = np.array([row[5] for row in CHILDREN])
    category = np.empty(count, dtype=int)
    for kind in range(len(COMPOUND_KINDS)):
        for season in (False, True):
            chosen = (kinds == kind) & (rainy == season)
            weights = base[:, kind] * (wet if season else 1)
            category[chosen] = rng.choice(len(CHILDREN), chosen.sum(), p=weights / weights.sum())
    return pd.DataFrame({"compound": compound, "reported_at": at, "category": category})


def surge_cases(city: City, item: Planted, size: int, rng: np.random.Generator) -> pd.DataFrame:
    """Draw the cases of one planted surge: one community, one category, seven days."""
    inside = np.flatnonzero(city.compounds["community_code"] == item.place)
    first = (pd.Timestamp(item.start) - DAYS[0]).days
    days = first + rng.integers(0, 7, size)
    codes = [row[0] for row in CHILDREN]
    return pd.DataFrame(
        {
            "compound": rng.choice(inside, size),
            "reported_at": moments(np.minimum(days, len(DAYS) - 1), rng),
            "category": codes.index(item.category or ""),
        }
    )


def without_silent_grids(
    rows: pd.DataFrame, city: City, planted: list[Planted], rng: np.random.Generator
) -> pd.DataFrame:
    """Move the cases of silent grids, from the day they fall silent, to compounds elsewhere."""
    silent = {item.place: pd.Timestamp(item.start) for item in planted if item.kind == "silent"}
    grid = city.compounds["grid_code"].to_numpy()
    others = np.flatnonzero(~city.compounds["grid_code"].isin(silent))
    since = pd.Series(grid[rows["compound"]]).map(silent)
    gone = (rows["reported_at"] >= since).to_numpy()
    rows.loc[gone, "compound"] = rng.choice(others, gone.sum())
    return rows
