"""The life of a case and the page on where time goes, run as the app runs them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from sqlalchemy import URL
from streamlit.testing.v1 import AppTest

from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.database.url import database_url
from data_access.demo.known import LEAK_CASE
from data_access.schema import metadata
from tests.opening import opened
from ui.filters import bar
from ui.words.text import catalogue, inert

ZH = catalogue("zh")
YEAR = {"from": "2025-07-01", "to": "2026-06-30"}


def html(app: AppTest) -> str:
    return "".join(block.proto.body for block in app.get("html"))


def said(app: AppTest) -> list[str]:
    return [note.value for note in app.info]


def table(app: AppTest, heading: str) -> pd.DataFrame:
    return next(item.value for item in app.dataframe if heading in item.value)


@pytest.fixture(scope="module")
def broken_city(altered, demo_frames) -> URL:
    """The small demo city with a case of hostile text, one that closes early, and steps out of order."""
    rows = demo_frames["cases"].copy()
    events = demo_frames["case_events"].copy()
    closed = rows.index[rows["closed_at"].notna()][:2]
    rows.loc[closed[0], "case_id"] = HOSTILE
    rows.loc[closed[0], "summary"] = HOSTILE
    rows.loc[closed[0], "status"] = HOSTILE
    rows.loc[closed[1], "closed_at"] -= pd.Timedelta(days=900)
    rows.loc[closed[1], "due_at"] = pd.NaT
    early = events["case_id"].eq(rows.loc[closed[1], "case_id"]) & events["seq"].eq(2)
    events.loc[early, "at"] -= pd.Timedelta(hours=49)
    return altered("duckdb", demo_frames | {"cases": rows, "case_events": events})


HOSTILE = "<script>alert(1)</script> **x** `${x}` \"'"


def test_the_leak_case_is_told_step_by_step(demo_folder, monkeypatch):
    app = opened("cases", demo_folder, monkeypatch, case=LEAK_CASE)
    assert app.title[0].value == ZH["cases.one.title"]
    assert app.query_params["case"] == LEAK_CASE
    assert not app.warning
    body = html(app)
    story = [
        *(
            "居民上报，网格接报",
            "网格受理",
            "派遣人员处置",
            "第1次上门走访",
            "第2次上门走访",
            "第3次上门走访",
        ),
        *("组织调解", "签订调解协议", "处置完成，待核查", "在网格办结"),
    ]
    places = [body.index(f"<b>{told}</b>") for told in story]
    assert places == sorted(places)
    assert "2024-04-16 19:30" in body
    assert "距上一步 2天9小时30分" in body
    assert "全程用时 6天1小时40分，比办理期限提前 22小时20分 办结。" in body
    assert "邻里纠纷 / 漏水纠纷" in body
    assert "瑞璟·香榭花都" in body


def test_a_case_tells_its_unit_and_when_it_was_given_it(demo_folder, demo_frames, monkeypatch):
    given = demo_frames["cases"].query("unit_code == 'police'").iloc[0]
    body = html(opened("cases", demo_folder, monkeypatch, case=given["case_id"]))
    assert "<dt>承办单位</dt><dd>公安局</dd>" in body
    assert f"<dt>交办时间</dt><dd>{given['assigned_at']:%Y-%m-%d %H:%M}</dd>" in body
    assert "按期办结（来源标志）" not in body


def test_in_english_too(demo_folder, monkeypatch):
    """A case's page speaks English where asked."""
    app = opened("cases", demo_folder, monkeypatch, case=LEAK_CASE, lang="en")
    assert "Took 6 d 1 h 40 min in all, closed 22 h 20 min before the deadline." in html(app)


def test_a_case_stays_open_while_filters_change_and_closes_by_its_button(demo_folder, monkeypatch):
    app = opened("cases", demo_folder, monkeypatch, case=LEAK_CASE)
    app.multiselect(key="filter_streets").select("350582001000").run()
    assert app.query_params["case"] == LEAK_CASE
    assert app.query_params["street"] == "350582001000"
    assert LEAK_CASE in html(app)
    app.button(key="case_back").click().run()
    assert "case" not in app.query_params
    assert app.query_params["street"] == "350582001000"
    assert app.title[0].value == ZH["cases.title"]


@pytest.mark.parametrize("number", ["<b>JJ1</b>", "JJ\x00", "' OR 1=1 --"])
def test_an_unknown_number_is_said_and_ignored(number, demo_folder, monkeypatch):
    app = opened("cases", demo_folder, monkeypatch, case=number)
    assert app.title[0].value == ZH["cases.title"]
    assert "case" in app.warning[0].value
    assert "<b>" not in app.warning[0].value
    assert "case" not in app.query_params


def limit(monkeypatch, street: str) -> None:
    """Let the user see one street office, as a login would."""
    everything = bar.filter_bar
    monkeypatch.setattr(
        bar, "filter_bar", lambda *given: replace(everything(*given), allowed=frozenset({street}))
    )


def test_a_limited_user_does_not_reach_another_streets_case(demo_folder, monkeypatch):
    limit(monkeypatch, "350582001000")
    app = opened("cases", demo_folder, monkeypatch, case=LEAK_CASE)
    assert ZH["cases.one.not_found"] in said(app)
    assert LEAK_CASE not in html(app)
    assert "渗水" not in html(app)
    limit(monkeypatch, "350582002000")
    assert "渗水" in html(opened("cases", demo_folder, monkeypatch, case=LEAK_CASE))


def test_a_row_of_the_list_opens_its_case(demo_folder, monkeypatch):
    app = opened("cases", demo_folder, monkeypatch)
    first = app.dataframe[0].value["案件编号"].iloc[0]
    app.session_state["case_list"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    app.run()
    assert app.query_params["case"] == first
    assert ZH["cases.one.waiting"] in html(app)


def test_text_of_a_case_is_inert(broken_city, monkeypatch):
    app = opened("cases", broken_city, monkeypatch, case=HOSTILE)
    body = html(app)
    assert "<script>" not in body
    assert body.count("&lt;script&gt;alert(1)&lt;/script&gt; **x**") >= 3


def test_wrong_times_of_a_case_are_flagged_not_added_up(broken_city, monkeypatch):
    rows = read(reading_engine(database_url(broken_city)), _closed_early())
    app = opened("cases", broken_city, monkeypatch, case=rows["case_id"].iloc[0])
    body = html(app)
    assert ZH["cases.one.closed_before_reported"] in body
    assert 'class="wrong"' in body
    assert "⚠ 时间有误：早于上一步 1天" in body or "⚠ 时间有误：早于上一步 2天" in body


def _closed_early():
    cases = metadata.tables["cases"]
    return cases.select().where(cases.c.closed_at < cases.c.reported_at)


def test_process_shows_what_the_rows_say(demo_folder, demo_frames, monkeypatch):
    app = opened("process", demo_folder, monkeypatch, **YEAR)
    rows = demo_frames["cases"]
    rows = rows[rows["reported_at"].between("2025-07-01", "2026-07-01", inclusive="left")]
    medians = table(app, "95%下限（天）").set_index("分组")
    by_main = rows.groupby(rows["category_code"].str.split(".").str[0])
    assert sorted(medians["案件（件）"]) == sorted(by_main.size())
    assert medians["其中在办（件）"].sum() == (rows["status"] == "open").sum()
    problems = table(app, "处理方式").set_index("问题")["数量（件或个）"]
    assert problems["曾经重开"] == (rows["reopened"] > 0).sum()
    following = table(app, "下一步")
    accepted = following[(following["步骤"] == "受理") & (following["下一步"] == "派遣")]
    assert accepted["次数（次）"].iloc[0] == rows["dispatched_at"].notna().sum()


def test_curves_by_place_follow_the_selected_place(demo_folder, monkeypatch):
    app = opened("process", demo_folder, monkeypatch, **YEAR)
    app.button_group(key="process_group").set_value("place").run()
    assert not app.exception
    assert "青阳街道" in table(app, "95%下限（天）")["分组"].tolist()
    for street in ("350582001000", "350582002000"):
        app.multiselect(key="filter_streets").set_value([street]).run()
        assert not app.exception
        known = read(reading_engine(database_url(str(demo_folder))), _communities_of(street))
        assert set(table(app, "95%下限（天）")["分组"]) <= set(known["name"])


def _communities_of(street: str):
    communities = metadata.tables["communities"]
    return communities.select().where(communities.c.street_office_code == street)


def test_ageing_by_level(demo_folder, demo_frames, monkeypatch):
    """Open cases by age add up to all open cases, by level too."""
    app = opened("process", demo_folder, monkeypatch)
    shown = table(app, "已办时长")
    compared = shown["层级"] == ZH["compare.line"]
    assert compared.any()
    assert shown[~compared]["案件（件）"].sum() == (demo_frames["cases"]["status"] == "open").sum()
    app.button_group(key="process_ageing_by").set_value("level").run()
    assert not app.exception


def test_problems_are_listed_with_their_treatment(broken_city, monkeypatch):
    app = opened("process", broken_city, monkeypatch, **{"from": "2023-07-01", "to": "2026-06-30"})
    problems = table(app, "处理方式").set_index("问题")["数量（件或个）"]
    assert problems["办结早于上报"] == 1
    assert problems["没有办理期限"] == 1
    assert problems["步骤时间倒置"] == 1


def test_a_city_without_steps_says_so(boston_folder, monkeypatch):
    period = {"from": "2015-01-01", "to": "2015-12-31"}
    app = opened("process", boston_folder, monkeypatch, **period)
    assert inert(ZH["process.no_steps"]) in said(app)
    assert ZH["process.no_levels"] in said(app)
    assert len(table(app, "95%下限（天）"))
    cases = metadata.tables["cases"]
    number = read(reading_engine(boston_folder), cases.select().limit(1))["case_id"].iloc[0]
    app = opened("cases", boston_folder, monkeypatch, case=number, **period)
    assert ZH["cases.one.no_steps"] in said(app)
    assert number in html(app)


def test_a_selection_without_cases_says_so(demo_folder, monkeypatch):
    app = opened("process", demo_folder, monkeypatch, **{"from": "2020-01-01", "to": "2020-01-31"})
    assert ZH["process.no_curve"] in said(app)
    assert ZH["empty.selection"] in said(app)
