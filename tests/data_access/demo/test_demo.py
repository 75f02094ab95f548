"""The demo city: complete, consistent, and with everything in it that is known or planted."""

from __future__ import annotations

import hashlib
import json
import re

import pandas as pd
import pytest
import shapely
from shapely.geometry import shape

from data_access import demo
from data_access.commands.check import findings
from data_access.database.opening import reading_engine
from data_access.database.reading import row_counts
from data_access.database.writing import insert_frame, replacing
from data_access.demo.places import NAMES
from data_access.loading.personal import masked
from data_access.schema import CASE_STEPS, dataset
from data_access.schema import cases as cases_table

MEITING, XIAOSHENG = "350582002014", "350582001017"


def geometries(frame: pd.DataFrame) -> list[shapely.Geometry]:
    return [shapely.from_geojson(outline) for outline in frame["outline"]]


def test_sizes(demo_frames):
    """The city has as many places and rows as it is said to have."""
    sizes = {name: len(frame) for name, frame in demo_frames.items()}
    assert (sizes["street_offices"], sizes["communities"]) == (22, 405)
    assert 2_300 <= sizes["grids"] <= 2_500
    assert 4_800 <= sizes["compounds"] <= 5_200
    assert sizes["cases"] == 6_000
    assert demo.CASES == 120_000


def test_residents_add_up(demo_frames):
    """Residents of a place are those of its parts."""
    compounds = demo_frames["compounds"]
    for table, key in (
        ("grids", "grid_code"),
        ("communities", "community_code"),
        ("street_offices", "street_office_code"),
    ):
        place = demo_frames[table].set_index("code")
        for column in ("residents", "households"):
            assert place[column].to_dict() == compounds.groupby(key)[column].sum().to_dict()


def test_every_case_that_was_dispatched_has_its_unit(demo_frames):
    """Hotline and online cases go to the department of their category, the others to their street office."""
    rows, units = demo_frames["cases"], demo_frames["units"].set_index("code")
    given = rows[rows["dispatched_at"].notna()]
    assert rows["unit_code"].notna().equals(rows["dispatched_at"].notna())
    kinds = given["unit_code"].map(units["kind"])
    above = given["channel"].isin(["hotline", "online"]) | (given["level"] == "city")
    assert (kinds.eq("street_office") == ~above).all()
    assert (given.loc[~above, "unit_code"] == given.loc[~above, "street_office_code"]).all()
    assert set(units["parent_code"].dropna()) <= set(units.index)


def test_outlines_tile_their_parent(demo_frames):
    city = shapely.from_geojson(demo_frames["dataset"]["outline"].iloc[0])
    for table in ("street_offices", "communities", "grids"):
        parts = geometries(demo_frames[table])
        assert sum(part.area for part in parts) == pytest.approx(city.area, rel=2e-4), table
        assert shapely.unary_union(parts).area == pytest.approx(city.area, rel=2e-4), table


def test_points_lie_in_their_community(demo_frames):
    shapes = dict(
        zip(demo_frames["communities"]["code"], geometries(demo_frames["communities"]), strict=True)
    )
    for table in ("compounds", "cases"):
        rows = demo_frames[table].dropna(subset=["longitude"])
        for code, group in rows.groupby("community_code"):
            near = shapely.buffer(shapes[code], 2e-6)  # outlines are rounded to a millionth of a degree
            assert shapely.contains_xy(near, group["longitude"], group["latitude"]).all()


def test_meiting_reads_right(demo_frames):
    """Meiting has the figures that are published about it."""
    community = demo_frames["communities"].set_index("code").loc[MEITING]
    grids = demo_frames["grids"].query("community_code == @MEITING")
    compounds = demo_frames["compounds"].query("community_code == @MEITING")
    assert community["name"] == "梅庭社区"
    assert community["area_km2"] == 0.59
    plane = shapely.transform(shapely.from_geojson(community["outline"]), lambda p: p * [101.09, 110.77])
    assert plane.area == pytest.approx(0.59, rel=0.01)
    assert community["residents"] > 17_000
    assert (len(grids), grids["party_branch"].nunique(), len(compounds)) == (7, 7, 7)
    assert compounds.set_index("grid_code").loc[f"{MEITING}004", "name"] == "世纪华廷"
    assert compounds.set_index("grid_code").loc[f"{MEITING}002", "name"] == "瑞璟·香榭花都"


def test_the_leak_case_reads_like_its_story(demo_frames):
    case = demo_frames["cases"].set_index("case_id").loc["JJ20240412-LEAK01"]
    steps = demo_frames["case_events"].query("case_id == 'JJ20240412-LEAK01'")["step"].tolist()
    assert steps[0] == "reported"
    assert set(demo_frames["case_events"]["step"]) == set(CASE_STEPS)
    assert steps[-4:] == ["mediated", "agreement_signed", "handled", "closed"]
    assert steps.count("visited") == case["visits"] == 3
    assert (case["grid_code"], case["resolved_level"], case["method"]) == (
        f"{MEITING}002",
        "grid",
        "mediation",
    )
    assert case["agreement_signed"]
    assert case["closed_at"] <= case["due_at"]


def test_the_foam_party(demo_frames):
    """The foam party is held where, when and by whom it was."""
    party = demo_frames["activities"].query("name == '世纪华廷夏日泡泡派对'")
    assert set(party["grid_code"]) == {f"{MEITING}004"}
    assert party["starts_at"].dt.month.isin([6, 7, 8]).all()
    assert party["partners"].str.contains("物业").all()
    assert party["partners"].str.contains("业主委员会").all()
    assert (party["leaflets"] > 0).all()
    helpers = demo_frames["activity_volunteers"]
    kinds = set(helpers[helpers["activity_id"].isin(party["activity_id"])]["kind"])
    assert {"party", "safety"} <= kinds


def test_xiaosheng_and_its_grid_4(demo_frames):
    community = demo_frames["communities"].set_index("code").loc[XIAOSHENG]
    assert (community["name"], community["founded_on"].year) == ("晓升社区", 2021)
    assert 9_500 < community["residents"] < 10_000
    spaces = demo_frames["spaces"].query("community_code == @XIAOSHENG and grid_code.str.endswith('004')")
    spaces = spaces.set_index("name")
    assert {"健康小屋", "老电影院", "闽南老物件长廊", "书法走廊", "邻里空间"} <= set(spaces.index)
    assert (spaces.loc[["健康小屋", "老电影院", "闽南老物件长廊", "书法走廊"], "floor"] == 2).all()
    neighbour = spaces.loc["邻里空间"]
    assert (bool(neighbour["step_free"]), neighbour["funding"]) == (True, "public_income")
    assert neighbour["location_note"].startswith("4号楼")
    survey = demo_frames["elderly_surveys"].query("survey_id == 'SURVEY-CHENPU'").iloc[0]
    compound = demo_frames["compounds"].set_index("code").loc[survey["compound_code"]]
    assert (compound["name"], compound["grid_code"]) == ("陈普佳苑", f"{XIAOSHENG}004")
    streets = demo_frames["communities"].query("street_office_code == '350582001000'")
    assert len(streets) == 14


def test_steps_agree_with_their_case(demo_frames):
    cases = demo_frames["cases"].set_index("case_id")
    events = demo_frames["case_events"]
    assert not events.duplicated(["case_id", "seq"]).any()
    ordered = events.sort_values(["case_id", "seq"])
    assert (ordered.groupby("case_id")["at"].diff().dropna() >= pd.Timedelta(0)).all()
    last = events[events["step"] == "closed"].groupby("case_id")["at"].max()
    assert last.to_dict() == cases["closed_at"].dropna().to_dict()
    visited = events[events["step"] == "visited"].groupby("case_id").size()
    assert visited.reindex(cases.index, fill_value=0).tolist() == cases["visits"].tolist()
    assert events["at"].max() <= demo_frames["dataset"]["as_of"].iloc[0]


def test_planted_things_are_there(demo_frames):
    """Each thing planted for an alert to find is in the rows."""
    planted = demo.planted()
    kinds = pd.Series([item.kind for item in planted]).value_counts()
    assert kinds.to_dict() == {"surge": 14, "silent": 10, "lagging": 8, "no_step_free": 6, "falling": 4}
    cases, visits = demo_frames["cases"], demo_frames["visits"]
    for item in planted:
        start, end = pd.Timestamp(item.start), pd.Timestamp(item.end)
        if item.kind == "surge":
            same = cases.query("community_code == @item.place and category_code == @item.category")
            inside = same["reported_at"].between(start, end).sum()
            assert inside >= 10
            assert inside > (len(same) - inside) / 150 * 5
        elif item.kind == "silent":
            assert not (visits.query("grid_code == @item.place")["visited_at"] >= start).any()
            assert not (cases.query("grid_code == @item.place")["reported_at"] >= start).any()
            assert len(visits.query("grid_code == @item.place")) > 50
        elif item.kind == "no_step_free":
            assert not demo_frames["spaces"].query("community_code == @item.place")["step_free"].any()
            assert (
                demo_frames["elderly_surveys"]
                .query("community_code == @item.place")["limited_mobility"]
                .sum()
                > 0
            )
    lagging = cases["community_code"].isin([item.place for item in planted if item.kind == "lagging"])
    falling = [item for item in planted if item.kind == "falling"]
    rated = cases[cases["community_code"].isin([item.place for item in falling])].dropna(
        subset=["satisfaction"]
    )
    satisfied, late = rated["satisfaction"] >= 4, rated["closed_at"] >= pd.Timestamp(falling[0].start)
    assert late.any()
    assert satisfied[late].mean() < 0.5 < satisfied[~late].mean()
    hours = (cases["closed_at"] - cases["reported_at"]).dt.total_seconds() / 3600
    assert hours[lagging].median() > 1.7 * hours[~lagging].median()


def test_categories_differ_between_old_villages_and_new_compounds(demo_frames):
    kinds = demo_frames["compounds"].set_index("code")["kind"]
    cases = demo_frames["cases"]
    shares = cases.groupby(cases["compound_code"].map(kinds))["category_code"].value_counts(normalize=True)
    assert shares["new_compound"]["property.fees"] > 5 * shares["old_village"]["property.fees"]
    assert shares["old_village"]["environment.litter"] > 1.5 * shares["new_compound"]["environment.litter"]


def test_same_seed_same_rows(demo_frames):
    """The same seed gives the same rows."""

    def digest(frame: pd.DataFrame) -> str:
        return hashlib.sha256(frame.to_json(date_format="iso").encode()).hexdigest()

    for table, frame in demo.tables(cases=6_000):
        assert digest(frame) == digest(demo_frames[table.name]), table.name
    other = next(frame for table, frame in demo.tables(cases=6_000, seed=7) if table.name == "cases")
    assert digest(other) != digest(demo_frames["cases"])


def test_nobody_is_named(demo_frames):
    for name, frame in demo_frames.items():
        for column in frame.columns:
            if column.endswith(("_id", "code", "outline")) or not pd.api.types.is_string_dtype(frame[column]):
                continue
            for text in frame[column].dropna().astype(str).unique():
                assert masked(text) == text, (name, column)


def test_it_loads_sound_on_both_databases(demo_engine, demo_frames):
    assert findings(demo_engine) == []
    counts = row_counts(demo_engine)
    assert {name: counts[name] for name in demo_frames} == {
        name: len(frame) for name, frame in demo_frames.items()
    }


def test_a_dangling_place_is_found(empty_url, demo_frames):
    with replacing(empty_url) as (connection, _):
        insert_frame(connection, dataset, demo_frames["dataset"])
        insert_frame(connection, cases_table, demo_frames["cases"].head(3))
    found = findings(reading_engine(empty_url))
    assert any(finding.broken and finding.key == "unknown_place" for finding in found)


def test_outline_is_the_real_one_within_its_simplification(demo_frames):
    real = shape(json.loads((NAMES / "outline.geojson").read_text())["features"][0]["geometry"])
    made = shapely.from_geojson(demo_frames["dataset"]["outline"].iloc[0])
    assert made.symmetric_difference(real).area / real.area < 0.01
    assert re.search("示意", demo_frames["dataset"]["outline_note"].iloc[0])


def test_landmarks_lie_in_their_grid(demo_frames):
    rows = demo_frames["landmarks"]
    grids = dict(zip(demo_frames["grids"]["code"], geometries(demo_frames["grids"]), strict=True))
    for code, longitude, latitude in zip(rows["grid_code"], rows["longitude"], rows["latitude"], strict=True):
        assert shapely.contains_xy(shapely.buffer(grids[code], 2e-6), longitude, latitude)
    assert set(rows["kind"]) == {"school", "hospital", "park", "market"}
    towns = demo_frames["street_offices"]
    assert set(rows.query("kind == 'hospital'")["street_office_code"]) == set(towns["code"])
    names = rows.merge(
        demo_frames["communities"][["code", "name"]], left_on="community_code", right_on="code"
    ).query("name_x.str.endswith('小学')")
    assert (names["name_x"] == names["name_y"] + "小学").all()
    assert len(names) > 150
