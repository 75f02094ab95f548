"""Open a case database by its URL, read it, replace its contents in one step, and say what is wrong with it.

An embedded database is a folder, by default `data/`: the small file `CURRENT` names the DuckDB file
that readers open. A load writes a new file beside it and then replaces `CURRENT`, so readers on the
old file are never disturbed and a broken load changes nothing. On PostgreSQL the same is one
transaction. What differs between the two databases lives in this module and nowhere else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pandas as pd
import psycopg
import pyarrow as pa
import pyarrow.csv
from sqlalchemy import (
    URL,
    Connection,
    Double,
    Engine,
    Executable,
    Table,
    create_engine,
    delete,
    func,
    inspect,
    make_url,
    select,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable, DropTable
from sqlalchemy.sql import ColumnElement

from data_access.schema import SCHEMA_VERSION, dataset, metadata

PROJECT_FOLDER = Path(__file__).resolve().parents[2]
DEFAULT_URL = f"duckdb:///{(PROJECT_FOLDER / 'data').as_posix()}"
CURRENT = "CURRENT"
EMBEDDED_FILE = re.compile(r"cases-(\d+)\.duckdb")


class DatabaseFault(Exception):  # noqa: N818 - a fault of the database, not of the program
    """A case database that cannot be read.

    `kind` is one of missing, locked, not_a_database, old_schema, unreachable, empty, broken; `place` is the
    file or the URL without its password; `detail` is the driver's own message.
    """

    def __init__(self, kind: str, place: str, detail: str = "") -> None:
        super().__init__(f"{kind}: {place}: {detail}")
        self.kind = kind
        self.place = place
        self.detail = detail


@dataclass(frozen=True)
class Dataset:
    """What the case database holds: the single row of the table `dataset`."""

    city_code: str
    city_name: str
    as_of: datetime
    synthetic: bool
    generation: int
    loaded_at: datetime
    source: str
    outline: str | None
    outline_note: str | None


def database_url(url: str | None = None) -> URL:
    """Return the URL given, else `DATABASE_URL`, else the embedded folder `data/` of the project."""
    return make_url(url or os.environ.get("DATABASE_URL") or DEFAULT_URL)


def is_embedded(url: URL) -> bool:
    """Tell whether the URL names a DuckDB folder or file, not a server."""
    return url.get_backend_name() == "duckdb"


def embedded_path(url: URL) -> Path:
    """Return the DuckDB file that readers of an embedded URL open now.

    Raises
    ------
    DatabaseFault
        `missing` where the folder has no `CURRENT` or the file it names is gone.
    """
    path = Path(url.database or "")
    if path.suffix == ".duckdb":
        file = path
    else:
        pointer = path / CURRENT
        if not pointer.is_file():
            raise DatabaseFault("missing", str(path))
        file = path / pointer.read_text(encoding="utf-8").strip()
    if not file.is_file():
        raise DatabaseFault("missing", str(file))
    return file


def reading_engine(url: URL) -> Engine:
    """Return an engine that only reads; an embedded URL is bound to the file that is current now."""
    if not is_embedded(url):
        return create_engine(url, pool_pre_ping=True, isolation_level="REPEATABLE READ")
    return _duckdb_engine(embedded_path(url), read_only=True)


def identity(url: URL) -> str:
    """Return what a cache of engines is keyed by: it changes when another embedded file becomes current."""
    return str(embedded_path(url)) if is_embedded(url) else url.render_as_string(hide_password=False)


def read(engine: Engine, statement: Executable) -> pd.DataFrame:
    """Run one statement and return its rows; decimals come back as floats.

    Raises
    ------
    DatabaseFault
        Where the database cannot be read.
    """
    try:
        with engine.connect() as connection:
            result = connection.execute(statement)
            if connection.dialect.name == "duckdb":
                return _from_arrow(cast(Any, result.cursor).to_arrow_table())
            return pd.DataFrame.from_records(
                result.fetchall(), columns=list(result.keys()), coerce_float=True
            )
    except SQLAlchemyError as error:
        raise _fault(engine.url, error) from error


def _from_arrow(rows: pa.Table) -> pd.DataFrame:
    """Return Arrow's columns as pandas', decimals (DuckDB's sums) as floats like those of other drivers."""
    for index, column in enumerate(rows.schema):
        if pa.types.is_decimal(column.type):
            rows = rows.set_column(index, column.name, rows[column.name].cast(pa.float64()))
    return rows.to_pandas()


def read_dataset(engine: Engine) -> Dataset:
    """Return the data set's own row.

    Raises
    ------
    DatabaseFault
        Where the database cannot be opened, is empty, or has another schema version.
    """
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table(dataset.name):
                tables = inspect(connection).get_table_names()
                raise DatabaseFault("old_schema" if tables else "empty", shown(engine.url))
            columns = {column["name"] for column in inspect(connection).get_columns(dataset.name)}
            if not columns >= set(dataset.c.keys()):
                raise DatabaseFault("old_schema", shown(engine.url))
            row = connection.execute(select(dataset)).mappings().first()
    except SQLAlchemyError as error:
        raise _fault(engine.url, error) from error
    if row is None:
        raise DatabaseFault("empty", shown(engine.url))
    if row["schema_version"] != SCHEMA_VERSION:
        raise DatabaseFault("old_schema", shown(engine.url), f"{row['schema_version']} ≠ {SCHEMA_VERSION}")
    return Dataset(**{name: row[name] for name in Dataset.__dataclass_fields__})


@contextmanager
def replacing(url: URL) -> Iterator[tuple[Connection, int]]:
    """Give a connection to empty tables and their generation; what is written replaces all data on leaving.

    On an exception the data that was there stays. Raises `DatabaseFault` (`locked`) where another load
    is under way.
    """
    replace = _replacing_embedded if is_embedded(url) else _replacing_on_server
    with replace(url) as (connection, generation):
        yield connection, generation


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


# --- expressions on which the two databases differ -----------------------------------------------


def hours_between(start: ColumnElement, end: ColumnElement) -> ColumnElement:
    """Return the hours from one timestamp to another as a double, on either database."""
    seconds = func.date_part("epoch", end).cast(Double) - func.date_part("epoch", start).cast(Double)
    return seconds / 3600.0


def shown(url: URL) -> str:
    """Return the URL as it may be shown: the bare path of an embedded file, a server's URL without password."""
    return str(url.database) if is_embedded(url) else url.render_as_string(hide_password=True)


# --- embedded ------------------------------------------------------------------------------------


def _duckdb_engine(file: Path, *, read_only: bool) -> Engine:
    """Return an engine without a pool: opening a DuckDB file is cheap, an idle handle would lock it."""
    return create_engine(
        URL.create("duckdb", database=str(file)),
        connect_args={"read_only": read_only},
        **({} if read_only else {"poolclass": NullPool}),
    )


@contextmanager
def _replacing_embedded(url: URL) -> Iterator[tuple[Connection, int]]:
    target = Path(url.database or "")
    folder = target.parent if target.suffix == ".duckdb" else target
    folder.mkdir(parents=True, exist_ok=True)
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
        fault = _fault(url, error)
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
    """Make a file the current one, atomically, and drop files older than the one before it."""
    pointer = file.parent / CURRENT
    previous = pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else ""
    incoming = pointer.with_name(f"{CURRENT}.new")
    incoming.write_text(file.name, encoding="utf-8")
    incoming.replace(pointer)
    for old in file.parent.glob("cases-*.duckdb"):
        if old.name not in {file.name, previous}:
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


# --- PostgreSQL ----------------------------------------------------------------------------------


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
        raise _fault(url, error) from error
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


# --- shared --------------------------------------------------------------------------------------


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


def _fault(url: URL, error: SQLAlchemyError | psycopg.Error) -> DatabaseFault:
    """Return the fault that a driver's error means, so that a page can say what to do."""
    detail = str(getattr(error, "orig", None) or error)
    for kind, pattern in FAULT_PATTERNS:
        if re.search(pattern, detail, re.IGNORECASE):
            return DatabaseFault(kind, shown(url), detail)
    return DatabaseFault("broken", shown(url), detail)


FAULT_PATTERNS = (
    ("locked", r"set lock on file|being used by another process|could not obtain lock|write-write conflict"),
    ("not_a_database", r"not a valid DuckDB database file|older.*version of DuckDB|newer version of DuckDB"),
    ("missing", r"database does not exist|No such file|database \"[^\"]*\" does not exist"),
    ("old_schema", r"does not exist|not found in FROM clause|Catalog Error"),
    (
        "unreachable",
        r"connection (failed|refused|is bad)|could not connect|could not translate|timeout|password",
    ),
)


def row_counts(engine: Engine) -> dict[str, int]:
    """Return the number of rows of each table."""
    counts = {name: select(func.count()).select_from(table) for name, table in metadata.tables.items()}
    statement = select(*(query.scalar_subquery().label(name) for name, query in counts.items()))
    return {name: int(value) for name, value in read(engine, statement).iloc[0].items()}
