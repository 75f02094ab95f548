"""Places by name at any level: endings, parents, ledgers of places, and names that fit several."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select

from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.loading import load
from data_access.loading.naming import LEVELS, Register
from data_access.schema import (
    cases,
    communities,
    compounds,
    grids,
    import_batches,
    import_rejects,
    street_offices,
)
from tests.data_access.loading.mapped import CITY, ledger_of_cases

DATA = Path(__file__).parents[2] / "data"

NAMED = f"{CITY}[places]\n"

CASES = ledger_of_cases("[tables.cases.places]")

BY_TWO = NAMED + CASES + 'street_office = "街道"\ncommunity = "社区"\n'


def ledger(**names: list[str]) -> pd.DataFrame:
    """Return open cases that name places."""
    frame = pd.DataFrame(names)
    codes = [f"A{number}" for number in range(len(frame))]
    return frame.assign(编号=codes, 上报时间="2026-03-02 08:00:00", 状态="处理中")


def loaded(folder, url, mapping: str, **frames: pd.DataFrame):
    """Load the tables, and return a reader of them."""
    (folder / "mapping.toml").write_text(mapping, encoding="utf-8")
    for name, frame in frames.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    load([folder / f"{name}.csv" for name in frames], folder / "mapping.toml", url, max_rejects=1)
    engine = reading_engine(url)
    return lambda table: read(engine, select(table).order_by(*table.primary_key))


def test_two_communities_of_one_name_are_two(empty_url, tmp_path):
    rows = pd.read_csv(DATA / "same-names.csv", dtype=str, keep_default_na=False)
    stored = loaded(tmp_path, empty_url, BY_TWO, cases=rows)
    assert stored(communities)["name"].tolist() == ["和平社区", "和平社区"]
    counts = stored(cases).groupby(["street_office_code", "community_code"]).size()
    assert counts.to_dict() == {
        ("350582-青阳街道", "350582-青阳街道-和平社区"): 4,
        ("350582-梅岭街道", "350582-梅岭街道-和平社区"): 4,
    }


def test_endings_and_blanks_make_no_other_place_and_a_dash_is_none(empty_url, tmp_path):
    rows = pd.read_csv(DATA / "suffix-and-dash.csv", dtype=str, keep_default_na=False)
    stored = loaded(tmp_path, empty_url, BY_TWO, cases=rows)
    names = stored(street_offices).set_index("code")["name"]
    assert sorted(names) == ["安海镇", "青阳街道"]
    given = stored(cases)["street_office_code"].map(names)
    assert given.value_counts().to_dict() == {"青阳街道": 4, "安海镇": 2}
    assert given.isna().sum() == 2
    notes = json.loads(stored(import_batches)["notes"].iloc[0])["names"]
    assert notes["street_office"] == {"matched": 0, "created": 2, "unmatched": 0}
    assert notes["community"]["unmatched"] == 2  # 西安村 and 象山社区 each once without a street office


def test_a_grid_without_its_community_is_found_in_its_street_office(empty_url, tmp_path):
    rows = ledger(
        街道=["青阳街道", "青阳", "梅岭街道", "梅岭"],
        社区=["象山社区", "", "象山", ""],
        网格=["第一网格", "第一网格", "第一网格", "第九网格"],
    )
    stored = loaded(tmp_path, empty_url, BY_TWO + 'grid = "网格"\n', cases=rows)
    assert stored(cases)["grid_code"].tolist() == [
        "350582-青阳街道-象山社区-第一网格",
        "350582-青阳街道-象山社区-第一网格",
        "350582-梅岭街道-象山-第一网格",
        "350582-梅岭街道-第九网格",
    ]
    assert stored(cases)["community_code"].tolist()[:2] == ["350582-青阳街道-象山社区"] * 2
    assert stored(grids)["name"].value_counts().to_dict() == {"第一网格": 2, "第九网格": 1}


def test_a_name_that_fits_two_is_refused_with_both(empty_url, tmp_path):
    places = pd.DataFrame({"街道": ["青阳街道", "梅岭街道"], "名称": ["和平社区", "和平社区"]})
    mapping = (
        NAMED
        + CASES
        + 'community = "社区"\n[tables.communities]\nsource = "places.csv"\n[tables.communities.columns]\n'
        + 'name = "名称"\n[tables.communities.places]\nstreet_office = "街道"\n'
    )
    stored = loaded(tmp_path, empty_url, mapping, cases=ledger(社区=["和平", ""]), places=places)
    refused = stored(import_rejects)
    assert refused["row_number"].tolist() == [2]
    assert "青阳街道 和平社区" in refused["reason"][0]
    assert "梅岭街道 和平社区" in refused["reason"][0]
    assert stored(cases)["case_id"].tolist() == ["A1"]


@pytest.mark.parametrize("coded", [False, True])
def test_a_ledger_of_places_is_one_row_each_with_what_it_tells(empty_url, tmp_path, coded):
    places = pd.DataFrame(
        {
            "街道": ["青阳", "青阳"],
            "名称": ["象山社区居委会", "西安村"],
            "人口": ["1200", ""],
            "代码": ["C1", "C2"],
        }
    )
    mapping = BY_TWO + (
        '[tables.communities]\nsource = "places.csv"\n[tables.communities.columns]\nname = "名称"\nresidents = "人口"\n'
        + ('code = "代码"\n' if coded else "")
        + '[tables.communities.places]\nstreet_office = "街道"\n'
    )
    rows = ledger(街道=["青阳街道", "青阳街道", "青阳街道"], 社区=["象山", "西安村", "洪宅垵"])
    stored = loaded(tmp_path, empty_url, mapping, cases=rows, places=places)
    found = stored(communities).set_index("name")
    assert sorted(found.index) == ["洪宅垵", "西安村", "象山社区"]
    assert found["residents"].dropna().to_dict() == {"象山社区": 1200}
    assert found["street_office_code"].nunique() == len(stored(street_offices)) == 1
    assert (
        stored(cases)["community_code"].tolist()
        == found.loc[["象山社区", "西安村", "洪宅垵"], "code"].tolist()
    )
    if coded:
        assert found.loc["象山社区", "code"] == "C1"


def test_a_compound_is_created_below_its_street_office(empty_url, tmp_path):
    rows = ledger(街道=["青阳街道", "青阳街道"], 小区=["阳光小区", "阳光"])
    mapping = NAMED + CASES + 'street_office = "街道"\ncompound = "小区"\n'
    stored = loaded(tmp_path, empty_url, mapping, cases=rows)
    assert stored(compounds)[["name", "street_office_code"]].values.tolist() == [
        ["阳光小区", "350582-青阳街道"]
    ]
    assert stored(cases)["compound_code"].nunique() == 1


def test_only_the_levels_that_the_mapping_names_are_created(empty_url, tmp_path):
    mapping = BY_TWO.replace("[places]\n", '[places]\ncreate = ["street_office"]\n')
    stored = loaded(tmp_path, empty_url, mapping, cases=ledger(街道=["青阳街道"], 社区=["象山社区"]))
    assert (len(stored(street_offices)), len(stored(communities))) == (1, 0)
    assert stored(cases)["community_code"].isna().all()


def test_codes_do_not_depend_on_the_order_and_signs_tell_names_apart():
    paths = [{"street_office": name} for name in ("A-1", "A/1", "坑梓", "坑梓街道", "坪山")]
    there, back = Register("44"), Register("44")
    there.learn(paths, LEVELS)
    back.learn(paths[::-1], LEVELS)
    codes = {place.code: place.name for place in there.places.values()}
    assert codes == {place.code: place.name for place in back.places.values()}
    assert sorted(codes.values()) == ["A-1", "A/1", "坑梓街道", "坪山"]


def test_an_ending_tells_apart_and_its_absence_is_not_guessed():
    register = Register("44")
    register.learn(
        [{"street_office": "青阳", "community": name} for name in ("象山社区", "象山村", "象山")], LEVELS
    )
    found = register.read({"street_office": "青阳", "community": "象山"})
    assert sorted(place.name for place in found.candidates) == ["象山村", "象山社区"]
    assert register.read({"street_office": "青阳街道办事处", "community": "象山村村委会"}).line[
        "community"
    ] == ("44-青阳-象山村")
