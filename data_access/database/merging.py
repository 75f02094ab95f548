"""Rows merged into a table by its key: new ones added, changed ones replaced, and what the source lacks counted."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Table,
    and_,
    case,
    delete,
    func,
    not_,
    or_,
    select,
    update,
)

from data_access.database.rows import Blocks, insert_rows


@dataclass(frozen=True)
class Changes:
    """How many rows of a table a source adds, changes and leaves as they are, and how many of the table it lacks.

    `differing` is the key of a row that is changed, None where none is.
    """

    target: str
    new: int
    changed: int
    unchanged: int
    vanished: int
    differing: str | None = None

    @property
    def nothing(self) -> bool:
        """Whether the source tells nothing that the table does not hold."""
        return not (self.new or self.changed)


class Merge:
    """Rows of a source beside the table that they belong to; only the columns that they have are compared."""

    def __init__(self, connection: Connection, table: Table, rows: pd.DataFrame | Blocks) -> None:
        self.connection = connection
        self.table = table
        columns = [Column(name, table.c[name].type) for name in rows.columns]
        self.incoming = Table(f"incoming_{table.name}", MetaData(), *columns, prefixes=["TEMPORARY"])
        self.incoming.create(connection)
        insert_rows(connection, self.incoming, rows)

    def changes(self) -> Changes:
        """Return what merging the rows would do."""
        joined = self.incoming.outerjoin(self.table, self._same_key)
        found = self._key[0].is_not(None)
        counts = select(
            func.count(),
            func.coalesce(func.sum(case((found, 1), else_=0)), 0),
            func.coalesce(func.sum(case((and_(found, self._differs), 1), else_=0)), 0),
        ).select_from(joined)
        rows, known, changed = (int(count) for count in self.connection.execute(counts).one())
        held = int(self.connection.scalar(select(func.count()).select_from(self.table)) or 0)
        return Changes(
            self.table.name,
            new=rows - known,
            changed=changed,
            unchanged=known - changed,
            vanished=held - known,
            differing=self._first_differing() if changed else None,
        )

    def write(self) -> None:
        """Add the new rows and replace the columns of the changed ones that the source has."""
        if replaced := {held.name: told for held, told in self._beside_key}:
            changed = and_(self._same_key, self._differs)
            self.connection.execute(update(self.table).values(replaced).where(changed))
        known = select(self.table).where(self._same_key).exists()
        fresh = select(self.incoming).where(not_(known))
        self.connection.execute(self.table.insert().from_select(self.incoming.c.keys(), fresh))

    def delete_vanished(self) -> int:
        """Delete the rows of the table that the source lacks, and return how many."""
        told = select(self.incoming).where(self._same_key).exists()
        return int(self.connection.execute(delete(self.table).where(not_(told))).rowcount)

    @property
    def _key(self) -> list[ColumnElement]:
        return list(self.table.primary_key.columns)

    @property
    def _same_key(self) -> ColumnElement[bool]:
        return and_(*(column == self.incoming.c[column.name] for column in self.table.primary_key.columns))

    @property
    def _beside_key(self) -> list[tuple[Column, Column]]:
        """The columns that are no key, as the table has them and as the source tells them."""
        return [
            (self.table.c[told.name], told)
            for told in self.incoming.columns
            if not self.table.c[told.name].primary_key
        ]

    @property
    def _differs(self) -> ColumnElement[bool]:
        return or_(False, *(held.is_distinct_from(told) for held, told in self._beside_key))

    def _first_differing(self) -> str:
        key = self._key[0]
        statement = select(func.min(key)).where(and_(self._same_key, self._differs))
        return str(self.connection.scalar(statement))
