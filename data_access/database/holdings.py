"""Which tables the data set fills. A source that lacks a subject leaves its table empty, and pages say so."""

from sqlalchemy import Select, exists, select

from data_access.schema import metadata


def filled_tables() -> Select:
    """Return one row with a boolean for each table: whether it has any row."""
    return select(*(exists(select(1).select_from(t)).label(name) for name, t in metadata.tables.items()))
