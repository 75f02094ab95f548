"""Statements run, their rows as pandas has them."""

from __future__ import annotations

from typing import Any, cast

import pandas as pd
import pyarrow as pa
import pyarrow.csv
from sqlalchemy import (
    Engine,
    Executable,
    func,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from data_access.database.causes import fault_of
from data_access.database.faults import DatabaseFault
from data_access.database.url import shown
from data_access.schema import dataset, metadata


def read(engine: Engine, statement: Executable, load_id: str | None = None) -> pd.DataFrame:
    """Run one statement and return its rows; decimals come back as floats.

    Raises
    ------
    DatabaseFault
        Where the database cannot be read; `replaced` where it no longer holds the load of that identity.
    """
    try:
        with engine.connect() as connection:
            if load_id is not None and connection.scalar(select(dataset.c.load_id)) != load_id:
                raise DatabaseFault("replaced", shown(engine.url))
            result = connection.execute(statement)
            if connection.dialect.name == "duckdb":
                return _from_arrow(cast(Any, result.cursor).to_arrow_table())
            return pd.DataFrame.from_records(
                result.fetchall(), columns=list(result.keys()), coerce_float=True
            )
    except SQLAlchemyError as error:
        raise fault_of(engine.url, error) from error


def _from_arrow(rows: pa.Table) -> pd.DataFrame:
    """Return Arrow's columns as pandas', decimals as other drivers give them: DuckDB's sums as integers."""
    for index, column in enumerate(rows.schema):
        if pa.types.is_decimal(column.type):
            kind = pa.int64() if column.type.scale == 0 else pa.float64()
            rows = rows.set_column(index, column.name, rows[column.name].cast(kind))
    return rows.to_pandas()


def row_counts(engine: Engine) -> dict[str, int]:
    """Return the number of rows of each table."""
    counts = {name: select(func.count()).select_from(table) for name, table in metadata.tables.items()}
    statement = select(*(query.scalar_subquery().label(name) for name, query in counts.items()))
    return {name: int(value) for name, value in read(engine, statement).iloc[0].items()}
