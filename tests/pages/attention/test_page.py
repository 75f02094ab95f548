"""The page of today's alerts."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import openpyxl

from data_access import demo
from data_access.attention import signals
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from pages.overview.alerts import SHOWN
from tests.data_access.attention.test_signals import TODAY
from tests.opening import opened
from tests.pages.attention.test_opened import unfold
from ui.words.text import catalogue


def links(app) -> list[str]:
    return [element.proto.query_string for element in app.get("page_link")]


def test_page_shows_the_planted_surges_and_opens_their_cases(demo_folder, monkeypatch):
    app = opened("attention", demo_folder, monkeypatch)
    assert not app.error
    assert app.title[0].value == "今日关注"
    recent = [item for item in demo.planted() if item.kind == "surge" and item.end > TODAY]
    assert len(recent) == 2
    assert any(note.value.startswith("案件突增 2 处") for note in app.caption)
    for item in recent:
        place = app.session_state["view"].names[item.place]
        assert any(place in text.value and "统计判断" in text.value for text in app.markdown), place
        named = (f"category={item.category}", f"community={item.place}", f"from={item.start}", f"to={TODAY}")
        (link,) = [query for query in links(app) if all(part in query.split("&") for part in named)]
        query = dict(part.split("=") for part in link.split("&"))
        listed = opened("cases", demo_folder, monkeypatch, **query)
        view = listed.session_state["view"]
        assert view.selection.communities == (item.place,)
        assert view.selection.categories == (item.category,)


def test_page_shows_only_what_is_selected(demo_folder, monkeypatch):
    item = next(item for item in demo.planted() if item.kind == "surge" and item.end > TODAY)
    here = opened("attention", demo_folder, monkeypatch, community=item.place)
    assert any(note.value.startswith("案件突增 1 处") for note in here.caption)
    assert all(item.place in query for query in links(here) if query)
    other = next(item for item in demo.planted() if item.kind == "no_step_free").place
    elsewhere = opened("attention", demo_folder, monkeypatch, community=other)
    assert not any(note.value.startswith("案件突增") for note in elsewhere.caption)


def test_the_heaviest_ten_stand_first_and_the_rest_unfold_by_street_office(demo_folder, monkeypatch):
    """The list, its groups and the table hold as many as the overview counts; lines fall by weight, marked apart."""
    app = opened("attention", demo_folder, monkeypatch)
    counted = [note.value for note in app.caption if "超期未办结 " in note.value]
    overview = opened("overview", demo_folder, monkeypatch)
    assert counted[0] in [note.value for note in overview.caption]
    first = app.dataframe[-1].value.iloc[0]
    assert any(f"首先是：{first['地点']}，{first['情况']}。" in text.value for text in overview.markdown)
    everything = app.dataframe[-1].value
    assert len(everything) == sum(map(int, re.findall(r"(\d+) [处个]", counted[0])))
    assert any(text.value.startswith(f"今日需关注 {len(everything)} 项") for text in app.markdown)
    lines = [text.value for text in app.markdown if "权重" in text.value]
    weights = [int(found) for line in lines for found in re.findall(r"权重 (\d+)", line)]
    assert weights == everything["权重"].tolist()[:10]
    assert all(("badge[事实]" in line) != ("badge[统计判断]" in line) for line in lines)
    groups = [int(found) for item in app.expander for found in re.findall(r"\u3000(\d+) 项$", item.label)]
    assert sum(groups) == len(everything) - 10


def test_street_offices_unfold_and_a_street_alone_shows_its_own(demo_folder, monkeypatch):
    app = opened("attention", demo_folder, monkeypatch)
    everything = app.dataframe[-1].value["地点"]
    unfold(app)
    lines = [text.value for text in app.markdown if "权重" in text.value]
    assert len(lines) == len(everything)
    here = opened("attention", demo_folder, monkeypatch, street="350582002000")
    assert sorted(here.dataframe[-1].value["地点"]) == sorted(
        place for place in everything if place.startswith("梅岭街道")
    )


def test_what_is_new_and_gone_since_yesterday_is_listed(demo_frames, altered, monkeypatch):
    """The only overdue case of a community was closed today."""
    cases = demo_frames["cases"].copy()
    late = cases[cases["closed_at"].isna() & (cases["due_at"] < demo.AS_OF - timedelta(days=2))]
    alone = late[~late["community_code"].duplicated(keep=False)].index[0]
    cases.loc[alone, ["status", "closed_at"]] = ["closed", demo.AS_OF - timedelta(hours=3)]
    app = opened("attention", altered("duckdb", demo_frames | {"cases": cases}), monkeypatch)
    (said,) = [text.value for text in app.markdown if "比昨日" in text.value]
    counts = [int(found) for found in re.findall(r"新增 (\d+) 项、消失 (\d+) 项", said)[0]]
    app.session_state["attention_yesterday"] = True
    app.run()
    new, gone, everything = (table.value for table in app.dataframe)
    assert [len(new), len(gone)] == counts
    keys = list(new)
    assert len(new.merge(everything, on=keys)) == len(new)
    of_a_place = gone[gone["类型"] != "同一小区重复投诉"]  # the others are told apart by kind and place alone
    assert of_a_place.merge(everything, on=["类型", "地点"]).empty


def test_the_list_to_hand_on_holds_every_line_with_its_cases(demo_folder, monkeypatch):
    """On the page for paper, and as a workbook with title, as-of moment, demo notice and columns to fill in."""
    monkeypatch.setattr(
        "ui.files.menu.offer", lambda view, key, title, makers, **_: files.update({key: makers})
    )
    files: dict = {}
    app = opened("attention", demo_folder, monkeypatch, street="350582002000")
    app.session_state["attention_form"] = True
    app.run()
    (drawn,) = [item.proto.body for item in app.get("html") if "facts form" in item.proto.body]
    rows = list(openpyxl.load_workbook(io.BytesIO(files["attention_form"]["xlsx"]())).active.values)
    assert rows[0][0] == "督办单（梅岭街道）"
    assert all(words in rows[1][0] for words in ("演示数据", "数据截至 2026-06-30 18:00", "梅岭街道"))
    heads, lines = rows[3], rows[4:]
    everything = app.dataframe[-1].value
    assert heads[-4:] == ("案件编号", "责任单位", "办理期限", "办理结果")
    assert [line[2:4] for line in lines] == list(zip(everything["情况"], everything["地点"], strict=True))
    assert {line[-3:] for line in lines} == {(None, None, None)}
    for line in lines:
        counted = re.findall(r"([\d,]+) 件", line[2])
        assert not counted or len(line[7].split("、")) == int(counted[0]), line
        assert not line[7] or line[7].split("、")[0] in drawn


def test_targets_are_the_sites_own_and_a_file_that_is_wrong_is_said(demo_folder, monkeypatch, tmp_path):
    """Lights by the file; without one that is said; a wrong one is named with its key and what to do."""
    file = tmp_path / "targets.toml"
    monkeypatch.setenv("TARGETS_FILE", str(file))
    app = opened("attention", demo_folder, monkeypatch, street="350582002000")
    assert any("未设本单位标准" in note.value for note in app.caption)
    file.write_text("[overdue]\nmet = 1000\nmissed = 1000\n", encoding="utf-8")
    app.run()
    (drawn,) = [item.proto.body for item in app.get("html") if "facts targets" in item.proto.body]
    assert 'class="light-met">● 达标' in drawn
    assert any("标准取自 targets.toml" in note.value for note in app.caption)
    file.write_text('[overdue]\nmet = "很少"\n', encoding="utf-8")
    app.run()
    (said,) = [note.value for note in app.error]
    assert "targets.toml" in said
    assert "overdue.met" in said
    assert "请写成数字" in said
    narrow = opened("attention", demo_folder, monkeypatch, community="350582002009")
    assert any("按街道（镇）整体计" in note.value for note in narrow.caption)


def test_overview_begins_with_the_worst(demo_folder, monkeypatch):
    app = opened("overview", demo_folder, monkeypatch)
    assert app.subheader[0].value == "今日关注"
    marked = [mark for text in app.markdown for mark in ("统计判断", "据案件记录") if mark in text.value]
    assert marked == ["统计判断"] * SHOWN  # of the small demo city the heaviest are judgements


def test_nothing_needs_attention_is_said(tmp_path, demo_folder, monkeypatch):
    quiet = opened(
        "attention", demo_folder, monkeypatch, grid="350582002014004", category="livelihood.paperwork"
    )
    assert catalogue("zh")["attention.nothing"] in [note.value for note in quiet.success]


def test_a_city_without_grids_steps_and_ratings(boston_folder, monkeypatch):
    app = opened("attention", boston_folder, monkeypatch)
    assert not app.error
    (said,) = [note.value for note in app.info if "无法判断" in note.value]
    assert all(kind in said for kind in ("沉默网格", "满意率下降", "重开案件"))
    assert "超期未办结" not in said
    judged = signals.judged_on(date(2015, 12, 31))
    engine = reading_engine(boston_folder)
    assert read(engine, signals.life_of_grids(judged)).empty
    assert read(engine, signals.reopened(judged)).empty
