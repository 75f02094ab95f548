"""Rows written into tables in bulk, on both databases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import pandas as pd
import pyarrow as pa
import pyarrow.csv
from sqlalchemy import Connection, Table


def insert_frame(connection: Connection, table: Table, frame: pd.DataFrame | pa.Table) -> None:
    """Append rows to a table in bulk; columns that the frame lacks become NULL, unknown ones raise KeyError."""
    incoming_rows = frame if isinstance(frame, pa.Table) else arrow_rows(table, frame)
    unknown = set(incoming_rows.column_names) - set(table.c.keys())
    if unknown:
        raise KeyError(f"{table.name} has no column {sorted(unknown)}")
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quote(name) for name in incoming_rows.column_names)
    if connection.dialect.name == "duckdb":
        # DuckDB finds the variable by its name. What is registered instead it keeps until the transaction ends.
        connection.exec_driver_sql("SET python_scan_all_frames = true")
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM incoming_rows"  # noqa: S608 - schema names
        )
    else:
        _copy(connection, f"COPY {table.name} ({columns}) FROM STDIN WITH (FORMAT csv)", incoming_rows)


class Blocks(Protocol):
    """Rows of a table block by block, and the columns that any of the blocks has."""

    @property
    def columns(self) -> Sequence[str]:
        """The columns."""

    def __iter__(self) -> Iterator[pa.Table]:
        """Yield the blocks."""


def insert_rows(connection: Connection, table: Table, rows: pd.DataFrame | Blocks) -> None:
    """Append rows, together or block by block, as `insert_frame` does."""
    for block in [rows] if isinstance(rows, pd.DataFrame) else rows:
        insert_frame(connection, table, block)


def _copy(connection: Connection, statement: str, rows: pa.Table) -> None:
    """Send rows by COPY as CSV, where an unquoted empty field is NULL and a quoted one an empty string."""
    sink = pa.BufferOutputStream()
    options = pa.csv.WriteOptions(include_header=False, quoting_style="needed")
    pa.csv.write_csv(rows, sink, options)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(memoryview(sink.getvalue()))


def arrow_rows(table: Table, frame: pd.DataFrame) -> pa.Table:
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
