"""What was loaded (装载情况): sources, rows refused, what was found in the others, names of places; and what is held.

Loads do not know of whom a row speaks: a reader who may see some street offices only (`Selection.allowed`) is told
files and days but no count, and no row that was refused nor any name. Other filters do not touch a load.
"""

from __future__ import annotations

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    case,
    false,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)

from data_access.database.holdings import DATED
from data_access.schema import import_batches, import_names, import_rejects, import_remarks, metadata
from data_access.selection import Selection
from data_access.selection.selection import place_columns

KINDS = ("odd", "repaired", "left_out")
"""What becomes of rows that are not simply taken: doubtful but taken, put right, no records."""

OUTCOMES = ("matched", "created", "unmatched")
"""What names of places mean: a known place, one made for the name, none."""

HELD = tuple(
    name for name, table in metadata.tables.items() if place_columns(table) and name[:7] != "import_"
)
"""The tables whose rows lie somewhere, in the order of the schema."""


def batches(selection: Selection) -> Select:
    """List the sources loaded, the last first.

    Columns: batch_id, generation, source, target, sha256, loaded_at, rows_read, rows_accepted, rows_rejected, and the
    rows of each of `KINDS`; counts are NULL for a reader who may not see the whole city.
    """
    loaded, remarks = import_batches.c, import_remarks.c
    kinds = [
        func.coalesce(func.sum(remarks.rows).filter(remarks.kind == kind), 0).label(kind) for kind in KINDS
    ]
    found = select(remarks.batch_id, *kinds).group_by(remarks.batch_id).subquery()
    counts: list[ColumnElement] = [loaded[f"rows_{name}"] for name in ("read", "accepted", "rejected")]
    counts += [func.coalesce(found.c[kind], 0).cast(Integer).label(kind) for kind in KINDS]
    told = ("batch_id", "generation", "source", "target", "sha256", "loaded_at")
    joined = import_batches.outerjoin(found, found.c.batch_id == loaded.batch_id)
    return (
        select(*(loaded[name] for name in told), *(_of_city(count, selection) for count in counts))
        .select_from(joined)
        .order_by(loaded.generation.desc(), loaded.batch_id)
    )


def rejected(selection: Selection) -> Select:
    """Count rows refused, most first: source, target, column_name, cause, reason (words of one), rows, first_row."""
    rows = import_rejects.c
    keys = import_batches.c.source, import_batches.c.target, rows.column_name, rows.cause
    joined = import_rejects.join(import_batches, import_batches.c.batch_id == rows.batch_id)
    count = func.count().label("rows")
    told = func.min(rows.reason).label("reason"), count, func.min(rows.row_number).label("first_row")
    counted = select(*keys, *told).select_from(joined).where(_whole_city(selection)).group_by(*keys)
    return counted.order_by(count.desc(), *keys)


def remarked(selection: Selection) -> Select:
    """Count what was found in the rows taken: kind, cause, source, target, column_name, rows; by kind, most first."""
    rows = import_remarks.c
    keys = rows.kind, rows.cause, import_batches.c.source, import_batches.c.target, rows.column_name
    joined = import_remarks.join(import_batches, import_batches.c.batch_id == rows.batch_id)
    count = func.sum(rows.rows).cast(Integer).label("rows")
    counted = select(*keys, count).select_from(joined).where(_whole_city(selection)).group_by(*keys)
    return counted.order_by(rows.kind, count.desc(), *keys[1:])


def names(selection: Selection) -> Select:
    """List the names of places in sources: level, outcome, name (NULL: others together), code, names, rows."""
    found = import_names.c
    keys = found.level, found.outcome, found.name, found.code
    sums = (func.sum(found[name]).cast(Integer).label(name) for name in ("names", "rows"))
    listed = select(*keys, *sums).where(_whole_city(selection)).group_by(*keys)
    return listed.order_by(found.level, found.outcome, func.sum(found.rows).desc(), found.name, found.code)


def held(selection: Selection) -> Select:
    """Return for each table of `HELD` that has rows: position, name, rows, first and last (day; NULL if undated)."""
    everywhere = selection.everywhere()
    parts = []
    for position, name in enumerate(HELD):
        table = metadata.tables[name]
        days: tuple[ColumnElement, ...] = (null().cast(Date), null().cast(Date))
        if name in DATED:
            days = tuple(edge(DATED[name]).cast(Date) for edge in (func.min, func.max))
        told = literal(position).label("position"), literal(name).label("name"), func.count().label("rows")
        counted = select(*told, days[0].label("first"), days[1].label("last")).select_from(table)
        parts.append(counted.where(everywhere.places(table)))
    every = union_all(*parts).subquery()
    return select(every).where(every.c.rows > 0).order_by(every.c.position)


def _whole_city(selection: Selection) -> ColumnElement[bool]:
    """Return whether the reader may see the whole city."""
    return true() if selection.allowed is None else false()


def _of_city(count: ColumnElement[int], selection: Selection) -> ColumnElement:
    """Return a count of a whole source, NULL for a reader who may not see the whole city."""
    return case((_whole_city(selection), count)).label(count.name)
