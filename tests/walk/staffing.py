"""Grids with their posts and sizes, counted for the page of grid work."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pandas as pd

from tests.walk.asking import Asked
from tests.walk.counting import City, Figures
from tests.walk.telling import WORDS, column, headed, word

WALKERS = ("grid_chief", "full_time", "part_time")
CHAIN = ("community_party_committee", "compound_party_branch", *WALKERS)
SIZES = (0, 100, 200, 300, 400, 501, 601, 801, 1001)
LISTED = 1000


def of(name: str) -> str:
    return column(f"grid_work.{name}")


def size(grid: Mapping[str, object]) -> str:
    """What the standard of 300 to 500 households says of a grid."""
    households = pd.to_numeric(grid["households"])
    if grid["kind"] == "special":
        return "special"
    if pd.isna(households):
        return "unknown"
    return "under" if households < 300 else "over" if households > 500 else "within"


def grids(city: City, places: Mapping[str, str]) -> pd.DataFrame:
    """The grids of some places with their posts, who is in them, and what the standard says."""
    rows = city.named("grids").loc[city.rows("grids", places).index].set_index("code")
    posts = city.frames["grid_posts"]
    held = posts["filled"].astype(bool)
    by_grid = {
        "posts": posts.groupby("grid_code").size(),
        "filled": held.groupby(posts["grid_code"]).sum(),
        "members": (held & posts["role"].isin(WALKERS)).groupby(posts["grid_code"]).sum(),
    }
    rows = rows.assign(**{name: counts.reindex(rows.index) for name, counts in by_grid.items()})
    return rows.assign(size=[size(grid) for grid in rows.to_dict("records")])


def of_staff(city: City, places: Mapping[str, str]) -> Figures:
    """The figures of posts and sizes of some places."""
    posts, rows = city.rows("grid_posts", places), grids(city, places)
    sized = rows[~rows["size"].isin(["special", "unknown"])]
    staffed = rows.dropna(subset=["households", "members"])
    members = staffed["members"].sum()
    some = len(sized) > 0
    return {
        "posts_filled": 100 * posts["filled"].astype(bool).mean() if len(posts) else np.nan,
        "posts_vacant": int((~posts["filled"].astype(bool)).sum()),
        "households_per_member": staffed["households"].sum() / members if members else np.nan,
        "households_per_grid": sized["households"].astype(float).mean(),
        "grids_over": 100 * (sized["size"] == "over").mean() if some else np.nan,
        "grids_under": 100 * (sized["size"] == "under").mean() if some else np.nan,
    }


def named(city: City, rows: pd.DataFrame) -> dict[str, pd.Series]:
    """What tells grids apart in tables, and how large and staffed they are."""
    load = rows["households"].astype(float) / rows["members"].where(rows["members"] > 0)
    return {
        column("grid"): rows["name"],
        column("street_office"): rows["street_office_code"].map(city.names("street_offices")),
        column("community"): rows["community_code"].map(city.names("communities")),
        column("households"): rows["households"].astype(float),
        of("size"): rows["size"].map(lambda code: word("grid_size", code)),
        of("members"): rows["members"].astype(float),
        of("load"): load.astype(float).round(1),
    }


def vacant(city: City, asked: Asked) -> pd.DataFrame:
    """The grids with a vacant post, those without anybody first, then by load."""
    rows = grids(city, asked.places).reset_index()
    rows = rows[rows["filled"] < rows["posts"]]
    posts = city.frames["grid_posts"]
    left = posts[~posts["filled"].astype(bool)].groupby("grid_code")["role"].agg(set)
    load = rows["households"].astype(float) / rows["members"].where(rows["members"] > 0)
    keys = {"nobody": rows["members"] != 0, "load": -load, "size": -rows["households"].astype(float)}
    rows = rows.assign(**keys, vacant=rows["code"].map(left))
    rows = rows.sort_values(["nobody", "load", "size", "code"]).head(LISTED)
    told = [
        WORDS["words.comma"].join(word("post_role", role) for role in CHAIN if role in roles)
        for roles in rows["vacant"]
    ]
    rows = rows.drop(columns="size").assign(
        size=grids(city, asked.places)["size"].reindex(rows["code"]).to_numpy()
    )
    return pd.DataFrame(
        {**named(city, rows), of("vacant_posts"): pd.Series(told, index=rows.index, dtype=object)}
    )


def chain(city: City, asked: Asked) -> pd.DataFrame:
    """The posts of each role, filled and vacant."""
    posts = city.rows("grid_posts", asked.places)
    held = posts["filled"].astype(bool)
    counts = held.groupby(posts["role"]).agg(["sum", "size"])
    return pd.DataFrame(
        {
            of("post"): [word("post_role", role) for role in counts.index],
            of("filled"): counts["sum"].to_numpy(),
            of("vacant"): (counts["size"] - counts["sum"]).to_numpy(),
            headed("posts_filled"): (100 * counts["sum"] / counts["size"]).round(1).to_numpy(),
        }
    )


def sizes(city: City, asked: Asked) -> pd.DataFrame:
    """The grids by classes of households."""
    rows = grids(city, asked.places)
    households = rows.loc[~rows["size"].isin(["special", "unknown"]), "households"].astype(float)
    counts = (
        pd.cut(households, [*SIZES, np.inf], right=False, labels=range(len(SIZES)))
        .value_counts()
        .sort_index()
    )
    between, above = WORDS["grid_work.size_between"], WORDS["grid_work.size_from"]
    bounds = [between.format(least=low, most=high - 1) for low, high in pairwise(SIZES)]
    verdicts = [size({"kind": "", "households": least}) for least in SIZES]
    table = pd.DataFrame(
        {
            column("households"): [*bounds, above.format(least=SIZES[-1])],
            of("grids"): counts.to_numpy(),
            of("size"): [word("grid_size", verdict) for verdict in verdicts],
        }
    )
    return table if counts.any() else table.iloc[:0]
