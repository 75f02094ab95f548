"""A community's page."""

from __future__ import annotations

from data_access.demo import known
from tests.opening import opened


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


def test_without_a_community_the_page_lists_all_of_them(demo_folder, demo_frames, monkeypatch):
    """Those of the chosen street office, the one with most cases first; one is chosen above them."""
    app = opened("community", demo_folder, monkeypatch, street="350582002000")
    communities = demo_frames["communities"].query("street_office_code == '350582002000'")
    reported = demo_frames["cases"]["reported_at"].between("2026-06-01", "2026-07-01", inclusive="left")
    counts = demo_frames["cases"][reported]["community_code"].value_counts()
    listed = app.dataframe[0].value
    assert len(listed) == len(communities)
    assert listed["上报案件（件）"].iloc[0] == counts.reindex(communities["code"]).max()
    assert set(listed["街道（镇）"]) == {"梅岭街道"}
    box = next(item for item in app.selectbox if item.label == "社区")
    box.set_value(known.MEITING).run()
    assert [item.value for item in app.header] == ["梅庭社区"]


def test_a_city_without_these_tables(boston_url, monkeypatch):
    app = opened("community", boston_url, monkeypatch)
    code = next(item for item in app.selectbox if item.label == "街区").options
    assert code
    box = next(item for item in app.selectbox if item.label == "街区")
    box.select_index(0).run()
    assert not app.exception
    assert any("没有议事会、活动、老年人摸排、居民群和活动空间数据" in item.value for item in app.info)
