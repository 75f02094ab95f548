"""A few loads broken off; `python -m tests.benchmarks.broken_loads` breaks hundreds, at random moments."""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, text

from tests.data_access.loading.breaking import (
    Breaking,
    as_nobody,
    before_current,
    told,
    without_room,
    without_room_for_current,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals and limits")


@pytest.fixture(scope="module")
def breaking() -> Iterator[Breaking]:
    """A folder with a first state of a ledger, where every user may look."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o755)
        yield Breaking(folder / "files", URL.create("duckdb", database=str(folder / "data")), 60, [()])


@pytest.mark.parametrize("happens", ["at once", "while it writes", "before CURRENT"])
def test_a_killed_load_leaves_what_was_there_and_the_next_one_works(breaking, happens):
    """Whatever the moment, the tables are as they were to the last cell, and nothing half-written outlives a load."""
    killed = partial(before_current, partial(signal.raise_signal, signal.SIGKILL))
    begun = breaking.importing(before=killed if happens == "before CURRENT" else None)
    while happens == "while it writes" and begun.process.is_alive() and not breaking.half_written():
        time.sleep(0.001)
    begun.interrupt(signal.SIGKILL)
    assert begun.end() == -signal.SIGKILL
    assert breaking.state() == "old"
    breaking.mend()


def test_an_interrupted_load_says_so_and_leaves_nothing(breaking):
    """Ctrl-C while it writes: a sentence, exit 1, the data as they were."""
    begun = breaking.importing(before=partial(before_current, partial(signal.raise_signal, signal.SIGINT)))
    assert begun.end() == 1
    assert "已中断" in (said := begun.said())
    assert "Traceback" not in said
    assert (breaking.state(), breaking.leftovers()) == ("old", [])
    breaking.mend()


@pytest.mark.parametrize("room", [0, 100_000, 1_000_000, None])
def test_a_full_disk_is_said_and_leaves_nothing(breaking, room):
    """Wherever the room ends, at last while `CURRENT` is written: a sentence, exit 1, the data as they were."""
    begun = breaking.importing(
        before=without_room_for_current if room is None else partial(without_room, room)
    )
    assert begun.end() == 1
    assert "磁盘已满" in (said := begun.said())
    assert "Traceback" not in said
    assert (breaking.state(), breaking.leftovers()) == ("old", [])
    breaking.mend()


def test_a_folder_without_rights_is_said(breaking):
    """Where the folder may only be read: a sentence, exit 1, the data as they were."""
    folder = Path(breaking.url.database)
    folder.chmod(0o555)
    begun = breaking.importing(before=as_nobody)
    code = begun.end()
    folder.chmod(0o755)
    assert code == 1
    assert "没有读写的权限" in begun.said()
    assert (breaking.state(), breaking.leftovers()) == ("old", [])
    breaking.mend()


@pytest.mark.postgres
def test_a_lost_connection_is_said_and_leaves_what_was_there(new_postgres, tmp_path):
    """The server ends the connection while a load writes: a sentence, exit 1, the data as they were."""
    breaking = Breaking(tmp_path / "files", new_postgres("broken"), 60, [()])
    begun = breaking.importing()
    engine = create_engine(breaking.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        # What a load holds alone; that it holds rows of its own says that it writes.
        held = (
            "pg_locks l JOIN pg_database d ON d.oid = l.database WHERE l.locktype = 'advisory'"
            " AND datname = current_database() AND pid IN (SELECT pid FROM pg_locks WHERE mode = 'RowExclusiveLock')"
        )
        ended = f"SELECT pg_terminate_backend(pid) FROM (SELECT DISTINCT pid FROM {held}) writing"
        while begun.process.is_alive() and not connection.execute(text(ended)).all():
            time.sleep(0.001)
    engine.dispose()
    assert begun.end() == 1
    assert "连接中断" in (said := begun.said())
    assert "Traceback" not in said
    assert breaking.state() == "old"
    breaking.mend()
    assert told(breaking.url) == breaking.wanted["first",]
