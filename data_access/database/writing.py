"""The contents of a case database replaced in one step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg
import pyarrow as pa
import pyarrow.csv
from filelock import FileLock, Timeout
from sqlalchemy import (
    URL,
    Connection,
    Table,
    create_engine,
    delete,
    func,
    select,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateTable, DropTable

from data_access.database.faults import DatabaseFault, fault_of
from data_access.database.opening import CURRENT, EMBEDDED_FILE, LOCK_SUFFIX, _duckdb_engine, files_in
from data_access.database.url import is_embedded
from data_access.schema import dataset, metadata


@contextmanager
def replacing(url: URL, *, into_empty: bool = False) -> Iterator[tuple[Connection, int]]:
    """Give a connection to empty tables and their generation; what is written replaces all data on leaving.

    On an exception the data that was there stays. Raises `DatabaseFault` (`locked`) where another load
    is under way; with `into_empty` also (`missing`) where a folder holds any file.
    """
    if not is_embedded(url):
        with _replacing_on_server(url) as given:
            yield given
        return
    with _only_load(Path(url.database or "")) as folder:
        if into_empty and (files := files_in(folder)):
            raise DatabaseFault("missing", str(folder), files=files)
        with _replacing_embedded(url, folder) as given:
            yield given


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
def _only_load(target: Path) -> Iterator[Path]:
    """Give the folder of a DuckDB file or folder, to one load at a time in all processes."""
    single = target.suffix == ".duckdb"
    folder = target.parent if single else target
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / f"{target.name if single else CURRENT}{LOCK_SUFFIX}")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise DatabaseFault("locked", str(target)) from error
    try:
        yield folder
    finally:
        lock.release()


@contextmanager
def _replacing_embedded(url: URL, folder: Path) -> Iterator[tuple[Connection, int]]:
    target = Path(url.database or "")
    generation = _next_generation(folder)
    file = folder / f"cases-{generation}.duckdb"
    if target.suffix == ".duckdb":
        file = target.with_name(f"{target.stem}.loading")
    try:
        engine = _duckdb_engine(file, read_only=False)
        with engine.connect() as connection:
            for table in metadata.sorted_tables:  # a load that died may have left its file
                connection.execute(DropTable(table, if_exists=True))
            create_tables(connection)
            yield connection, generation
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
    if target.suffix == ".duckdb":
        file.replace(target)
    else:
        _point_to(file)


def _point_to(file: Path) -> None:
    """Make a file the current one, atomically, and drop generations older than the one before it.

    Where `CURRENT` named no file that is there, none is known as old and all stay.
    """
    pointer = file.parent / CURRENT
    previous = pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else ""
    incoming = pointer.with_name(f"{CURRENT}.new")
    incoming.write_text(file.name, encoding="utf-8")
    incoming.replace(pointer)
    before = EMBEDDED_FILE.fullmatch(previous)
    if before is None or not (file.parent / previous).is_file():
        return
    for old in file.parent.iterdir():
        if (written := EMBEDDED_FILE.fullmatch(old.name)) and int(written[1]) < int(before[1]):
            _remove(old)


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
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
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
