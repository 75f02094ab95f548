"""Loads into an embedded database: one at a time, and no file lost that is not known as old."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_access.database.faults import DatabaseFault
from data_access.database.opening import CURRENT, embedded_path
from data_access.database.url import database_url
from data_access.database.writing import replacing


@pytest.mark.parametrize("name", ["data", "city.duckdb"])
def test_a_second_load_is_refused_before_it_writes(name, tmp_path):
    url = database_url(f"duckdb:///{tmp_path}/{name}")
    with replacing(url):
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(DatabaseFault) as fault, replacing(url):
            pass
        assert fault.value.kind == "locked"
        assert sorted(tmp_path.rglob("*")) == before
    assert embedded_path(url).is_file()


def generations(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.duckdb")}


def test_a_load_drops_only_generations_older_than_the_three_before(tmp_path):
    url = database_url(f"duckdb:///{tmp_path}")
    (tmp_path / "cases-backup.duckdb").write_text("somebody's own")
    for _ in range(6):
        with replacing(url):
            pass
    assert generations(tmp_path) == {
        "cases-backup.duckdb",
        *(f"cases-{number}.duckdb" for number in range(3, 7)),
    }


def test_a_load_drops_nothing_where_the_current_file_is_gone(tmp_path):
    url = database_url(f"duckdb:///{tmp_path}")
    held = {"cases-2.duckdb", "cases-3.duckdb"}
    for name in held:
        (tmp_path / name).write_text("real")
    (tmp_path / CURRENT).write_text("cases-9.duckdb")
    with replacing(url):
        pass
    assert generations(tmp_path) == held | {"cases-4.duckdb"}
