"""Rates of every community at once, for medians."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.walk.asking import DAY, Span
from tests.walk.counting import City, within
from tests.walk.joint_building import standing
from tests.walk.staffing import WALKERS

COMPARED = (
    *("reported_per_1000", "on_time", "median_days", "kept_in_grid", "kept_in_community", "satisfaction"),
    *("visits_per_100_households", "households_reached", "participants_per_1000"),
    *("posts_filled", "households_per_member", "signed_share"),
)


def compared(city: City, span: Span) -> dict[str, pd.Series]:
    """Each rate of `COMPARED` by the codes of communities."""
    places = city.frames["communities"].set_index("code")
    rates = of_cases(city, span) | of_visits(city, span) | of_posts(city) | of_life(city, span)
    return {name: values.astype(float).reindex(places.index) for name, values in rates.items()}


def share(part: pd.Series, of: pd.Series, by: pd.Series) -> pd.Series:
    """Per cent of the true ones of which something is true, by place."""
    whole = of.astype(float).groupby(by).sum()
    return 100 * (part & of).astype(float).groupby(by).sum() / whole.where(whole > 0)


def of_cases(city: City, span: Span) -> dict[str, pd.Series]:
    """The rates of cases."""
    places, rows = city.frames["communities"].set_index("code"), city.frames["cases"]
    closed = rows[within(rows["closed_at"], span)]
    by, level = closed["community_code"], closed["resolved_level"]
    rating = closed["satisfaction"].astype(float)
    counts = rows.loc[within(rows["reported_at"], span), "community_code"].value_counts()
    residents = places["residents"].astype(float)
    return {
        "reported_per_1000": 1000 * counts.reindex(places.index).fillna(0) / residents.where(residents > 0),
        "on_time": share(closed["closed_at"] <= closed["due_at"], closed["due_at"].notna(), by),
        "median_days": ((closed["closed_at"] - closed["reported_at"]) / DAY).groupby(by).median(),
        "kept_in_grid": share(level == "grid", level.notna(), by),
        "kept_in_community": share(level.isin(["grid", "community"]), level.notna(), by),
        "satisfaction": share(rating >= 4, rating.notna(), by),
    }


def of_visits(city: City, span: Span) -> dict[str, pd.Series]:
    """The rates of visits."""
    places, rows = city.frames["communities"].set_index("code"), city.frames["visits"]
    made = rows[within(rows["visited_at"], span)]
    grids = city.frames["grids"].set_index("code")
    households = grids["households"].astype(float)
    called = made.groupby("grid_code")["households"].sum(min_count=1).astype(float).reindex(grids.index)
    called = called.where(grids.index.isin(made["grid_code"]), 0.0)
    known = called.notna() & households.notna()
    by = grids["community_code"][known]
    whole = households[known].groupby(by).sum()
    counts = made["community_code"].value_counts().reindex(places.index).fillna(0)
    return {
        "visits_per_100_households": 100 * counts / places["households"].astype(float),
        "households_reached": 100
        * np.minimum(called, households)[known].groupby(by).sum()
        / whole.where(whole > 0),
    }


def of_posts(city: City) -> dict[str, pd.Series]:
    """The rates of posts."""
    posts, grids = city.frames["grid_posts"], city.frames["grids"].set_index("code")
    held = posts["filled"].astype(bool)
    walking = (held & posts["role"].isin(WALKERS)).groupby(posts["grid_code"]).sum().reindex(grids.index)
    staffed = walking.notna() & grids["households"].notna()
    by = grids["community_code"][staffed]
    members = walking[staffed].astype(float).groupby(by).sum()
    sums = grids["households"][staffed].astype(float).groupby(by).sum()
    return {
        "posts_filled": 100 * held.astype(float).groupby(posts["community_code"]).mean(),
        "households_per_member": sums / members.where(members > 0),
    }


def of_life(city: City, span: Span) -> dict[str, pd.Series]:
    """The rates of participation and of joint party building."""
    places, rows = city.frames["communities"].set_index("code"), city.frames["activities"]
    held = rows[within(rows["starts_at"], span)].astype({"participants": float})
    came = held.groupby("community_code")["participants"].sum(min_count=1).reindex(places.index)
    came = came.where(places.index.isin(held["community_code"]), 0.0)
    residents = places["residents"].astype(float)
    compounds = city.frames["compounds"]
    standings = standing(compounds)
    known = standings.isin(["signed", "unsigned"])
    return {
        "participants_per_1000": 1000 * came / residents.where(residents > 0),
        "signed_share": share(standings == "signed", known, compounds["community_code"]),
    }
