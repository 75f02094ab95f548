"""Visits and posts on both databases against pandas, from rows of which some do not tell all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import URL, Engine

from data_access import demo
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.database.writing import insert_frame, replacing
from data_access.grid_work import posts, visits
from data_access.indicators import (
    HOUSEHOLDS_PER_MEMBER,
    HOUSEHOLDS_REACHED,
    PROBLEMS_TO_CASES,
    VISITS_PER_100_HOUSEHOLDS,
    VISITS_PER_GRID,
)
from data_access.schema import POST_ROLES, VISIT_ROLES, metadata
from data_access.selection import Selection
from tests.oracle import KEY_OF_LEVEL, SELECTIONS, TABLE_OF_LEVEL, during, placed, same

JUNE = Selection(date(2026, 6, 1), date(2026, 7, 1))
CHOSEN = {name: SELECTIONS[name] for name in ("city", "streets", "community", "grid", "limited")}
SUMS = ("household_visits", "problems_found", "problems_to_cases", "followed", "followed_to_cases")
TABLES = ("dataset", "street_offices", "communities", "grids", "grid_posts", "visits", "cases")


@pytest.fixture(params=[*CHOSEN, "month"])
def selection(request) -> Selection:
    return (CHOSEN | {"month": JUNE})[request.param]


@pytest.fixture(scope="module")
def frames(demo_frames) -> dict[str, pd.DataFrame]:
    """The small demo city, where some grids, visits and posts do not tell everything."""
    grids = demo_frames["grids"].copy()
    rows = demo_frames["visits"].copy()
    held = demo_frames["grid_posts"].copy()
    grids.loc[grids.index[::11], "households"] = np.nan
    grids["households"] = grids["households"].astype("Int64")
    for name, step in (("households", 7), ("problems_found", 13), ("problems_to_cases", 17)):
        rows[name] = rows[name].astype("Int64")
        rows.loc[rows.index[3::step], name] = pd.NA
    mute = grids["code"].iloc[5::40]
    rows.loc[rows["grid_code"].isin(mute), "households"] = pd.NA
    rows.loc[rows.index[11::101], "grid_code"] = None
    rows.loc[rows.index[12::101], "grid_code"] = "999999999999999"
    rows.loc[rows.index[13::101], "purpose"] = None
    rows = rows[~rows["grid_code"].isin(grids["code"].iloc[9::200])]
    held = held[~held["grid_code"].isin(grids["code"].iloc[8::50])]
    held.loc[held["grid_code"].isin(grids["code"].iloc[7::60]), "filled"] = False
    held.loc[held.index[4::90], "grid_code"] = None
    return {**demo_frames, "grids": grids, "visits": rows, "grid_posts": held}


@pytest.fixture(scope="module", params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request, frames, tmp_path_factory) -> Engine:
    if request.param == "duckdb":
        url = URL.create("duckdb", database=str(tmp_path_factory.mktemp("grid_work")))
    else:
        url = request.getfixturevalue("new_postgres")("grid_work")
    with replacing(url) as (connection, _):
        for name in TABLES:
            insert_frame(connection, metadata.tables[name], frames[name])
    return reading_engine(url)


def made(frames: dict[str, pd.DataFrame], selection: Selection) -> pd.DataFrame:
    rows = placed(frames["visits"], selection)
    rows = rows[during(rows["visited_at"], selection)]
    both = rows["problems_found"].notna() & rows["problems_to_cases"].notna()
    return rows.assign(
        household_visits=rows["households"],
        followed=rows["problems_found"].where(both),
        followed_to_cases=rows["problems_to_cases"].where(both),
    )


def measured(rows: pd.DataFrame, by: str | list[str] | None = None) -> pd.DataFrame:
    """The measures of visits, for each group, or in one row."""
    groups = rows.assign(households=rows["households"].notna(), visits=1)
    groups = groups.astype(dict.fromkeys(SUMS, float)).groupby(by or (lambda _: 0))
    counts = groups[["visits", "households"]].sum().rename(columns={"households": "counted"})
    return counts.join(groups[list(SUMS)].sum(min_count=1))


def covered(frames: dict[str, pd.DataFrame], selection: Selection) -> pd.DataFrame:
    """Each selected grid with whether it was visited, and the most households that can have been."""
    grids = placed(frames["grids"], selection, own="grid")
    calls = made(frames, selection).astype({"households": float}).groupby("grid_code")["households"]
    visited = grids["code"].isin(calls.size().index)
    told = grids["code"].map(calls.sum(min_count=1))
    known = grids["households"].astype(float).where(~visited | told.notna())
    reached = np.minimum(told.where(visited, 0), known)
    return grids.assign(grid_code=grids["code"], grids=1, grids_visited=visited, known=known, reached=reached)


def coverage_of(rows: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    groups = rows.rename(columns={"known": "known_households"}).groupby(by or (lambda _: 0))
    sums = groups[["known_households", "reached"]].sum(min_count=1)
    return groups[["grids", "grids_visited"]].sum().join(sums)


def test_figures_and_coverage(engine, frames, selection):
    """Visits and households reached equal those that pandas finds in the rows."""
    expected = measured(made(frames, selection))
    same(read(engine, visits.figures(selection)), expected, ["visits"])
    expected = coverage_of(covered(frames, selection))
    same(read(engine, visits.coverage(selection)), expected, ["grids"])


def test_no_grid_is_reached_beyond_its_households(engine, frames):
    years = Selection(date(2023, 7, 1), date(2026, 7, 1))
    got = read(engine, visits.by_place(years, "grid"))
    assert (got["household_visits"] > got["known_households"]).any()
    assert (got["reached"].dropna() <= got["known_households"].dropna()).all()
    value = HOUSEHOLDS_REACHED.value(read(engine, visits.coverage(years)))
    assert value is not None
    assert 90 < value <= 100


@pytest.mark.parametrize("level", KEY_OF_LEVEL)
def test_by_place(engine, frames, selection, level):
    """Visits of each place equal those that pandas finds in the rows."""
    key = KEY_OF_LEVEL[level]
    rows, grids = made(frames, selection), covered(frames, selection)
    visited, cover = measured(rows, key), coverage_of(grids, key)
    about = ["code", "name", "residents", "households"]
    places = placed(frames[TABLE_OF_LEVEL[level]], selection, own=level)[about].set_index("code")
    without = ~places.index.isin(visited.index)
    expected = places.join(visited).join(cover)
    expected.loc[without, visited.columns] = 0
    expected = expected.fillna({"grids": 0, "grids_visited": 0}).reset_index()
    got = read(engine, visits.by_place(selection, level))
    numbers = {"households": float}
    same(got.astype(numbers), expected.astype(numbers), ["code"])


def test_by_role_and_over_time(engine, frames, selection):
    rows = made(frames, selection)
    got = read(engine, visits.by_role(selection))
    got["purpose"] = got["purpose"].fillna("none")
    keys = ["role", "purpose"]
    expected = measured(rows.assign(purpose=rows["purpose"].fillna("none")), keys).reset_index()
    same(got, expected, keys)
    weekly = read(engine, visits.roles_over_time(selection, "week")).set_index(["at", "role"])["visits"]
    week = rows["visited_at"].dt.to_period("W-SUN").dt.start_time
    assert weekly.to_dict() == rows.groupby([week, "role"]).size().to_dict()


def test_by_day_counts_listed_grids_once(engine, frames, selection):
    rows = made(frames, selection)
    day = rows["visited_at"].dt.normalize()
    listed = rows["grid_code"].where(rows["grid_code"].isin(frames["grids"]["code"]))
    got = read(engine, visits.by_day(selection))
    got = got.set_index(pd.to_datetime(got["day"]))
    assert got["visits"].to_dict() == rows.groupby(day).size().to_dict()
    assert got["grids"].to_dict() == listed.groupby(day).nunique().to_dict()
    assert not any(got["grids"] > got["visits"])


def test_unvisited(engine, frames, selection):
    """Grids that nobody visited equal those that pandas finds in the rows."""
    earlier = placed(frames["visits"], selection)
    earlier = earlier[earlier["visited_at"] < pd.Timestamp(selection.end)]
    last = earlier.groupby("grid_code")["visited_at"].max()
    grids = placed(frames["grids"], selection, own="grid").set_index("code")
    grids = grids.assign(last=grids.index.map(last))
    silent = grids[grids["last"].isna() | (grids["last"] < pd.Timestamp(selection.start))]
    silent = silent.reset_index().sort_values(["last", "code"], na_position="first")
    got = read(engine, visits.unvisited(selection))
    assert got["code"].tolist() == silent["code"].tolist()
    assert (
        got["last_visited_at"]
        .astype("datetime64[us]")
        .equals(silent["last"].reset_index(drop=True).astype("datetime64[us]"))
    )
    names = frames["communities"].set_index("code")["name"]
    assert got["community"].tolist() == silent["community_code"].map(names).tolist()
    members = frames["grid_posts"].query("filled and role in @VISIT_ROLES").groupby("grid_code").size()
    known = frames["grid_posts"]["grid_code"].dropna().unique()
    expected = silent["code"].map(lambda code: members.get(code, 0) if code in known else np.nan)
    np.testing.assert_array_equal(got["members"].astype(float), expected.astype(float))
    assert (got["total"] == len(got)).all()


def test_grids_never_visited_come_first(engine, frames):
    got = read(engine, visits.unvisited(JUNE))
    never = set(frames["grids"]["code"]) - set(frames["visits"]["grid_code"])
    assert never
    assert set(got["code"].head(len(never))) == never


def test_planted_silent_grids_are_at_the_top(demo_engine):
    """Grids that fell silent before May lead the list of those without a visit since."""
    since = Selection(date(2026, 5, 1), date(2026, 7, 1))
    silent = [item for item in demo.planted() if item.kind == "silent"]
    planted = {item.place for item in silent}
    early = {item.place for item in silent if item.start <= date(2026, 4, 17)}
    got = read(demo_engine, visits.unvisited(since))
    assert len(early) >= 5
    assert early <= set(got["code"].head(len(planted)))
    assert set(got["code"].head(5)) <= planted
    in_june = read(demo_engine, visits.unvisited(JUNE))["code"]
    assert planted <= set(in_june.head(len(planted) + 3))


def test_only_what_may_be_seen_is_listed(engine):
    barred = replace(JUNE, streets=("350582001000",), allowed=frozenset({"350582103000"}))
    assert read(engine, visits.unvisited(barred)).empty
    assert read(engine, posts.listed(barred, "vacant")).empty
    assert read(engine, visits.coverage(barred))["grids"].iloc[0] == 0
    assert read(engine, posts.figures(barred))["posts"].iloc[0] == 0
    assert read(engine, visits.patrol_cases(barred))["patrol_reported"].iloc[0] == 0


def test_patrol_cases(engine, frames, selection):
    """Cases found by patrols equal those that pandas finds in the rows."""
    rows = placed(frames["cases"], selection)
    rows = rows[during(rows["reported_at"], selection) & (rows["channel"] == "patrol")]
    for chosen in (selection, replace(selection, categories=("noise",), levels=("grid",))):
        got = read(engine, visits.patrol_cases(chosen)).iloc[0]
        assert got.tolist() == [len(rows), (rows["status"] == "closed").sum()]


def posted(rows: pd.DataFrame) -> dict[str, object]:
    filled = rows["filled"].astype(bool)
    return {"posts": len(rows), "filled": filled.sum(), "vacant": (~filled).sum()}


def sized_grids(frames: dict[str, pd.DataFrame], grids: pd.DataFrame) -> pd.DataFrame:
    """Each grid with what it adds to the sums of its place."""
    held = frames["grid_posts"].dropna(subset=["grid_code"])
    own = held[held["filled"].astype(bool) & held["role"].isin(VISIT_ROLES)].groupby("grid_code").size()
    households = grids["households"].astype(float)
    plain = households.where(grids["kind"] != "special")
    staffed = households.where(grids["code"].isin(held["grid_code"]))
    return grids.assign(
        grid_code=grids["code"],
        grids=plain.notna(),
        over=plain > 500,
        under=plain < 300,
        sized_households=plain,
        members=grids["code"].map(own).fillna(0).where(staffed.notna()),
        staffed_households=staffed,
    )


COUNTED = ("grids", "over", "under")
SIZES = ("sized_households", "members", "staffed_households")


def sized(rows: pd.DataFrame) -> dict[str, object]:
    counts = {name: rows[name].astype(bool).sum() for name in COUNTED}
    return counts | {name: rows[name].astype(float).sum(min_count=1) for name in SIZES}


def test_posts_and_sizes(engine, frames, selection):
    """Posts filled and sizes of grids equal those that pandas finds in the rows."""
    held = placed(frames["grid_posts"], selection)
    grids = placed(frames["grids"], selection, own="grid")
    got = read(engine, posts.figures(selection))
    same(got, pd.DataFrame([posted(held) | sized(sized_grids(frames, grids))]), ["posts"])
    roles = read(engine, posts.by_role(selection))
    expected = [{"role": role} | posted(group) for role, group in held.groupby("role")]
    same(roles, pd.DataFrame(expected, columns=["role", "posts", "filled", "vacant"]), ["role"])
    plain = grids[grids["households"].notna() & (grids["kind"] != "special")]
    classes = np.searchsorted(posts.SIZES_FROM, plain["households"].astype(int), side="right") - 1
    by_size = read(engine, posts.by_size(selection)).set_index("class_index")["grids"]
    assert by_size.to_dict() == pd.Series(classes).value_counts().to_dict()


@pytest.mark.parametrize("level", KEY_OF_LEVEL)
def test_posts_by_place(engine, frames, selection, level):
    """Posts and sizes of each place equal those that pandas finds in the rows."""
    key = KEY_OF_LEVEL[level]
    held = placed(frames["grid_posts"], selection)
    grids = sized_grids(frames, placed(frames["grids"], selection, own="grid"))
    places = placed(frames[TABLE_OF_LEVEL[level]], selection, own=level)
    filled = held["filled"].astype(bool)
    of_posts = pd.DataFrame({"posts": True, "filled": filled, "vacant": ~filled}).groupby(held[key]).sum()
    of_grids = grids[list(COUNTED)].astype(bool).groupby(grids[key]).sum()
    sums = grids[list(SIZES)].astype(float).groupby(grids[key]).sum(min_count=1)
    expected = places[["code", "name"]]
    for part in (of_posts, of_grids, sums):
        expected = expected.join(part, on="code")
    expected = expected.fillna(dict.fromkeys([*of_posts, *COUNTED], 0))
    got = read(engine, posts.by_place(selection, level))
    columns = ["code", "name", *posted(held), *COUNTED, *SIZES]
    assert set(got.columns) == set(columns)
    same(got[columns], expected, ["code"])


@pytest.mark.parametrize("which", posts.LISTS)
def test_listed_grids(engine, frames, selection, which):
    """Grids listed equal those that pandas finds in the rows."""
    grids = placed(frames["grids"], selection, own="grid")
    held = frames["grid_posts"].dropna(subset=["grid_code"])
    is_plain = grids["households"].notna() & (grids["kind"] != "special")
    vacant = held.loc[~held["filled"].astype(bool), "grid_code"]
    wanted = {
        "vacant": grids["code"].isin(vacant),
        "over": is_plain & (grids["households"] > 500).fillna(False),
        "under": is_plain & (grids["households"] < 300).fillna(False),
    }[which]
    expected = set(grids.loc[wanted, "code"])
    got = read(engine, posts.listed(selection, which))
    assert len(got) == min(len(expected), posts.MOST_LISTED)
    assert set(got["code"]) <= expected
    if len(got):
        assert (got["total"] == len(expected)).all()
    without = got["members"] == 0
    assert without.sort_values(ascending=False, kind="stable").index.equals(got.index)
    load = (got["households"] / got["members"])[~without].astype(float).dropna()
    assert load.is_monotonic_decreasing
    counts = held[~held["filled"].astype(bool)].groupby(["grid_code", "role"]).size()
    for row in got.head(50).to_dict("records"):
        for role in POST_ROLES:
            told = row[f"vacant_{role}"]
            if pd.notna(told):
                assert told == counts.get((row["code"], role), 0)


def test_rates_are_missing_where_they_cannot_be_told():
    row = pd.DataFrame(
        {
            "visits": [3, 3],
            "grids": [0, 2],
            "households": [np.nan, 0],
            "followed": [0, 4],
            "followed_to_cases": [0, 1],
            "staffed_households": [100, np.nan],
            "members": [0, 2],
        }
    )
    assert VISITS_PER_GRID.of(row).isna().tolist() == [True, False]
    assert VISITS_PER_100_HOUSEHOLDS.of(row).isna().all()
    assert PROBLEMS_TO_CASES.of(row).tolist() == [pd.NA, 25.0]
    assert HOUSEHOLDS_PER_MEMBER.of(row).isna().all()
