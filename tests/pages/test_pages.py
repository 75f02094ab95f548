"""Every page, run as the app runs it: with several selections, without data, with hostile names."""

from __future__ import annotations

from datetime import date

import pytest

from data_access import cases as case_queries
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.database.url import database_url
from data_access.database.writing import insert_frame, replacing
from data_access.schema import metadata
from data_access.selection import Selection
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
    assert any(catalogue(language)["page.demo"] in note.value for note in app.caption)
    assert not app.error
    assert not app.warning


def test_a_city_without_activities_says_so(boston_folder, monkeypatch):
    year = {"from": "2015-01-01", "to": "2015-12-31"}
    pages = {page: opened(page, boston_folder, monkeypatch, **year) for page in PAGES}
    said = {page: [note.value for note in app.info] for page, app in pages.items()}
    assert not any(
        catalogue("zh")["page.demo"] in note.value for app in pages.values() for note in app.caption
    )
    lacking = {
        "activities": ["社区活动"],
        "deliberation": ["民主协商议事会", "居住小区"],
        "elderly": ["养老入户摸排", "活动空间"],
        "neighbours": ["居民群", "活动志愿者", "社区活动"],
    }
    for page, tables in lacking.items():
        for note, table in zip(said[page], tables, strict=True):
            assert f"“{table}”" in note
    assert "走访与问题排查" in said["grid_work"][0]
    assert inert(catalogue("zh")["grid_work.no_grids"]) in said["grid_work"]
    overview = pages["overview"]
    assert metric(overview, "走访排查") == metric(overview, "签订协议") == metric(overview, "满意率") == "—"
    expected = read(
        reading_engine(boston_folder), case_queries.figures(Selection(date(2015, 1, 1), date(2016, 1, 1)))
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
