"""Loads one after another and at once: nothing that was there is lost, nothing is taken for what was there before."""

from __future__ import annotations

import pandas as pd
import pytest
from sqlalchemy import create_engine, inspect, select, text

from data_access.database.faults import DatabaseFault
from data_access.database.identity import read_dataset
from data_access.database.opening import CURRENT, LOCK, UNFINISHED, identity, reading_engine
from data_access.database.reading import read
from data_access.database.url import database_url
from data_access.database.writing import (
    extending,
    insert_frame,
    kept_generations,
    replacing,
    roll_back,
)
from data_access.schema import INDEXES, SCHEMA_VERSION, dataset, metadata, street_offices


def load(url, city: str) -> None:
    row = {"city_code": "1", "city_name": city, "as_of": pd.Timestamp("2026-01-01"), "synthetic": False}
    row |= {"schema_version": SCHEMA_VERSION, "loaded_at": pd.Timestamp("2026-01-01")}
    with replacing(url) as (connection, generation):
        insert_frame(connection, dataset, pd.DataFrame([row | {"generation": generation}]))


def names(url) -> str:
    engine = reading_engine(url)
    try:
        return read_dataset(engine).city_name
    finally:
        engine.dispose()


def test_each_load_has_an_identity_of_its_own(empty_url):
    """Two loads of the same rows are told apart, on a server too, where nothing else changes."""
    found = []
    for _ in range(2):
        load(empty_url, "甲市")
        engine = reading_engine(empty_url)
        found.append(read_dataset(engine).load_id)
        engine.dispose()
    assert len(set(found)) == 2
    assert all(found)


def test_a_page_never_mixes_two_loads(empty_url):
    """A query that expects one load and meets another is refused instead of answered."""
    load(empty_url, "甲市")
    engine = reading_engine(empty_url)
    first = read_dataset(engine).load_id
    assert read(engine, select(dataset.c.city_name), first)["city_name"].tolist() == ["甲市"]
    load(empty_url, "乙市")
    with pytest.raises(DatabaseFault) as fault:
        again = reading_engine(empty_url)
        read(again, select(dataset.c.city_name), first)
    assert fault.value.kind == "replaced"
    engine.dispose()
    again.dispose()


def test_a_file_that_is_loaded_again_has_another_identity(tmp_path):
    """A single file, or a folder that is built anew, is not taken for the one of the same name before it."""
    url = database_url(f"duckdb:///{tmp_path}/city.duckdb")
    load(url, "甲市")
    before = identity(url)
    load(url, "乙市")
    assert identity(url) != before
    assert names(url) == "乙市"


def test_two_loads_at_once(tmp_path):
    """The second is refused before it writes, and the first is there and opens."""
    url = database_url(f"duckdb:///{tmp_path}/data")
    load(url, "甲市")
    with replacing(url) as (connection, generation):
        held = sorted(path.name for path in (tmp_path / "data").iterdir())
        with pytest.raises(DatabaseFault) as fault:
            load(url, "乙市")
        assert fault.value.kind == "locked"
        assert sorted(path.name for path in (tmp_path / "data").iterdir()) == held
        row = {"city_code": "1", "city_name": "丙市", "as_of": pd.Timestamp("2026-01-01"), "synthetic": False}
        row |= {"schema_version": SCHEMA_VERSION, "loaded_at": pd.Timestamp("2026-01-01")}
        insert_frame(connection, dataset, pd.DataFrame([row | {"generation": generation}]))
    assert names(url) == "丙市"
    load(url, "丁市")
    assert names(url) == "丁市"


def test_only_files_that_were_current_are_removed(tmp_path):
    """Of many loads the last four stay; a file of the same pattern that no load here wrote is never touched."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "cases-7.duckdb").write_bytes(b"somebody's own")
    url = database_url(f"duckdb:///{folder}")
    for city in "甲乙丙丁戊己":
        load(url, city)
    kept = {path.name for path in folder.iterdir()} - {LOCK}
    assert kept == {CURRENT, "cases-7.duckdb", *(f"cases-{number}.duckdb" for number in range(10, 14))}
    assert (folder / "cases-7.duckdb").read_bytes() == b"somebody's own"


@pytest.mark.parametrize("pointer", [None, "cases-1.duckdb"])
def test_a_folder_whose_current_file_is_gone_is_said_and_kept(tmp_path, pointer):
    """Files that nothing points to are named as a fault, not chosen from and not built beside."""
    folder = tmp_path / "data"
    folder.mkdir()
    for number in (2, 3):
        (folder / f"cases-{number}.duckdb").write_bytes(b"real")
    if pointer:
        (folder / CURRENT).write_text(pointer, encoding="utf-8")
    with pytest.raises(DatabaseFault) as fault:
        identity(database_url(f"duckdb:///{folder}"))
    assert fault.value.kind == "unpointed"
    assert "cases-2.duckdb" in fault.value.detail
    assert "cases-3.duckdb" in fault.value.detail


@pytest.mark.postgres
def test_a_servers_tables_have_their_indexes_after_any_load(new_postgres):
    """After the first, which makes the tables, and after the next."""
    url = new_postgres("indexed")
    for city in ("甲市", "乙市"):
        load(url, city)
        engine = reading_engine(url)
        looked = inspect(engine)
        found = {index["name"] for table in metadata.tables for index in looked.get_indexes(table)}
        engine.dispose()
        assert found >= {index.name for index in INDEXES}


@pytest.mark.postgres
def test_tables_of_another_application_are_never_touched(new_postgres):
    """On a server with tables of the same names a load keeps to a schema of its own."""
    url = new_postgres("others")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE visits (id int, visitor text)"))
        connection.execute(text("INSERT INTO visits SELECT n, 'x' FROM generate_series(1, 5000) n"))
    load(url, "甲市")
    load(url, "乙市")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM public.visits")) == 5000
        assert not connection.scalar(text("SELECT to_regclass('public.street_offices')"))
    own = reading_engine(url)
    assert read(own, select(street_offices)).empty
    assert read_dataset(own).city_name == "乙市"
    own.dispose()
    engine.dispose()


@pytest.mark.postgres
def test_a_schema_of_another_application_is_refused(new_postgres):
    """Where the URL names a schema with other tables of these names, nothing is written and nothing deleted."""
    url = new_postgres("theirs").update_query_dict({"options": "-csearch_path=public"})
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE activities (id int)"))
        connection.execute(text("INSERT INTO activities VALUES (1), (2)"))
    with pytest.raises(DatabaseFault) as fault:
        load(url, "甲市")
    assert fault.value.kind == "foreign"
    assert "activities" in fault.value.detail
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM activities")) == 2
    engine.dispose()


@pytest.mark.postgres
def test_tables_of_an_older_version_are_replaced(new_postgres):
    """A load into a database of an older version does as the page says: it replaces what is there."""
    url = new_postgres("older")
    load(url, "甲市")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE governance.dataset DROP COLUMN load_id"))
        connection.execute(text("UPDATE governance.dataset SET schema_version = 3"))
    with pytest.raises(DatabaseFault) as fault:
        names(url)
    assert fault.value.kind == "old_schema"
    load(url, "乙市")
    assert names(url) == "乙市"
    engine.dispose()


def test_one_goes_back_to_an_earlier_load_and_forth(empty_url):
    """Any of the last three loads before the current one is there again, whole; the one left stays to go back to."""
    for city in "甲乙丙丁戊":
        load(empty_url, city)
    assert kept_generations(empty_url) == [4, 3, 2]
    assert roll_back(empty_url) == 4
    assert names(empty_url) == "丁"
    assert roll_back(empty_url, 2) == 2
    assert names(empty_url) == "乙"
    assert roll_back(empty_url, 5) == 5
    assert names(empty_url) == "戊"


def test_going_back_to_a_load_that_is_not_kept_changes_nothing(empty_url):
    """The fault names the generations there are; a first load has none."""
    load(empty_url, "甲")
    with pytest.raises(DatabaseFault) as fault:
        roll_back(empty_url)
    assert fault.value.kind == "not_kept"
    load(empty_url, "乙")
    with pytest.raises(DatabaseFault) as fault:
        roll_back(empty_url, 7)
    assert (fault.value.kind, fault.value.detail) == ("not_kept", "1")
    assert names(empty_url) == "乙"


def test_a_load_after_going_back_takes_a_number_of_its_own(empty_url):
    """No generation is ever overwritten by a later one of its number."""
    for city in "甲乙丙":
        load(empty_url, city)
    roll_back(empty_url, 1)
    load(empty_url, "丁")
    assert (names(empty_url), kept_generations(empty_url)[0]) == (
        "丁",
        1 if "duckdb" in str(empty_url) else 3,
    )
    roll_back(empty_url, 3)
    assert names(empty_url) == "丙"


def test_how_many_generations_are_kept_is_a_setting(empty_url, monkeypatch):
    """With 0 only the current one is kept."""
    load(empty_url, "甲")
    monkeypatch.setenv("KEEP_GENERATIONS", "0")
    load(empty_url, "乙")
    assert kept_generations(empty_url) == []


def test_what_is_added_to_stands_beside_what_was_there(empty_url):
    """A load onto what is held sees it, and where it fails that stays as it was."""
    load(empty_url, "甲")
    with extending(empty_url) as (connection, generation):
        insert_frame(connection, street_offices, pd.DataFrame([{"code": "1-1", "name": "东街"}]))
    assert generation == 2
    with pytest.raises(ZeroDivisionError), extending(empty_url) as (connection, _):
        insert_frame(connection, street_offices, pd.DataFrame([{"code": "1-2", "name": "西街"}]))
        raise ZeroDivisionError
    engine = reading_engine(empty_url)
    assert read(engine, select(street_offices.c.name))["name"].tolist() == ["东街"]
    engine.dispose()


def test_what_a_load_that_died_has_left_is_taken_away(tmp_path):
    """A half-written file is no data: the demo city may be built, and the next load removes it."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "cases-1.loading").write_bytes(b"half")
    (folder / "cases-1.loading.wal").write_bytes(b"half")
    url = database_url(f"duckdb:///{folder}")
    with replacing(url, into_empty=True):
        pass
    assert {path.name for path in folder.iterdir()} - {LOCK} == {CURRENT, "cases-1.duckdb"}


def test_a_load_that_died_before_it_was_current_is_taken_away(tmp_path):
    """Written whole, but named only by what `CURRENT` was to be: readers see what was, the next load clears it."""
    url = database_url(f"duckdb:///{tmp_path}/data")
    load(url, "甲市")
    folder = tmp_path / "data"
    (folder / "cases-2.duckdb").write_bytes(b"whole")
    (folder / UNFINISHED).write_text("cases-2.duckdb\ncases-1.duckdb", encoding="utf-8")
    assert names(url) == "甲市"
    load(url, "乙市")
    kept = {path.name for path in folder.iterdir()} - {LOCK}
    assert kept == {CURRENT, "cases-1.duckdb", "cases-2.duckdb"}
    assert names(url) == "乙市"


def test_a_first_load_that_died_before_it_was_current_leaves_an_empty_folder(tmp_path):
    """The demo city may be built where nothing but a dead load has left anything."""
    (tmp_path / "cases-1.duckdb").write_bytes(b"whole")
    (tmp_path / UNFINISHED).write_text("cases-1.duckdb", encoding="utf-8")
    url = database_url(f"duckdb:///{tmp_path}")
    with pytest.raises(DatabaseFault) as fault:
        identity(url)
    assert fault.value.kind == "missing"
    with replacing(url, into_empty=True):
        pass
    assert {path.name for path in tmp_path.iterdir()} - {LOCK} == {CURRENT, "cases-1.duckdb"}


@pytest.mark.parametrize("pointer", [b"\xff\xfe\x00cases-1.duckdb", b"x" * 5_000, b"\x00", b"../data"])
def test_a_pointer_that_names_no_file_is_said_and_the_next_load_works(tmp_path, pointer):
    """What is no UTF-8, no name or no file is as if nothing were current; a load points anew, and keeps none of it."""
    url = database_url(f"duckdb:///{tmp_path}/data")
    load(url, "甲市")
    (tmp_path / "data" / CURRENT).write_bytes(pointer)
    with pytest.raises(DatabaseFault) as fault:
        identity(url)
    assert (fault.value.kind, "cases-1.duckdb" in fault.value.detail) == ("unpointed", True)
    load(url, "乙市")
    assert names(url) == "乙市"
    assert (tmp_path / "data" / CURRENT).read_text(encoding="utf-8") == "cases-2.duckdb"


def test_a_socket_that_is_down_is_a_server_that_cannot_be_reached(tmp_path):
    """On reading and on writing, whatever is asked."""
    url = database_url(f"postgresql+psycopg://somebody@/city?host={tmp_path}")
    for asks in (names, lambda url: load(url, "甲市"), kept_generations, roll_back):
        with pytest.raises(DatabaseFault) as fault:
            asks(url)
        assert fault.value.kind == "unreachable"
