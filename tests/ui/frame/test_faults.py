"""What the app says of a database that cannot be read."""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from sqlalchemy import create_engine, text

from data_access import cases, demo
from data_access.database.faults import DatabaseFault
from data_access.database.identity import read_dataset
from data_access.database.opening import CURRENT, reading_engine
from data_access.database.reading import read
from data_access.database.url import database_url
from data_access.database.writing import insert_frame, replacing
from data_access.schema import SCHEMA_VERSION, metadata
from tests.conftest import write
from tests.opening import metric, opened
from ui.session.source import SERVER_CHECK_SECONDS, Source
from ui.words.text import catalogue

WRONG_URLS = {
    "address": "nobody:secret@127.0.0.1/none",
    "driver": "nosuch://nobody:secret@127.0.0.1/none",
    "port": "postgresql+psycopg://nobody:secret@127.0.0.1:abc/none",
    "unescaped": "postgresql+psycopg://nobody:se@cret@127.0.0.1/none",
}


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
        return "postgresql+psycopg://nobody:secret@127.0.0.1:9/none?password=secret"
    return WRONG_URLS.get(kind, url)


@pytest.mark.parametrize("kind", ["not_a_database", "old_schema", "empty", "unreachable", *WRONG_URLS])
def test_a_broken_database_gets_a_page_that_says_which(kind, tmp_path, monkeypatch):
    """In a sentence with its remedy, whatever is wrong, and without any part of a password."""
    app = opened("overview", faulty(kind, tmp_path), monkeypatch)
    assert app.error[0].value == catalogue("zh")[f"fault.{kind}.what"]
    assert catalogue("zh")[f"fault.{kind}.remedy"] in [text.value for text in app.markdown]
    told = str([item.value for shown in (app.code, app.markdown, app.error) for item in shown])
    assert "secret" not in told
    assert "cret@" not in told


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


def test_a_first_start_builds_the_demo_city(tmp_path, monkeypatch):
    url = f"duckdb:///{tmp_path}/data"
    monkeypatch.setattr("data_access.database.url.DEFAULT_URL", url)
    monkeypatch.setattr(demo, "build", functools.partial(demo.build, cases=500))
    app = opened("overview", "", monkeypatch)
    assert app.title[0].value == "总览"
    assert read_dataset(reading_engine(database_url(url))).synthetic


def test_a_database_url_that_names_nothing_is_shown_not_filled(tmp_path, monkeypatch):
    app = opened("overview", f"duckdb:///{tmp_path}/typing-error", monkeypatch)
    assert app.error[0].value == catalogue("zh")["fault.missing.what"]
    assert catalogue("zh")["fault.missing.remedy"] in [text.value for text in app.markdown]
    assert str(tmp_path / "typing-error") in app.code[0].value
    assert not (tmp_path / "typing-error").exists()


def write_city(url: str, frames: dict[str, pd.DataFrame], rows: int) -> None:
    """The demo city with so many of its cases, and few of its visits."""
    few = {"cases": frames["cases"].head(rows), "visits": frames["visits"].head(rows)}
    write(database_url(url), frames | few)


@pytest.mark.parametrize("kind", ["file", "folder", pytest.param("server", marks=pytest.mark.postgres)])
def test_a_running_server_sees_a_new_load_of_the_same_name(kind, tmp_path, demo_frames, request, monkeypatch):
    """What is loaded again, or built anew from nothing as generation 1, is shown as it is, without a restart."""
    url = f"duckdb:///{tmp_path}/{'city.duckdb' if kind == 'file' else 'data'}"
    if kind == "server":
        url = request.getfixturevalue("new_postgres")("again").render_as_string(hide_password=False)
    whole = {"from": "2010-01-01", "to": "2026-06-30"}
    for rows, shown in ((1500, "1,500"), (700, "700")):
        write_city(url, demo_frames, rows)
        assert metric(opened("overview", url, monkeypatch, **whole), "上报案件") == shown
        if kind == "folder":
            shutil.rmtree(tmp_path / "data")
        elif kind == "server" and rows == 1500:
            emptied(url)
            time.sleep(SERVER_CHECK_SECONDS)


def emptied(url: str) -> None:
    """Take away our schema of a server."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA governance CASCADE"))
    engine.dispose()


@pytest.mark.parametrize("current", [None, "cases-7.duckdb"])
def test_a_page_view_builds_nothing_beside_files_and_deletes_none(current, tmp_path, monkeypatch):
    """Without `DATABASE_URL` no demo city is built beside files of which none is current; they are named."""
    folder = tmp_path / "data"
    folder.mkdir()
    held = {"cases-1.duckdb": "real", "cases-2.duckdb": "real too", "letter.txt": "a letter"}
    held |= {CURRENT: current} if current else {}
    for name, words in held.items():
        (folder / name).write_text(words)
    monkeypatch.setattr("data_access.database.url.DEFAULT_URL", f"duckdb:///{folder}")
    app = opened("overview", "", monkeypatch)
    assert app.error[0].value == catalogue("zh")["fault.unpointed.what"]
    assert all(name in app.code[1].value for name in held)
    assert {path.name: path.read_text() for path in folder.iterdir()} == held


def test_a_page_begins_again_where_a_load_comes_between_two_queries(tmp_path, demo_frames, monkeypatch):
    """A page is drawn from one state of the data: none of its figures is of the load before."""
    url = f"duckdb:///{tmp_path}/data"

    write_city(url, demo_frames, 1500)
    held = Source.fetch
    loads = iter([700])

    def fetch(self, query, *given, **options):
        if query is cases.figures and (rows := next(loads, None)):
            write_city(url, demo_frames, rows)
            self.engine.dispose()  # as on a server, where the new load answers the next query
            monkeypatch.setattr("ui.session.source.read", refused_once(read))
        return held(self, query, *given, **options)

    monkeypatch.setattr(Source, "fetch", fetch)
    app = opened("overview", url, monkeypatch, **{"from": "2010-01-01", "to": "2026-06-30"})
    assert metric(app, "上报案件") == "700"


def refused_once(read):
    """A reading that meets another load than it expects, once."""
    refusals = iter([DatabaseFault("replaced", "here")])

    def reading(engine, statement, load_id=None):
        if fault := next(refusals, None):
            raise fault
        return read(engine, statement, load_id)

    return reading


def test_a_newer_load_that_cannot_be_read_is_said_once(tmp_path, demo_frames, monkeypatch):
    """Where the load that came between is of another version, the page says so and does not begin again for ever."""
    url = f"duckdb:///{tmp_path}/city.duckdb"
    write_city(url, demo_frames, 700)
    opened("overview", url, monkeypatch)
    newer = demo_frames["dataset"].assign(schema_version=SCHEMA_VERSION + 1)
    write_city(url, demo_frames | {"dataset": newer}, 700)
    app = opened("evaluation", url, monkeypatch, **{"from": "2026-05-01", "to": "2026-05-31"})
    said = [catalogue("zh")[f"fault.{kind}.what"] for kind in ("old_schema", "replaced")]
    assert any(words in error.value for words in said for error in app.error)
