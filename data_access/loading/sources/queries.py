"""Read the result of a query against a database as a table of text; its first row is row 1."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from data_access.database.url import shown
from data_access.loading.messages import LoadRefused
from data_access.loading.moments import WRITTEN, in_city_time
from data_access.loading.sources.source import Source, digest


def read_query(source: str, query: str | None) -> Source:
    """Return the result of a query against a database's URL; raises LoadRefused where it fails or has no rows."""
    try:
        url = make_url(source)
        name = shown(url)
        engine = create_engine(url)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise LoadRefused("source_url", source=source.rpartition("@")[2], detail=error) from error
    try:
        with engine.connect() as connection:
            result = pd.read_sql(text(query or ""), connection)
    except (SQLAlchemyError, pd.errors.DatabaseError) as error:
        detail = str(getattr(error, "orig", None) or error).strip()[:200]
        raise LoadRefused("source_url", source=name, detail=detail) from error
    finally:
        engine.dispose()
    if result.empty:
        raise LoadRefused("no_rows", source=name)
    rows = result.apply(as_text).set_axis(pd.RangeIndex(1, len(result) + 1))
    return Source(name, digest(rows.to_csv().encode()), rows)


def as_text(values: pd.Series) -> pd.Series:
    """Return a typed column as a file would write it: city time, whole numbers without a point, "" for nothing."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return in_city_time(values).dt.strftime(WRITTEN).fillna("").astype(object)
    if pd.api.types.is_float_dtype(values):
        values = values.map(lambda number: f"{number:.15g}", na_action="ignore")
    return values.astype("string").fillna("").astype(object)
