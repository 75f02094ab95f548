"""Every page, run as the app runs it: with several selections, without data, with hostile names."""

from __future__ import annotations

from datetime import date

import pytest

from data_access import cases as case_queries
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.database.url import database_url
from data_access.database.writing import insert_frame, replacing
from data_access.loading import load
from data_access.schema import metadata
from data_access.selection import Selection
from tests.conftest import MAPPING, OUTLINES, SAMPLE
from tests.opening import PAGES, metric, opened
from ui.words.text import catalogue, inert

QUERIES: tuple[dict[str, str], ...] = (
    {},
    {"street": "350582001000", "from": "2025-07-01", "to": "2026-06-30"},
    {"community": "350582002014", "from": "2024-04-01", "to": "2024-04-30"},
    {"grid": "350582002014004", "category": "neighbour.leak", "from": "2024-01-01", "to": "2024-12-31"},
    {"lang": "en", "from": "2026-06-30", "to": "2026-06-30"},
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("query", QUERIES, ids=lambda query: "-".join(query) or "default")
def test_pages_open(page, query, demo_folder, monkeypatch):
    """Every page opens from a link, with its title and no error or warning."""
    app = opened(page, demo_folder, monkeypatch, **query)
    language = query.get("lang", "zh")
    assert app.title[0].value == catalogue(language)[f"{page}.title"]
    assert catalogue(language)["page.demo"] in [note.value for note in app.info]
    assert not app.error
    assert not app.warning


def test_a_city_without_activities_says_so(tmp_path, monkeypatch):
    url = f"duckdb:///{tmp_path}/data"
    load([SAMPLE, OUTLINES], MAPPING, database_url(url))
    for page in PAGES:
        app = opened(page, url, monkeypatch, **{"from": "2015-01-01", "to": "2015-12-31"})
        assert catalogue("zh")["page.demo"] not in [note.value for note in app.info]
        if page == "activities":
            assert "社区活动" in app.info[0].value
        if page == "deliberation":
            assert ["民主协商议事会" in app.info[0].value, "居住小区" in app.info[1].value] == [True, True]
    missing = {
        "activities": ["社区活动"],
        "elderly": ["养老入户摸排", "活动空间"],
        "neighbours": ["居民群", "活动志愿者", "社区活动"],
    }
    for page, lacking in missing.items():
        app = opened(page, url, monkeypatch, **{"from": "2015-01-01", "to": "2015-12-31"})
        for note, table in zip(app.info, lacking, strict=True):
            assert f"“{table}”" in note.value
    grid_work = opened("grid_work", url, monkeypatch, **{"from": "2015-01-01", "to": "2015-12-31"})
    said = [note.value for note in grid_work.info]
    assert "走访与问题排查" in said[0]
    assert inert(catalogue("zh")["grid_work.no_grids"]) in said
    overview = opened("overview", url, monkeypatch, **{"from": "2015-01-01", "to": "2015-12-31"})
    assert metric(overview, "走访排查") == metric(overview, "签订协议") == metric(overview, "满意率") == "—"
    expected = read(
        reading_engine(database_url(url)), case_queries.figures(Selection(date(2015, 1, 1), date(2016, 1, 1)))
    )
    assert metric(overview, "上报案件") == f"{int(expected['reported'].iloc[0]):,}"


def test_hostile_names_survive_every_page(tmp_path, demo_frames, monkeypatch):
    hostile = '=1+1 "q", <script>alert(1)</script>\n`${x}`'
    url = f"duckdb:///{tmp_path}/data"
    with replacing(database_url(url)) as (connection, _):
        for name, frame in demo_frames.items():
            named = frame.assign(name=hostile) if "name" in frame and name != "dataset" else frame
            insert_frame(connection, metadata.tables[name], named.head(3000))
    for page in PAGES:
        app = opened(page, url, monkeypatch, **{"from": "2023-07-01", "to": "2026-06-30"})
        assert not app.error
