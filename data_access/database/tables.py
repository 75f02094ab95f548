"""The tables of the schema made in a database."""

from __future__ import annotations

from sqlalchemy import Column, Connection, MetaData, Table, inspect
from sqlalchemy.schema import CreateTable

from data_access.schema import INDEXES, dataset, metadata

COMMENTS = (
    "SELECT table_name, column_name, comment FROM duckdb_columns()"
    " WHERE database_name = current_database() AND schema_name = current_schema() AND NOT internal"
)
"""The columns of a file's tables with what is said of each."""


def create_tables(connection: Connection, *, keyed: bool = True) -> None:
    """Create every table of the schema that is not there, with comments; on a server `create_indexes` follows.

    A file's tables may be made without their keys, and get them by `create_keys` once they are filled.
    """
    if connection.dialect.name == "duckdb":
        _make_and_comment(connection, keyed=keyed)
        return
    new = not inspect(connection).has_table(dataset.name)
    metadata.create_all(connection)
    if new:
        for index in INDEXES:
            index.drop(connection)


def create_keys(connection: Connection) -> None:
    """Give a file's tables their keys: of rows that are there this takes less time and memory than row by row."""
    quote = connection.dialect.identifier_preparer.quote
    for table in metadata.sorted_tables:
        columns = ", ".join(quote(column.name) for column in table.primary_key)
        connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD PRIMARY KEY ({columns})")


def _without_key(table: Table) -> Table:
    columns = [Column(column.name, column.type, nullable=column.nullable) for column in table.columns]
    return Table(table.name, MetaData(), *columns)


def create_indexes(connection: Connection) -> None:
    """Create the indexes that a server's tables lack: new tables are filled before they have any."""
    for index in INDEXES:
        index.create(connection, checkfirst=True)


def _make_and_comment(connection: Connection, *, keyed: bool) -> None:
    """Make tables in a file, each column's Chinese term and unit as its comment: what it has stays as it is.

    All comments are told at once (DuckDB has none inside CREATE TABLE): one by one, or where they are there already,
    they take most of the time of a small load.
    """
    there = {(table, column): comment for table, column, comment in connection.exec_driver_sql(COMMENTS)}
    held = {table for table, _ in there}
    quote = connection.dialect.identifier_preparer.quote
    comments = []
    for table in metadata.sorted_tables:
        if table.name not in held:
            connection.execute(CreateTable(table if keyed else _without_key(table)))
        for column in table.columns:
            if there.get((table.name, column.name)) != column.comment:
                text = str(column.comment).replace("'", "''")
                comments.append(f"COMMENT ON COLUMN {table.name}.{quote(column.name)} IS '{text}'")
    if comments:
        connection.exec_driver_sql(";\n".join(comments))
