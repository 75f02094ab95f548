"""A community's portrait: what it is and who governs it on both databases against pandas, its borders, its page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
import shapely

from data_access import cases, community, demo
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.demo import known
from data_access.indicators import MEDIAN_DAYS
from data_access.places import areas, neighbourhoods
from data_access.schema.elements import DEFAULT
from data_access.selection import Selection
from tests.opening import opened
from tests.oracle import SELECTIONS, during, placed

SPRING = Selection(date(2026, 1, 1), date(2026, 7, 1))
CHOSEN = {name: replace(SELECTIONS[name], grids=()) for name in ("city", "streets", "community", "limited")}


@pytest.mark.parametrize("name", CHOSEN)
def test_profile(demo_engine, demo_frames, name):
    selection = CHOSEN[name]
    got = read(demo_engine, community.profile(selection)).set_index("code")
    expected = placed(demo_frames["communities"], selection, own="community").set_index("code").sort_index()
    assert got.index.tolist() == expected.index.tolist()
    assert got["residents"].tolist() == expected["residents"].tolist()
    grids, compounds = (demo_frames[table].groupby("community_code") for table in ("grids", "compounds"))
    counts = {
        "grids": grids.size(),
        "branches": grids["party_branch"].count(),
        "stations": grids["station_name"].count(),
        "compounds": compounds.size(),
        "old_villages": compounds["kind"].agg(lambda kinds: (kinds == "old_village").sum()),
    }
    for column, count in counts.items():
        assert got[column].tolist() == count.reindex(got.index, fill_value=0).tolist(), column


@pytest.mark.parametrize("name", CHOSEN)
def test_what_each_element_does(demo_engine, demo_frames, name):
    selection = CHOSEN[name]
    compounds, grids = (placed(demo_frames[table], selection) for table in ("compounds", "grids"))
    held = placed(demo_frames["activities"], selection)
    held = held[during(held["starts_at"], selection)]
    turns = demo_frames["activity_volunteers"]
    turns = turns[turns["activity_id"].isin(held["activity_id"])]["headcount"].sum()
    got = read(demo_engine, community.element_figures(selection)).fillna(0).iloc[0].to_dict()
    assert got == {
        "party_branches": grids["party_branch"].notna().sum(),
        "owners_committees": compounds["has_owners_committee"].eq(True).sum(),
        "property_companies": compounds["property_company"].nunique(),
        "community_activities": held["organiser_kind"].eq("community").sum(),
        "social_activities": held["organiser_kind"].eq("social_organisation").sum(),
        "volunteer_turns": turns,
    }


def test_the_elements_stand_in_a_table(demo_engine, boston_url):
    for engine in (demo_engine, reading_engine(boston_url)):
        rows = read(engine, community.elements())
        assert list(rows[["name", "name_en", "measure"]].itertuples(index=False, name=None)) == list(DEFAULT)
        assert rows["position"].tolist() == list(range(len(DEFAULT)))


def test_bordering_equals_measuring_every_distance(demo_engine):
    outlines = read(demo_engine, areas.outlines(SPRING, "community"))
    shapes = {row.code: shapely.from_geojson(row.outline) for row in outlines.itertuples()}
    for code in outlines["code"].iloc[::40]:
        near = [
            other
            for other, shape in shapes.items()
            if other != code and shape.distance(shapes[code]) <= neighbourhoods.BORDER_DEGREES
        ]
        assert neighbourhoods.bordering(outlines, code) == sorted(near)
        assert near


def test_a_place_without_outline_borders_nothing():
    outlines = pd.DataFrame({"code": ["a", "b"], "outline": [None, '{"type":"Point","coordinates":[1,1]}']})
    assert neighbourhoods.bordering(outlines, "a") == neighbourhoods.bordering(outlines, "b") == []
    assert neighbourhoods.bordering(outlines.iloc[:0], "a") == []


def test_lagging_communities_take_longer_than_the_median(demo_engine):
    year = Selection(date(2025, 7, 1), date(2026, 7, 1))
    rows = read(demo_engine, cases.by_place(year, "community")).set_index("code")
    days = MEDIAN_DAYS.of(rows)
    lagging = [item.place for item in demo.planted() if item.kind == "lagging"]
    told = days[lagging].dropna()
    assert len(told) > 4
    assert (told > days.median()).mean() > 0.8


def facts(app) -> str:
    """What the page's tables of facts say, as HTML."""
    return " ".join(item.value if hasattr(item, "value") else item.proto.body for item in app.get("html"))


def test_meiting_reads_right(demo_folder, monkeypatch):
    app = opened("community", demo_folder, monkeypatch, community=known.MEITING)
    assert "一张网，7个网格，7个网格党支部，常住人口17,236人，面积0.59平方千米" in [
        item.value for item in app.markdown
    ]
    told = facts(app)
    for fact in ("<td>17,236</td>", "<td>0.59</td>", "<td>梅岭街道</td>", "<td>党组织</td>", "7个网格党支部"):
        assert fact in told
    notes = " ".join(item.value for item in app.caption)
    assert "相邻社区（边界相接或相距50米以内）" in notes


def test_xiaosheng_reads_right(demo_folder, monkeypatch):
    app = opened("community", demo_folder, monkeypatch, community=known.XIAOSHENG, **{"from": "2025-01-01"})
    told = facts(app)
    assert "<td>2021-09-01</td>" in told
    assert "<td>活动空间（处）</td>" in told
    assert "<td>居民群（个）</td>" in told
    row = "<td>{}</td>\n      <td>{}</td>\n      <td>{}</td>\n      <td>{}</td>"
    assert row.format("老电影院", "2楼", "有台阶", "陈普佳苑二楼") in told
    assert row.format("邻里空间", "1楼", "无障碍", "4号楼架空层") in told


def test_two_communities_side_by_side(demo_folder, monkeypatch):
    app = opened("community", demo_folder, monkeypatch, community=known.MEITING, beside=known.XIAOSHENG)
    assert [item.value for item in app.header] == ["梅庭社区", "晓升社区"]
    assert app.query_params["beside"] in (known.XIAOSHENG, [known.XIAOSHENG])
    app = opened("community", demo_folder, monkeypatch, community=known.MEITING, beside="nowhere")
    assert [item.value for item in app.header] == ["梅庭社区"]
    assert any("beside" in item.value for item in app.warning)


def test_without_a_community_the_page_asks_for_one(demo_folder, monkeypatch):
    app = opened("community", demo_folder, monkeypatch)
    assert any("请在左侧选择一个社区" in item.value for item in app.info)
    box = next(item for item in app.selectbox if item.label == "社区")
    box.set_value(known.MEITING).run()
    assert [item.value for item in app.header] == ["梅庭社区"]


def test_a_city_without_these_tables(boston_url, monkeypatch):
    app = opened("community", boston_url, monkeypatch)
    code = next(item for item in app.selectbox if item.label == "社区").options
    assert code
    box = next(item for item in app.selectbox if item.label == "社区")
    box.select_index(0).run()
    assert not app.exception
    assert any("没有议事会、活动、老年人摸排、居民群和活动空间数据" in item.value for item in app.info)
