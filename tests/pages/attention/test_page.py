"""The page of today's alerts."""

from __future__ import annotations

from datetime import date

from data_access import demo
from data_access.attention import signals
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from tests.data_access.attention.test_signals import TODAY
from tests.opening import opened
from ui.words.text import catalogue


def links(app) -> list[str]:
    return [element.proto.query_string for element in app.get("page_link")]


def test_page_shows_the_planted_surges_and_opens_their_cases(demo_folder, monkeypatch):
    app = opened("attention", demo_folder, monkeypatch)
    assert not app.error
    assert app.title[0].value == "今日关注"
    recent = [item for item in demo.planted() if item.kind == "surge" and item.end > TODAY]
    assert len(recent) == 2
    assert "案件突增 2 处" in [heading.value for heading in app.subheader]
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
    assert "案件突增 1 处" in [heading.value for heading in here.subheader]
    assert all(item.place in query for query in links(here) if query)
    other = next(item for item in demo.planted() if item.kind == "no_step_free").place
    elsewhere = opened("attention", demo_folder, monkeypatch, community=other)
    assert not any(heading.value.startswith("案件突增") for heading in elsewhere.subheader)


def test_overview_begins_with_the_worst(demo_folder, monkeypatch):
    app = opened("overview", demo_folder, monkeypatch)
    assert app.subheader[0].value == "今日关注"
    assert sum("统计判断" in text.value for text in app.markdown) == 4
    assert sum("据案件记录" in text.value for text in app.markdown) == 2


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
