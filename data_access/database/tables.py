"""The tables of the schema made in a database."""

from __future__ import annotations

from sqlalchemy import Connection, inspect
from sqlalchemy.schema import CreateTable

from data_access.schema import INDEXES, dataset, metadata


def create_tables(connection: Connection) -> None:
    """Create every table of the schema that is not there, with comments; on a server `create_indexes` follows."""
    if connection.dialect.name == "duckdb":
        for table in metadata.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
        _comment_columns(connection)
        return
    new = not inspect(connection).has_table(dataset.name)
    metadata.create_all(connection)
    if new:
        for index in INDEXES:
            index.drop(connection)


def create_indexes(connection: Connection) -> None:
    """Create the indexes that a server's tables lack: new tables are filled before they have any."""
    for index in INDEXES:
        index.create(connection, checkfirst=True)


def _comment_columns(connection: Connection) -> None:
    """Store each column's Chinese term and unit in the file (DuckDB has no COMMENT inside CREATE TABLE).

    All are told at once: one by one they take most of the time of a small load.
    """
    quote = connection.dialect.identifier_preparer.quote
    comments = []
    for table in metadata.sorted_tables:
        for column in table.columns:
            text = str(column.comment).replace("'", "''")
            comments.append(f"COMMENT ON COLUMN {table.name}.{quote(column.name)} IS '{text}'")
    connection.exec_driver_sql(";\n".join(comments))
