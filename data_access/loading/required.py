"""What a table cannot be filled without: its required columns, each mapped, made, or the same in every row."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, String

from data_access.loading.mapping import Mapping, TableMapping
from data_access.loading.messages import LoadRefused
from data_access.schema import cases, metadata


def require_mapped(mapping: Mapping, path: Path) -> None:
    """Raise LoadRefused at the first required column of a table that its section of the mapping does not fill."""
    for table in mapping.tables:
        for column in missing_columns(table, drawn=mapping.outlines_source is not None):
            raise LoadRefused(
                "mapping_required",
                file=path,
                table=table.target,
                column=column.name,
                term=column.info["term"],
            )


def missing_columns(table: TableMapping, *, drawn: bool) -> list[Column]:
    """Return the required columns of a table that nothing in its mapping fills; outlines (`drawn`) tell places too."""
    columns = metadata.tables[table.target].c
    return [column for column in columns if not (column.nullable or _is_filled(column, table, drawn))]


def _is_filled(column: Column, table: TableMapping, drawn: bool) -> bool:
    """Tell whether a column has a value in every row that is taken."""
    if column.name in table.columns or column.name in table.defaults:
        return True
    if column.primary_key:
        return len(column.table.primary_key) == 1 and isinstance(column.type, String)  # made of the row
    if column.name.endswith("_code"):
        return drawn or column.name.removesuffix("_code") in table.places
    return column is cases.c.status and "closed_at" in table.columns  # the closing time tells it
