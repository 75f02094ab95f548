"""The data set's own row: what is loaded, and how current it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    Engine,
    inspect,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from data_access.database.causes import fault_of
from data_access.database.faults import DatabaseFault
from data_access.database.url import shown
from data_access.schema import SCHEMA_VERSION, dataset


@dataclass(frozen=True)
class Dataset:
    """What the case database holds: the single row of the table `dataset`."""

    city_code: str
    city_name: str
    as_of: datetime
    synthetic: bool
    load_id: str | None
    generation: int
    loaded_at: datetime
    calendar_until: date | None
    source: str
    level_names: str | None
    outline: str | None
    outline_note: str | None


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
        raise fault_of(engine.url, error) from error
    if row is None:
        raise DatabaseFault("empty", shown(engine.url))
    if row["schema_version"] != SCHEMA_VERSION:
        raise DatabaseFault("old_schema", shown(engine.url), f"{row['schema_version']} ≠ {SCHEMA_VERSION}")
    return Dataset(**{name: row[name] for name in Dataset.__dataclass_fields__})
