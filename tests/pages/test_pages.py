"""Every page, run as the app runs it, with several Selections and expected figures."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from data_access import cases as case_queries
from data_access.database.identity import read_dataset
from data_access.database.opening import CURRENT, reading_engine
from data_access.database.reading import read
from data_access.database.url import database_url
from data_access.database.writing import insert_frame, replacing
from data_access.loading import load
from data_access.schema import metadata
from data_access.selection import Selection
from tests.conftest import MAPPING, OUTLINES, SAMPLE
from tests.opening import PAGES, metric, opened, turned
from ui.words.text import catalogue

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
    app = opened(page, demo_folder, monkeypatch, **query)
    language = query.get("lang", "zh")
    assert app.title[0].value == catalogue(language)[f"{page}.title"]
    assert catalogue(language)["page.demo"] in [note.value for note in app.info]
    assert not app.error
    assert not app.warning


def test_overview_shows_what_the_rows_say(demo_folder, demo_frames, monkeypatch):
    app = opened(
        "overview",
        demo_folder,
        monkeypatch,
        street="350582001000",
        **{"from": "2025-07-01", "to": "2026-06-30"},
    )
    rows = demo_frames["cases"].query("street_office_code == '350582001000'")
    closed = rows[rows["closed_at"].between("2025-07-01", "2026-07-01", inclusive="left")]
    reported = rows["reported_at"].between("2025-07-01", "2026-07-01", inclusive="left").sum()
    assert metric(app, "上报案件") == f"{reported:,}"
    assert metric(app, "办结案件") == f"{len(closed):,}"
    assert metric(app, "按期办结率") == f"{100 * (closed['closed_at'] <= closed['due_at']).mean():.1f}%"
    assert metric(app, "小事不出网格") == f"{100 * (closed['resolved_level'] == 'grid').mean():.1f}%"
    held = demo_frames["activities"].query("street_office_code == '350582001000'")
    held = held[held["starts_at"].between("2025-07-01", "2026-07-01", inclusive="left")]
    assert metric(app, "参加人次") == f"{held['participants'].sum():,}"


def test_the_filter_reaches_the_url_and_other_pages(demo_folder, monkeypatch):
    app = opened("overview", demo_folder, monkeypatch)
    app.multiselect(key="filter_streets").select("350582002000").run()
    assert app.query_params["street"] == "350582002000"
    turned(app, "cases")
    assert app.query_params["street"] == "350582002000"
    assert app.multiselect(key="filter_streets").value == ["350582002000"]
    app.multiselect(key="filter_communities").select("350582002014").run()
    assert app.query_params["community"] == "350582002014"
    app.multiselect(key="filter_streets").set_value([]).run()
    assert "community" not in app.query_params


def test_presets_end_on_the_as_of_day(demo_folder, monkeypatch):
    app = opened("overview", demo_folder, monkeypatch)
    app.selectbox(key="filter_period").set_value("quarter").run()
    assert (app.query_params["from"], app.query_params["to"]) == ("2026-04-01", "2026-06-30")


def test_what_the_url_cannot_mean_is_said(demo_folder, monkeypatch):
    app = opened("overview", demo_folder, monkeypatch, street="<b>999</b>", **{"from": "tomorrow"})
    said = " ".join(note.value for note in app.warning)
    assert "street" in said
    assert "from" in said
    assert "<b>" not in said
    assert metric(app, "上报案件") != "—"


def compared(app: AppTest, label: str) -> str:
    return next(item.delta for item in app.metric if item.label == label)


def test_overview_compares_with_what_the_url_says(demo_folder, demo_frames, monkeypatch):
    period = {"from": "2026-05-01", "to": "2026-05-31"}
    rows = demo_frames["cases"]

    def reported(start: str, end: str, street: str | None = None) -> int:
        chosen = rows[rows["reported_at"].between(start, end, inclusive="left")]
        return len(chosen if street is None else chosen[chosen["street_office_code"] == street])

    may = reported("2026-05-01", "2026-06-01")
    for compare, before in (
        ("previous", reported("2026-04-01", "2026-05-01")),
        ("year", reported("2025-05-01", "2025-06-01")),
    ):
        app = opened("overview", demo_folder, monkeypatch, compare=compare, **period)
        assert compared(app, "上报案件") == f"{round(100 * (may - before) / before, 1):+,.1f}%"
    street = {"street": "350582001000"} | period
    app = opened("overview", demo_folder, monkeypatch, compare="350582103000", **street)
    assert compared(app, "上报案件") == ""
    assert demo_frames["street_offices"].set_index("code").loc["350582103000", "name"] in " ".join(
        note.value for note in app.caption
    )
    closed = rows[rows["closed_at"].between("2026-05-01", "2026-06-01", inclusive="left")]
    share = closed["closed_at"].le(closed["due_at"]).groupby(closed["street_office_code"]).mean() * 100
    points = round(share["350582001000"] - share["350582103000"], 1)
    assert points != 0
    assert compared(app, "按期办结率") == f"{points:+,.1f} 个百分点"
    assert app.query_params["compare"] == "350582103000"


def test_a_comparison_that_is_not_known_is_said(demo_folder, monkeypatch):
    app = opened("overview", demo_folder, monkeypatch, compare="<i>x</i>")
    assert [note.value for note in app.warning] == [catalogue("zh")["compare.unknown"]]
    app.selectbox(key="compare_with").set_value("year").run()
    assert app.query_params["compare"] == "year"
    assert not app.warning


def test_weights_live_in_the_url(demo_folder, monkeypatch):
    period = {"from": "2025-07-01", "to": "2026-06-30"}
    app = opened("evaluation", demo_folder, monkeypatch, weights="satisfaction:100", **period)
    scores = app.dataframe[0].value
    assert scores["综合得分"].round(2).tolist() == scores["满意率（%）"].round(2).tolist()
    assert app.query_params["weights"] == "satisfaction:100"
    app.number_input(key="weights_closing").set_value(50).run()
    assert app.query_params["weights"] == "closing:50,satisfaction:100"
    app = opened("evaluation", demo_folder, monkeypatch, weights="nonsense", **period)
    assert [note.value for note in app.warning] == [catalogue("zh")["evaluation.weights_unknown"]]


def test_a_month_of_the_evaluation_becomes_the_period(demo_folder, monkeypatch):
    app = opened("evaluation", demo_folder, monkeypatch)
    app.selectbox(key="month").set_value("2026-04").run()
    assert (app.query_params["from"], app.query_params["to"]) == ("2026-04-01", "2026-04-30")
    assert app.selectbox(key="month").value == "2026-04"


def test_grid_work_shows_what_the_rows_say(demo_folder, demo_frames, monkeypatch):
    period = {"from": "2026-05-01", "to": "2026-06-30"}
    app = opened("grid_work", demo_folder, monkeypatch, **period)
    rows = demo_frames["visits"]
    rows = rows[rows["visited_at"] >= "2026-05-01"]
    grids = demo_frames["grids"]
    assert metric(app, "走访排查") == f"{len(rows):,}"
    assert metric(app, "每网格走访") == f"{len(rows) / len(grids):.1f}"
    assert metric(app, "每百户走访") == f"{100 * len(rows) / grids['households'].sum():.1f}"
    calls = rows.groupby("grid_code")["households"].sum().reindex(grids["code"], fill_value=0)
    reached = calls.clip(upper=grids.set_index("code")["households"]).sum()
    assert metric(app, "走访户数占比上限") == f"{100 * reached / grids['households'].sum():.1f}%"
    silent = app.dataframe[0].value
    never = grids[~grids["code"].isin(rows["grid_code"])]
    assert set(silent["网格"]) == set(never["name"])
    assert silent["未走访天数（天）"].is_monotonic_decreasing
    app.button_group(key="grid_work_list").set_value("over").run()
    listed = app.dataframe[-1].value
    ordinary = grids[grids["kind"] != "special"]
    assert set(listed["网格"]) == set(ordinary.loc[ordinary["households"] > 500, "name"])
    app.button_group(key="grid_work_level").set_value("grid").run()
    assert not app.exception


def test_english_by_the_switch(demo_folder, monkeypatch):
    app = opened("overview", demo_folder, monkeypatch)
    app.button_group(key="language").set_value("en").run()
    assert app.title[0].value == "Overview"
    assert app.query_params["lang"] == "en"


def test_overdue_list_pages_in_the_database(demo_folder, demo_frames, monkeypatch):
    app = opened("cases", demo_folder, monkeypatch)
    rows = demo_frames["cases"].query("status == 'open'")
    late = rows[rows["due_at"] < demo_frames["dataset"]["as_of"].iloc[0]]
    assert metric(app, "超期未办结") == f"{len(late):,}"
    app.button_group(key="case_list_standing").set_value("overdue").run()
    listed = app.dataframe[0].value
    assert listed["案件编号"].tolist() == late.sort_values(["due_at", "case_id"])["case_id"].head(15).tolist()


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
    assert catalogue("zh")["grid_work.no_grids"] in said
    overview = opened("overview", url, monkeypatch, **{"from": "2015-01-01", "to": "2015-12-31"})
    assert metric(overview, "走访排查") == metric(overview, "签订协议") == metric(overview, "满意率") == "—"
    expected = read(
        reading_engine(database_url(url)), case_queries.figures(Selection(date(2015, 1, 1), date(2016, 1, 1)))
    )
    assert metric(overview, "上报案件") == f"{int(expected['reported'].iloc[0]):,}"


def faulty(kind: str, folder: Path) -> str:
    url = f"duckdb:///{folder}/data/x.duckdb"
    (folder / "data").mkdir()
    file = folder / "data" / "x.duckdb"
    if kind == "not_a_database":
        file.write_text("a letter, not a database")
    elif kind == "old_schema":
        with duckdb.connect(str(file)) as connection:
            connection.execute("CREATE TABLE dataset (city_name TEXT)")
    elif kind == "empty":
        duckdb.connect(str(file)).close()
    elif kind == "unreachable":
        return "postgresql+psycopg://nobody:secret@127.0.0.1:9/none"
    return url


@pytest.mark.parametrize("kind", ["not_a_database", "old_schema", "empty", "unreachable"])
def test_a_broken_database_gets_a_page_that_says_which(kind, tmp_path, monkeypatch):
    app = opened("overview", faulty(kind, tmp_path), monkeypatch)
    assert app.error[0].value == catalogue("zh")[f"fault.{kind}.what"]
    assert catalogue("zh")[f"fault.{kind}.remedy"] in [text.value for text in app.markdown]
    assert "secret" not in str([code.value for code in app.code])


def test_a_locked_database_says_so(tmp_path, monkeypatch):
    file = tmp_path / "x.duckdb"
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import duckdb,sys; c=duckdb.connect({str(file)!r}); print(1, flush=True); sys.stdin.read()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        app = opened("overview", f"duckdb:///{file}", monkeypatch)
        assert app.error[0].value == catalogue("zh")["fault.locked.what"]
    finally:
        holder.communicate()


def test_a_database_that_breaks_keeps_the_last_good_figures(tmp_path, demo_frames, monkeypatch):
    url = f"duckdb:///{tmp_path}/data"
    with replacing(database_url(url)) as (connection, _):
        for name, frame in demo_frames.items():
            insert_frame(connection, metadata.tables[name], frame.head(2000))
    good = metric(opened("overview", url, monkeypatch), "上报案件")
    (tmp_path / "data" / "bad.duckdb").write_text("broken")
    (tmp_path / "data" / CURRENT).write_text("bad.duckdb")
    app = opened("overview", url, monkeypatch)
    assert catalogue("zh")["fault.not_a_database.what"] in app.error[0].value
    assert metric(app, "上报案件") == good


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


def test_a_first_start_builds_the_demo_city(tmp_path, monkeypatch):
    url = f"duckdb:///{tmp_path}/data"
    monkeypatch.setattr("data_access.database.url.DEFAULT_URL", url)
    app = opened("overview", "", monkeypatch)
    assert app.title[0].value == "总览"
    assert read_dataset(reading_engine(database_url(url))).synthetic


def test_a_database_url_that_names_nothing_is_shown_not_filled(tmp_path, monkeypatch):
    app = opened("overview", f"duckdb:///{tmp_path}/typing-error", monkeypatch)
    assert app.error[0].value == catalogue("zh")["fault.missing.what"]
    assert catalogue("zh")["fault.missing.remedy"] in [text.value for text in app.markdown]
    assert str(tmp_path / "typing-error") in app.code[0].value
    assert not (tmp_path / "typing-error").exists()


def test_files_name_categories_in_words(demo_folder, monkeypatch):
    app = opened("overview", demo_folder, monkeypatch, category="neighbour.leak")
    line = app.session_state["view"].provenance()
    assert "漏水纠纷" in line
    assert "neighbour.leak" not in line
