"""Groups, volunteers and partners against pandas."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data_access import activities, neighbours
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.database.writing import insert_frame, replacing
from data_access.schema import metadata
from pages.neighbours.groups import coverage_table, share_heading
from tests.data_access.neighbours.rows import CODES, helpers
from tests.oracle import KEY_OF_LEVEL, SELECTIONS, TABLE_OF_LEVEL, YEAR, during, placed, same
from ui.words.tables import column

COVERED = ["groups", "members", "households_covered", "capped"]


@pytest.fixture(params=SELECTIONS)
def selection(request):
    return SELECTIONS[request.param]


@pytest.fixture(scope="module")
def frames(demo_frames) -> dict[str, pd.DataFrame]:
    """The demo city with gaps, doubled groups, groups that tell too much, and organisers who also partner."""
    draw = np.random.default_rng(7)
    changed = {name: frame.copy() for name, frame in demo_frames.items()}
    groups = changed["resident_groups"]
    twice = groups.iloc[::9].assign(group_id=lambda rows: rows["group_id"] + "B")
    groups = pd.concat([groups, twice], ignore_index=True)
    chance = draw.random((len(groups), 5))
    groups["households_covered"] = groups["households_covered"].astype("Int64")
    groups.loc[chance[:, 0] < 0.1, "households_covered"] *= 3
    groups.loc[chance[:, 1] < 0.1, "households_covered"] = pd.NA
    groups["members"] = groups["members"].astype("Int64").mask(chance[:, 2] < 0.1)
    groups.loc[chance[:, 3] < 0.05, "kind"] = None
    groups.loc[chance[:, 4] < 0.05, "compound_code"] = None
    changed["resident_groups"] = groups
    compounds = changed["compounds"]
    compounds["households"] = compounds["households"].astype("Int64").mask(draw.random(len(compounds)) < 0.05)
    held = changed["activities"]
    both = held.index[held["partners"].notna()][::7]
    held.loc[both, "partners"] += "； " + held.loc[both, "organiser"] + "；"
    held["participants"] = held["participants"].astype("Int64").mask(draw.random(len(held)) < 0.1)
    held.loc[held.index[::13], "organiser_kind"] = None
    held.loc[held.index[::17], "organiser"] = None
    held.loc[held.index[::19], "kind"] = None
    return changed


@pytest.fixture(scope="module", params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request, frames, tmp_path_factory):
    """That city, once on each database."""
    if request.param == "duckdb":
        url = request.getfixturevalue("demo_folder").set(database=str(tmp_path_factory.mktemp("neighbours")))
    else:
        url = request.getfixturevalue("new_postgres")("neighbours")
    needed = ("dataset", "street_offices", "communities", "grids", "compounds", "activities")
    with replacing(url) as (connection, _):
        for name in (*needed, "activity_volunteers", "resident_groups"):
            insert_frame(connection, metadata.tables[name], frames[name])
    return reading_engine(url)


def by_compound(frames, selection) -> pd.DataFrame:
    """What the groups of each compound and kind cover, cut at the compound's households."""
    rows = placed(frames["resident_groups"], selection).assign(
        kind=lambda rows: rows["kind"].fillna("unknown")
    )
    grouped = rows.groupby([*CODES, "kind"], dropna=False)
    summed = grouped[["members", "households_covered"]].sum(min_count=1)
    summed = summed.rename(columns={"households_covered": "told"}).assign(groups=grouped.size()).reset_index()
    most = summed["compound_code"].map(frames["compounds"].set_index("code")["households"])
    over = (summed["told"] > most).fillna(False).astype(bool)
    summed["households_covered"] = summed["told"].mask(over, most)
    return summed.assign(capped=over.astype(int))


def test_figures_of_groups(engine, frames, selection):
    """Groups and households covered equal those that pandas finds in the rows."""
    groups, compounds = (placed(frames[name], selection) for name in ("resident_groups", "compounds"))
    got = read(engine, neighbours.figures(selection)).iloc[0]
    assert got["groups"] == len(groups)
    assert got["compounds"] == len(compounds)
    assert got["uncounted"] == groups["households_covered"].isna().sum()
    assert got["unplaced"] == groups["compound_code"].isna().sum()
    assert got["grouped"] == compounds["code"].isin(frames["resident_groups"]["compound_code"]).sum()
    assert got["members"] == groups["members"].sum()


def test_coverage_counts_no_compound_above_its_households(engine, frames, selection):
    got = read(engine, neighbours.coverage(selection))
    rows = by_compound(frames, selection)
    expected = rows.groupby("kind")[COVERED].sum()
    level, _ = selection.finest()
    households = placed(frames[TABLE_OF_LEVEL[level]], selection, own=level)["households"].sum()
    assert sorted(got["kind"]) == sorted(expected.index)
    numbers = got.set_index("kind")[COVERED].astype(float)
    pd.testing.assert_frame_equal(
        numbers.sort_index(), expected.astype(float).sort_index(), check_names=False, check_index_type=False
    )
    assert (got["households"] == households).all()
    if selection == SELECTIONS["city"]:
        assert rows["capped"].sum() > 100  # the cut is put to the test
        assert rows["told"].sum() > rows["households_covered"].sum()


@pytest.mark.parametrize("level", KEY_OF_LEVEL)
def test_coverage_by_place(engine, frames, selection, level):
    """Households covered in each place equal those that pandas finds in the rows."""
    got = read(engine, neighbours.coverage_by_place(selection, level))
    places = placed(frames[TABLE_OF_LEVEL[level]], selection, own=level)
    assert set(got["code"]) == set(places["code"])
    expected = by_compound(frames, selection).groupby([KEY_OF_LEVEL[level], "kind"])[COVERED]
    expected = expected.sum(min_count=1).astype(float)
    measured = got.dropna(subset=["kind"]).set_index(["code", "kind"])[COVERED].astype(float)
    pd.testing.assert_frame_equal(
        measured.sort_index(), expected.sort_index(), check_names=False, check_index_type=False
    )
    without = set(places["code"]) - set(expected.index.get_level_values(0))
    assert set(got.loc[got["kind"].isna(), "code"]) == without
    known = got.drop_duplicates("code").set_index("code")["households"]
    assert known.to_dict() == places.set_index("code")["households"].to_dict()


def test_households_that_are_not_all_known_give_no_coverage(frames, tmp_path, demo_folder):
    url = demo_folder.set(database=str(tmp_path / "unknown"))
    places = frames["street_offices"].assign(
        households=lambda rows: rows["households"].astype("Int64").where(rows.index > 0)
    )
    with replacing(url) as (connection, _):
        insert_frame(connection, metadata.tables["dataset"], frames["dataset"])
        insert_frame(connection, metadata.tables["street_offices"], places)
        insert_frame(connection, metadata.tables["resident_groups"], frames["resident_groups"])
    engine = reading_engine(url)
    assert read(engine, neighbours.coverage(YEAR))["households"].isna().all()
    second = replace(YEAR, streets=(str(places["code"].iloc[1]),))
    assert (read(engine, neighbours.coverage(second))["households"] == places["households"].iloc[1]).all()


def test_compounds_without_groups(engine, frames, selection):
    """Compounds without a group equal those that pandas finds in the rows."""
    compounds = placed(frames["compounds"], selection)
    grouped = frames["resident_groups"]["compound_code"].dropna()
    alone = compounds[~compounds["code"].isin(grouped)]
    alone = alone.sort_values(["households", "code"], ascending=[False, True], na_position="last")
    got = read(engine, neighbours.without_groups(selection, limit=40))
    assert got["compound"].tolist() == alone["name"].head(40).tolist()
    assert (
        got["grid"].tolist()
        == alone["grid_code"].head(40).map(frames["grids"].set_index("code")["name"]).tolist()
    )
    assert (got["in_all"] == len(alone)).all()


def test_a_place_without_a_kind_covers_nothing_and_unknown_stays_unknown():
    rows = pd.DataFrame(
        [
            ("1", "有两类", 100, "building", 1, 90, 80),
            ("1", "有两类", 100, "owners", 2, None, None),
            ("2", "没有群", 50, None, None, None, None),
            ("3", "户数不明", None, "building", 1, 30, 20),
        ],
        columns=["code", "name", "households", "kind", "groups", "members", "households_covered"],
    )
    table = coverage_table(rows, {"building": "楼栋群", "owners": "业主群"})
    building, owners = (table[share_heading(kind)].tolist() for kind in ("楼栋群", "业主群"))
    assert building[:2] == [80.0, 0.0]
    assert pd.isna(building[2])
    assert [pd.isna(value) for value in owners] == [True, False, True]
    assert table[column("neighbours.groups")].tolist() == [3, 0, 1]
    assert table[column("neighbours.members")].tolist() == [90, 0, 30]


def of_volunteers(rows: pd.DataFrame, keys: list) -> pd.DataFrame:
    sums = {name: (name, lambda values: values.sum(min_count=1)) for name in ("headcount", "hours", "timed")}
    return rows.groupby(keys).agg(**sums).reset_index()


def test_volunteers(engine, frames, selection):
    """Volunteers and their hours equal those that pandas finds in the rows."""
    rows = helpers(frames, selection)
    whole = read(engine, activities.volunteer_figures(selection)).iloc[0]
    hours = rows["hours"].sum() if rows["hours"].notna().any() or rows.empty else np.nan
    assert whole["hours"] == pytest.approx(hours, nan_ok=True)
    assert [whole["headcount"], whole["timed"]] == [rows["headcount"].sum(), rows["timed"].sum()]
    got = read(engine, activities.volunteers_by_kind(selection))
    assert got["headcount"].is_monotonic_decreasing
    same(got, of_volunteers(rows, ["kind"]), ["kind"])
    month = rows.assign(at=rows["starts_at"].dt.to_period("M").dt.start_time)
    got = read(engine, activities.volunteers_over_time(selection, "month"))
    same(got.assign(at=pd.to_datetime(got["at"])), of_volunteers(month, ["at", "kind"]), ["at", "kind"])


@pytest.mark.parametrize("level", KEY_OF_LEVEL)
def test_volunteers_by_place_know_zero_from_unknown(engine, frames, selection, level):
    got = read(engine, activities.volunteers_by_place(selection, level))
    places = placed(frames[TABLE_OF_LEVEL[level]], selection, own=level)[["code", "name", "residents"]]
    sums = of_volunteers(helpers(frames, selection), [KEY_OF_LEVEL[level]])
    expected = places.merge(sums.rename(columns={KEY_OF_LEVEL[level]: "code"}), how="left", on="code")
    nobody = expected["headcount"].isna()
    expected[["headcount", "timed"]] = expected[["headcount", "timed"]].fillna(0)
    expected["hours"] = expected["hours"].mask(nobody, 0)
    same(got, expected, ["code"])


def test_hours_of_the_demo_city(demo_frames):
    rows = demo_frames["activity_volunteers"]
    assert 0.85 < rows["hours"].notna().mean() < 0.95
    each = (rows["hours"] / rows["headcount"]).dropna()
    assert each.between(1.5, 4).all()
    foam = rows[rows["activity_id"].str.startswith("ACT-FOAM")]
    assert foam.groupby("activity_id")["hours"].sum().tolist() == [88.0, 88.0]


def joined(frames, selection) -> pd.DataFrame:
    """Each organisation beside each activity that it organised or partnered in."""
    rows = placed(frames["activities"], selection)
    rows = rows[during(rows["starts_at"], selection)]
    partners = rows.assign(organisation=rows["partners"].str.split("；")).explode("organisation")
    hosts = rows[rows["organiser_kind"].ne("community")].assign(organisation=lambda part: part["organiser"])
    both = pd.concat([partners.assign(organised=0, partnered=1), hosts.assign(organised=1, partnered=0)])
    both = both.assign(organisation=both["organisation"].str.strip()).query("organisation.notna()")
    both = both[both["organisation"] != ""]
    keys = ["organisation", "activity_id"]
    roles = both.groupby(keys)[["organised", "partnered"]].max()
    known = both.drop_duplicates(keys).set_index(keys)[["kind", "participants", "community_code"]]
    return roles.join(known).reset_index()


def taken_part(rows: pd.DataFrame, keys: list[str], **more) -> pd.DataFrame:
    counted = {
        "activities": ("activity_id", "size"),
        "organised": ("organised", "sum"),
        "partnered": ("partnered", "sum"),
        "participants": ("participants", lambda values: values.sum(min_count=1)),
    }
    return rows.groupby(keys, dropna=False).agg(**(more | counted)).reset_index()


def test_circle(engine, frames, selection):
    """Partners in a place's circle equal those that pandas finds in the rows."""
    rows = joined(frames, selection)
    expected = taken_part(rows, ["organisation", "kind"])
    got = read(engine, neighbours.circle(selection))
    for frame in (got, expected):
        frame["kind"] = frame["kind"].fillna("none")
        frame["participants"] = pd.to_numeric(frame["participants"]).astype("Float64")
    same(got, expected, ["organisation", "kind"])
    if selection == SELECTIONS["city"]:
        assert ((rows["organised"] > 0) & (rows["partnered"] > 0)).any()


def test_circles_and_reach(engine, frames, selection):
    """Circles and how far a partner reaches equal those that pandas finds in the rows."""
    rows = joined(frames, selection)
    expected = taken_part(rows, ["organisation"], communities=("community_code", "nunique"))
    expected = expected.sort_values(["communities", "activities"], ascending=False)
    got = read(engine, neighbours.reach(selection, limit=20))
    assert got["communities"].tolist() == expected["communities"].head(20).tolist()
    assert got["activities"].tolist() == expected["activities"].head(20).tolist()
    assert (got["in_all"] == len(expected)).all()
    people = expected.set_index("organisation")["participants"]
    for row in got.itertuples():
        assert (pd.isna(row.participants) and pd.isna(people[row.organisation])) or (
            row.participants == people[row.organisation]
        )
    around = read(engine, neighbours.circles(selection)).set_index("code")
    by = rows.groupby("community_code")
    assert around["organisations"].to_dict() == by["organisation"].nunique().to_dict()
    assert around["activities"].to_dict() == by["activity_id"].nunique().to_dict()
    assert around["organisations"].is_monotonic_decreasing
