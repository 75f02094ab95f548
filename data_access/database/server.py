"""Generations of a server's database: a load is one transaction, which first copies what was there beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import URL, Column, Connection, MetaData, Table, delete, func, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateSchema, CreateTable, DropSchema, DropTable

from data_access.database.causes import fault_of
from data_access.database.faults import DatabaseFault
from data_access.database.keeping import generations_kept
from data_access.database.opening import SCHEMA, server_engine
from data_access.database.tables import create_indexes, create_tables
from data_access.database.url import shown
from data_access.schema import dataset, metadata

HELD_ALONE = "SELECT pg_try_advisory_xact_lock(hashtext(current_setting('search_path')))"
"""Holds our schema for one load, to its end, before there are tables that could be held; false where another has it."""

OURS = {"city_code", "generation", "schema_version"}
"""Columns by which a table `dataset` is known as this product's, of any version."""


@contextmanager
def written(url: URL, *, onto_held: bool) -> Iterator[tuple[Connection, int]]:
    """Give a connection to the tables, emptied unless `onto_held`, and their generation; leaving commits."""
    with _alone(url) as connection:
        generation = max([_current(connection), *_copies(connection)]) + 1
        _keep(connection, generation)
        if not onto_held:
            _empty(connection)
        yield connection, generation


def kept(url: URL) -> list[int]:
    """Return the generations of which a copy is kept, the newest first, without the current one."""
    engine = server_engine(url)
    try:
        with engine.connect() as connection:
            return [number for number in _copies(connection) if number != _current(connection)]
    except SQLAlchemyError as error:
        raise fault_of(url, error) from error
    finally:
        engine.dispose()


def copy_back(url: URL, generation: int) -> None:
    """Replace what is there by a kept generation; raises `DatabaseFault` where it is of another version."""
    with _alone(url) as connection:
        schema = _schema_of(connection, generation)
        found = inspect(connection)
        copies = [_copy_of(table, schema) for table in metadata.sorted_tables]
        for copy in copies:
            held = {column["name"] for column in found.get_columns(copy.name, schema=schema)}
            if held != set(copy.c.keys()):
                raise DatabaseFault("old_schema", shown(url), schema)
        _keep(connection, generation)
        _empty(connection)
        for table, copy in zip(metadata.sorted_tables, copies, strict=True):
            connection.execute(table.insert().from_select(copy.c.keys(), select(copy)))


@contextmanager
def _alone(url: URL) -> Iterator[Connection]:
    """Give a connection in a transaction that no other load disturbs."""
    engine = server_engine(url)
    try:
        with engine.begin() as connection:
            if not connection.scalar(text(HELD_ALONE)):
                raise DatabaseFault("locked", shown(url))
            _make_room(connection, url)
            create_tables(connection)
            yield connection
            create_indexes(connection)
    except (SQLAlchemyError, psycopg.Error) as error:  # COPY speaks to the driver itself
        raise fault_of(url, error) from error
    finally:
        engine.dispose()


def _empty(connection: Connection) -> None:
    for table in reversed(metadata.sorted_tables):
        connection.execute(delete(table))


def _current(connection: Connection) -> int:
    if not inspect(connection).has_table(dataset.name):
        return 0
    return int(connection.scalar(select(func.coalesce(func.max(dataset.c.generation), 0))) or 0)


def _keep(connection: Connection, coming: int) -> None:
    """Copy what is there into a schema of its own, and drop old ones, but those kept beside the `coming` one.

    A copy, not a renamed schema: readers in a transaction go on seeing the tables that they began with.
    """
    generation = _current(connection)
    if generation and generations_kept() and generation not in _copies(connection):
        schema = _schema_of(connection, generation)
        connection.execute(CreateSchema(schema))
        for table in metadata.sorted_tables:
            copy = _copy_of(table, schema)
            connection.execute(CreateTable(copy))
            connection.execute(copy.insert().from_select(table.c.keys(), select(table)))
    beside = [number for number in _copies(connection) if number != coming]
    for old in beside[generations_kept() :]:
        connection.execute(DropSchema(_schema_of(connection, old), cascade=True))


def _copy_of(table: Table, schema: str) -> Table:
    """Return a table of another schema, without the keys and indexes that only the current one needs."""
    return Table(
        table.name, MetaData(), *(Column(column.name, column.type) for column in table.columns), schema=schema
    )


def _schema_of(connection: Connection, generation: int) -> str:
    return f"{connection.scalar(select(func.current_schema()))}_{generation}"


def _copies(connection: Connection) -> list[int]:
    """Return the generations whose copies the server keeps, the newest first."""
    ours = re.compile(re.escape(_schema_of(connection, 0).removesuffix("0")) + r"(\d+)")
    found = (ours.fullmatch(name) for name in inspect(connection).get_schema_names())
    return sorted((int(match[1]) for match in found if match), reverse=True)


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
