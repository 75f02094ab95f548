"""The contents of a case database replaced in one step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd
import psycopg
import pyarrow as pa
import pyarrow.csv
from filelock import FileLock, Timeout
from sqlalchemy import (
    URL,
    Connection,
    Table,
    delete,
    func,
    inspect,
    select,
    update,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateSchema, CreateTable, DropTable

from data_access.database.faults import DatabaseFault, fault_of
from data_access.database.opening import (
    CURRENT,
    EMBEDDED_FILE,
    LOCK,
    SCHEMA,
    _duckdb_engine,
    contents,
    pointed,
    server_engine,
)
from data_access.database.url import is_embedded, shown
from data_access.schema import dataset, metadata


@contextmanager
def replacing(url: URL, *, into_empty: bool = False) -> Iterator[tuple[Connection, int]]:
    """Give a connection to empty tables and their generation; what is written replaces all data on leaving.

    On an exception the data that was there stays. What is loaded gets an identity of its own, by which caches tell
    it from what was there. Raises `DatabaseFault`: `locked` where another load is under way, `foreign` where the
    server's schema has another application's tables, `unpointed` where, with `into_empty`, a folder holds any file.
    """
    replacing_there = (
        _replacing_embedded(url, into_empty=into_empty) if is_embedded(url) else _replacing_on_server(url)
    )
    with replacing_there as (connection, generation):
        yield connection, generation
        connection.execute(update(dataset).values(load_id=uuid4().hex))


def insert_frame(connection: Connection, table: Table, frame: pd.DataFrame | pa.Table) -> None:
    """Append rows to a table in bulk; columns that the frame lacks become NULL, unknown ones raise KeyError."""
    rows = frame if isinstance(frame, pa.Table) else _arrow_rows(table, frame)
    unknown = set(rows.column_names) - set(table.c.keys())
    if unknown:
        raise KeyError(f"{table.name} has no column {sorted(unknown)}")
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quote(name) for name in rows.column_names)
    if connection.dialect.name == "duckdb":
        connection.exec_driver_sql("register", ("incoming_rows", rows))
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM incoming_rows"  # noqa: S608 - schema names
        )
    else:
        _copy(connection, f"COPY {table.name} ({columns}) FROM STDIN WITH (FORMAT csv)", rows)


def create_tables(connection: Connection) -> None:
    """Create every table of the schema, with comments, and on a server its indexes."""
    if connection.dialect.name == "duckdb":
        for table in metadata.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            _comment_columns(connection, table)
    else:
        metadata.create_all(connection)


@contextmanager
def _replacing_embedded(url: URL, *, into_empty: bool) -> Iterator[tuple[Connection, int]]:
    target = Path(url.database or "")
    alone = target.suffix == ".duckdb"
    folder = target.parent if alone else target
    folder.mkdir(parents=True, exist_ok=True)
    with _only_load(target.with_suffix(".lock") if alone else folder / LOCK):
        if into_empty and (held := contents(folder)):
            raise DatabaseFault("unpointed", str(folder), ", ".join(held))
        generation = _next_generation(folder)
        file = target.with_name(f"{target.stem}.loading") if alone else folder / f"cases-{generation}.duckdb"
        with _written(url, file) as connection:
            yield connection, generation
        _checked(file)
        if alone:
            file.replace(target)
        else:
            _point_to(file)


@contextmanager
def _only_load(lock: Path) -> Iterator[None]:
    """Hold a folder for one load; raises `DatabaseFault` (`locked`) where another holds it."""
    try:
        with FileLock(lock, timeout=0):
            yield
    except Timeout as error:
        raise DatabaseFault("locked", str(lock.parent), str(error)) from error


@contextmanager
def _written(url: URL, file: Path) -> Iterator[Connection]:
    """Give a connection to empty tables in a file, which is removed where writing fails."""
    try:
        engine = _duckdb_engine(file, read_only=False)
        with engine.connect() as connection:
            for table in metadata.sorted_tables:  # a load that died may have left its file
                connection.execute(DropTable(table, if_exists=True))
            create_tables(connection)
            yield connection
            connection.commit()
        engine.dispose()
    except SQLAlchemyError as error:
        fault = fault_of(url, error)
        if fault.kind != "locked":
            _remove(file)
        raise fault from error
    except BaseException:
        _remove(file)
        raise


def _checked(file: Path) -> None:
    """Raise `DatabaseFault` where what was written does not open."""
    engine = _duckdb_engine(file, read_only=True)
    try:
        with engine.connect() as connection:
            connection.execute(select(dataset.c.generation))
    except SQLAlchemyError as error:
        raise fault_of(engine.url, error) from error
    finally:
        engine.dispose()


def _point_to(file: Path) -> None:
    """Make a file the current one, atomically, and drop the one before the one before it.

    `CURRENT` names the two that are ours to keep; no other file is ever touched, whoever wrote it.
    """
    pointer = file.parent / CURRENT
    before = pointed(file.parent)
    incoming = pointer.with_name(f"{CURRENT}.new")
    incoming.write_text("\n".join([file.name, *before[:1]]), encoding="utf-8")
    incoming.replace(pointer)
    for old in before[1:]:
        if EMBEDDED_FILE.fullmatch(old) and old != file.name:
            _remove(file.parent / old)


def _next_generation(folder: Path) -> int:
    numbers = [int(match[1]) for path in folder.iterdir() if (match := EMBEDDED_FILE.fullmatch(path.name))]
    return max(numbers, default=0) + 1


def _remove(file: Path) -> None:
    """Delete a DuckDB file and its log; Windows keeps a file that a reader has open, the next load retries."""
    for path in (file, file.with_name(file.name + ".wal")):
        try:
            path.unlink(missing_ok=True)
        except PermissionError:
            continue


def _comment_columns(connection: Connection, table: Table) -> None:
    """Store each column's Chinese term and unit in the file (DuckDB has no COMMENT inside CREATE TABLE)."""
    quote = connection.dialect.identifier_preparer.quote
    for column in table.columns:
        text = str(column.comment).replace("'", "''")
        connection.exec_driver_sql(f"COMMENT ON COLUMN {table.name}.{quote(column.name)} IS '{text}'")


@contextmanager
def _replacing_on_server(url: URL) -> Iterator[tuple[Connection, int]]:
    engine = server_engine(url)
    try:
        with engine.begin() as connection:
            _make_room(connection, url)
            create_tables(connection)
            connection.exec_driver_sql("LOCK TABLE dataset IN EXCLUSIVE MODE NOWAIT")
            generation = connection.scalar(select(func.coalesce(func.max(dataset.c.generation), 0) + 1))
            for table in reversed(metadata.sorted_tables):
                connection.execute(delete(table))
            yield connection, int(generation or 1)
    except (SQLAlchemyError, psycopg.Error) as error:  # COPY speaks to the driver itself
        raise fault_of(url, error) from error
    finally:
        engine.dispose()


def _make_room(connection: Connection, url: URL) -> None:
    """Make our schema, and take away our tables of another version; raises `DatabaseFault` where they are not ours."""
    if "options" not in url.query:
        connection.execute(CreateSchema(SCHEMA, if_not_exists=True))
    found = inspect(connection)
    held = {name for name in metadata.tables if found.has_table(name)}
    if not held:
        return
    columns = {name: {column["name"] for column in found.get_columns(name)} for name in held}
    if not columns.get(dataset.name, set()) >= OURS:
        raise DatabaseFault("foreign", shown(url), ", ".join(sorted(held)))
    if any(not columns[name] >= set(metadata.tables[name].c.keys()) for name in held):
        for table in reversed(metadata.sorted_tables):
            connection.execute(DropTable(table, if_exists=True))


OURS = {"city_code", "generation", "schema_version"}
"""Columns by which a table `dataset` is known as this product's, of any version."""


def _copy(connection: Connection, statement: str, rows: pa.Table) -> None:
    """Send rows by COPY as CSV, where an unquoted empty field is NULL and a quoted one an empty string."""
    sink = pa.BufferOutputStream()
    options = pa.csv.WriteOptions(include_header=False, quoting_style="needed")
    pa.csv.write_csv(rows, sink, options)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(memoryview(sink.getvalue()))


def _arrow_rows(table: Table, frame: pd.DataFrame) -> pa.Table:
    """Return the frame in the table's own types, so that an all-empty column is still of its type."""
    fields = []
    for name in frame.columns:
        if name not in table.c:
            raise KeyError(f"{table.name} has no column {name!r}")
        fields.append(pa.field(name, ARROW_TYPES[table.c[name].type.__class__.__name__]))
    return pa.Table.from_pandas(frame, schema=pa.schema(fields), preserve_index=False)


ARROW_TYPES: Mapping[str, pa.DataType] = {
    "String": pa.string(),
    "Text": pa.string(),
    "Integer": pa.int32(),
    "SmallInteger": pa.int16(),
    "Double": pa.float64(),
    "Boolean": pa.bool_(),
    "Date": pa.date32(),
    "DateTime": pa.timestamp("us"),
}
