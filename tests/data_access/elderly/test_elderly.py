"""Surveys of the elderly against pandas."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from sqlalchemy import Double, Engine, literal, select

from data_access import demo
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.demo.known import CHENPU
from data_access.elderly import spaces, surveys
from data_access.places.distance import in_box, metres_between
from data_access.selection import Selection
from tests.data_access.elderly.rows import ALL, GRID_4, latest
from tests.oracle import KEY_OF_LEVEL, SELECTIONS, TABLE_OF_LEVEL, placed, same

GEOD = Geod(ellps="WGS84")

CHOSEN = {
    name: SELECTIONS[name]
    for name in ("city", "streets", "community", "grid", "limited", "limited_elsewhere")
} | {"earlier": replace(ALL, end=date(2025, 1, 1))}


@pytest.fixture(params=CHOSEN)
def selection(request) -> Selection:
    return CHOSEN[request.param]


@pytest.fixture(scope="module")
def frames(demo_frames) -> dict[str, pd.DataFrame]:
    """The small demo city with second surveys, unknown counts, and points and access that are not known."""
    rows_of_surveys = demo_frames["elderly_surveys"]
    again = rows_of_surveys.iloc[::3].assign(
        survey_id=lambda rows: "AGAIN-" + rows["survey_id"],
        surveyed_on=lambda rows: [day.replace(year=day.year + 1, day=1) for day in rows["surveyed_on"]],
        elders_60=lambda rows: rows["elders_60"] + 7,
        limited_mobility=lambda rows: rows["limited_mobility"] * 2,
    )
    again = again[again["surveyed_on"] <= date(2026, 6, 30)]
    whole_grids = rows_of_surveys.iloc[5:200:40].assign(
        survey_id=lambda rows: "GRID-" + rows["survey_id"], compound_code=None
    )
    rows_of_surveys = pd.concat([rows_of_surveys, again, whole_grids], ignore_index=True)
    rows_of_surveys = rows_of_surveys.astype({"living_alone": "Int64", "limited_mobility": "Int64"})
    rows_of_surveys.loc[rows_of_surveys.index[4::50], ["living_alone", "limited_mobility"]] = pd.NA
    found = demo_frames["elderly_needs"]
    more = found[found["survey_id"].isin(again["survey_id"].str.removeprefix("AGAIN-"))]
    more = more.assign(survey_id="AGAIN-" + more["survey_id"], met=more["needed"] + 1)
    compounds = demo_frames["compounds"].copy()
    compounds.loc[compounds.index[7::60], "longitude"] = np.nan
    rows = demo_frames["spaces"].astype({"step_free": object})
    rows.loc[rows.index[3::30], "latitude"] = np.nan
    rows.loc[rows.index[4::30], "step_free"] = None
    rows.loc[rows.index[6::30], ["opened_on", "funding"]] = None
    changed = {"elderly_surveys": rows_of_surveys, "compounds": compounds, "spaces": rows}
    return {**demo_frames, **changed, "elderly_needs": pd.concat([found, more], ignore_index=True)}


@pytest.fixture(scope="module", params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request, frames, altered) -> Engine:
    return reading_engine(altered(request.param, frames))


def opened_spaces(frames, selection: Selection) -> pd.DataFrame:
    rows = placed(frames["spaces"], selection)
    return rows[rows["opened_on"].isna() | (pd.to_datetime(rows["opened_on"]) < pd.Timestamp(selection.end))]


def homes(frames, selection: Selection) -> pd.DataFrame:
    """Compounds with elders of limited mobility, with the geodesic to the nearest step-free space, the long way."""
    rows = latest(frames, selection)
    rows = rows[rows["limited_mobility"].fillna(0) > 0]
    places = frames["compounds"][["code", "name", "longitude", "latitude"]].rename(
        columns={"name": "compound"}
    )
    rows = rows.merge(places, left_on="compound_code", right_on="code", how="left")
    free = opened_spaces(frames, selection.everywhere())
    free = free[free["step_free"].eq(True)].dropna(subset=["longitude", "latitude"])
    nearest = []
    for home in rows.itertuples():
        if np.isnan(home.longitude) or free.empty:
            nearest.append(np.nan)
            continue
        count = len(free)
        _, _, metres = GEOD.inv(
            [home.longitude] * count, [home.latitude] * count, free["longitude"], free["latitude"]
        )
        nearest.append(min(metres))
    return rows.assign(metres=nearest)


def survey_measures(rows: pd.DataFrame) -> dict[str, float]:
    sums = {name: rows[name].sum() if rows[name].notna().any() else np.nan for name in surveys.COUNTS}
    return sums | {"surveyed": rows["compound_code"].notna().sum()}


def test_figures(engine, frames, selection):
    """Key figures of the surveys equal those that pandas finds in the rows."""
    rows = latest(frames, selection)
    got = read(engine, surveys.figures(selection)).iloc[0]
    for name, value in survey_measures(rows).items():
        assert got[name] == value or (pd.isna(got[name]) and pd.isna(value)), name
    assert got["compounds"] == len(placed(frames["compounds"], selection))
    if len(rows):
        assert str(got["first_on"])[:10] == str(rows["surveyed_on"].min())
        assert str(got["last_on"])[:10] == str(rows["surveyed_on"].max())


def test_a_second_survey_is_never_added(frames):
    """The oracle itself must leave surveys out, or the test above would prove nothing."""
    rows = latest(frames, ALL)
    assert len(rows) < len(frames["elderly_surveys"])
    assert not rows["compound_code"].dropna().duplicated().any()


@pytest.mark.parametrize("level", KEY_OF_LEVEL)
def test_by_place(engine, frames, selection, level):
    """Figures of each place equal those that pandas finds in the rows."""
    rows = latest(frames, selection)
    counts = rows[list(surveys.COUNTS)].astype(float).groupby(rows[KEY_OF_LEVEL[level]]).sum(min_count=1)
    surveyed = rows["compound_code"].notna().groupby(rows[KEY_OF_LEVEL[level]]).sum()
    place = placed(frames[TABLE_OF_LEVEL[level]], selection, own=level)[["code", "residents"]]
    expected = place.join(counts, on="code").join(surveyed.rename("surveyed"), on="code")
    expected = expected.fillna({"surveyed": 0})
    same(
        read(engine, surveys.by_place(selection, level)).drop(columns="name"),
        expected.astype({"residents": float, **dict.fromkeys(surveys.COUNTS, float)}),
        ["code"],
    )


def test_needs(engine, frames, selection):
    """Needs found and met equal those that pandas finds in the rows."""
    found = frames["elderly_needs"]
    found = found[found["survey_id"].isin(latest(frames, selection)["survey_id"])]
    met = found[["met", "needed"]].min(axis=1)
    found = found.assign(met=met, unmet=found["needed"] - met)
    expected = found.groupby("kind", as_index=False)[["needed", "met", "unmet"]].sum()
    got = read(engine, surveys.needs(selection))
    same(got, expected, ["kind"])
    assert got["needed"].is_monotonic_decreasing


def test_reach_and_list(engine, frames, selection):
    """Elders near a space, and the list of those who are not, equal those that pandas finds in the rows."""
    expected = homes(frames, selection)
    near = expected["metres"] <= surveys.REACH_M
    unplaced = expected["longitude"].isna()
    got = read(engine, surveys.reach(selection)).iloc[0]
    counts = [len(expected), near.sum(), (~near & ~unplaced).sum(), unplaced.sum()]
    assert got[["limited", "near", "beyond", "unplaced"]].tolist() == counts
    listed = read(engine, surveys.beyond_reach(selection))
    beyond = expected[~near & ~unplaced].sort_values(["compound_code", "survey_id"])
    assert listed["compound_code"].tolist() == beyond["compound_code"].tolist()
    assert listed["compound"].tolist() == beyond["compound"].tolist()
    assert listed["limited_mobility"].tolist() == beyond["limited_mobility"].tolist()
    metres = beyond["metres"].where(beyond["metres"] <= surveys.SEARCH_M).to_numpy(float)
    np.testing.assert_allclose(pd.to_numeric(listed["metres"]).astype(float), metres, atol=1)


def test_reach_crosses_a_border(frames, engine):
    """Some compound has its only near step-free space in another community."""
    got = read(engine, surveys.beyond_reach(ALL))
    own = opened_spaces(frames, ALL)
    own = own[own["step_free"].eq(True)].dropna(subset=["latitude"])
    rows = homes(frames, ALL)
    rows = rows[rows["metres"] <= surveys.REACH_M]
    lone = rows[~rows["community_code"].isin(own["community_code"])]
    assert len(lone) > 0
    assert not set(lone["compound_code"]) & set(got["compound_code"])


def test_the_planted_communities_are_on_the_list(demo_engine):
    listed = set(read(demo_engine, surveys.beyond_reach(ALL))["community_code"])
    planted = {item.place for item in demo.planted() if item.kind == "no_step_free"}
    assert len(planted) == 6
    assert planted <= listed
    for place in planted:
        shown = read(demo_engine, surveys.beyond_reach(replace(ALL, communities=(place,))))
        assert set(shown["community_code"]) == {place}


@pytest.mark.parametrize("latitude", [-60.0, 0.0, 24.8, 52.0])
def test_distance_is_within_a_metre_of_the_geodesic(demo_engine, latitude):
    rng = np.random.default_rng(1)
    for east, north in rng.uniform(-0.02, 0.02, (12, 2)):
        ends = (118.5, latitude, 118.5 + east, latitude + north)
        start_x, start_y, end_x, end_y = (literal(value, Double) for value in ends)
        _, _, expected = GEOD.inv(*ends)
        got = read(
            demo_engine,
            select(
                metres_between(start_x, start_y, end_x, end_y).label("metres"),
                in_box(start_x, start_y, end_x, end_y, expected).label("inside"),
                in_box(start_x, start_y, end_x, end_y, 0.6 * expected).label("outside"),
            ),
        ).iloc[0]
        assert got["metres"] == pytest.approx(expected, abs=1)
        assert got["inside"]
        assert not got["outside"]


def test_spaces(engine, frames, selection):
    """Spaces by kind and access equal those that pandas finds in the rows."""
    rows = opened_spaces(frames, selection)
    access = {
        "spaces": len(rows),
        "step_free": rows["step_free"].eq(True).sum(),
        "with_steps": rows["step_free"].eq(False).sum(),
        "access_known": rows["step_free"].notna().sum(),
        "access_unknown": rows["step_free"].isna().sum(),
    }
    got = read(engine, spaces.figures(selection)).iloc[0].to_dict()
    assert got == access | {"unplaced": rows["latitude"].isna().sum()}
    by = read(engine, spaces.by_funding(selection)).fillna({"funding": "?"}).set_index("funding")
    assert by["spaces"].to_dict() == rows["funding"].fillna("?").value_counts().to_dict()
    assert by["step_free"].sum() == access["step_free"]
    of = read(engine, spaces.by_place(selection, "community")).set_index("code")
    held = rows.groupby("community_code")["step_free"].agg(
        spaces="size", step_free=lambda free: free.eq(True).sum(), access_known="count"
    )
    assert held.index.isin(of.index).all()
    counted = held.reindex(of.index, fill_value=0).astype(int)
    assert of[list(held)].astype(int).to_dict() == counted.to_dict()
    listed = read(engine, spaces.listed(selection))
    assert sorted(listed["name"]) == sorted(rows["name"])
    placed = rows["longitude"].notna() & rows["latitude"].notna()  # half a point is none
    assert listed["longitude"].count() == listed["latitude"].count() == placed.sum()


def test_grid_4_of_xiaosheng(demo_engine):
    """Grid 4 of Xiaosheng has the figures that are published about it."""
    grid = replace(ALL, grids=(GRID_4,))
    row = read(demo_engine, surveys.figures(grid)).iloc[0]
    assert [int(row[name]) for name in surveys.COUNTS[1:]] == [236, 41, 18, 22]
    needs = read(demo_engine, surveys.needs(grid)).set_index("kind")[["needed", "met", "unmet"]]
    assert needs.loc["meals"].tolist() == [46, 40, 6]
    assert needs.loc["home_adaptation"].tolist() == [19, 8, 11]
    listed = read(demo_engine, spaces.listed(grid)).set_index("name")
    upstairs = listed[listed["floor"] == 2]
    assert set(upstairs.index) == {"健康小屋", "老电影院", "闽南老物件长廊", "书法走廊"}
    assert not upstairs["step_free"].any()
    below = listed.loc["邻里空间"]
    assert (bool(below["step_free"]), below["funding"], below["location_note"]) == (
        True,
        "public_income",
        "4号楼架空层",
    )
    assert (listed["compound"] == CHENPU).all()
    assert read(demo_engine, surveys.reach(grid)).iloc[0][["near", "beyond"]].tolist() == [1, 0]


def test_pages_and_panels_get_people_in_one_place_only():
    """`ui.panels.elders` alone may ask for people; others take constants from `data_access.elderly.surveys`."""
    queries = r"(figures|by_place|needs|beyond_reach|reach)\b"
    asking = re.compile(
        rf"\bsurveys\.{queries}|\belderly import .*\bsurveys\b|data_access\.elderly\.surveys import .*\b{queries}"
    )
    assert asking.search("view.fetch(surveys.needs, view.selection)")
    assert asking.search("from data_access.elderly import spaces, surveys")
    assert asking.search("from data_access.elderly.surveys import REACH_M, needs")
    assert not asking.search("from data_access.elderly.surveys import REACH_M, SEARCH_M")
    root = Path(__file__).parents[3]
    paths = [*root.glob("ui/**/*.py"), *root.glob("pages/**/*.py")]
    assert [path.name for path in paths if asking.search(path.read_text(encoding="utf-8"))] == ["elders.py"]
