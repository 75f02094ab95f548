"""What a load writes, table by table: into empty tables, or merged by key into what the database holds."""

from __future__ import annotations

import json
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, Table, delete, select, update

from data_access import schema
from data_access.clock import city_now
from data_access.database.merging import Changes, Merge
from data_access.database.rows import insert_frame
from data_access.loading.held import Held
from data_access.loading.mapping import Mapping
from data_access.loading.messages import LoadRefused
from data_access.loading.named_rows import LEVEL_OF, with_ledger
from data_access.loading.placing import Places
from data_access.loading.preparing import Prepared
from data_access.loading.progress import Tell, told
from data_access.loading.remarked import kept_names
from data_access.loading.reports import OutlinesReport, Report, TableReport
from data_access.loading.together import Rows, categories, rows_by_table, units
from data_access.places.areas import DOWN_TO_COMPOUND
from data_access.places.levels import kept_level_names
from data_access.schema.elements import default_elements


@dataclass(frozen=True)
class Contents:
    """The rows of each table that a load fills, in the order in which they are written."""

    mapping: Mapping
    places: Places
    tables: Dictionary[str, pd.DataFrame | Rows]
    listed: frozenset[str]
    """The tables that sources list, not only name."""


def contents(mapping: Mapping, places: Places, prepared: Sequence[Prepared], held: Held | None) -> Contents:
    """Return the rows of every table; raises LoadRefused where two sources hold one record."""
    known = None if held is None else held.units
    rows = rows_by_table(prepared, known)
    tables: dict[str, pd.DataFrame | Rows] = {}
    for level, table in DOWN_TO_COMPOUND.items():
        ledger = rows[table.name].whole() if table.name in rows else None
        listed = with_ledger(places.of_level(level), ledger, places.register)
        tables[table.name] = listed if held is None else _over_held(listed, held.places[level])
    if held is None and schema.governance_elements.name not in rows:
        tables[schema.governance_elements.name] = default_elements()
    if (named := categories(prepared)) is not None:
        tables[schema.case_categories.name] = named
    tables |= {target: filled for target, filled in rows.items() if target not in LEVEL_OF}
    if (named := units(prepared, rows, known)) is not None:
        units_listed = [rows[schema.units.name].whole()] if schema.units.name in rows else []
        tables[schema.units.name] = pd.concat([*units_listed, named], ignore_index=True)
    return Contents(mapping, places, tables, frozenset(rows))


def _over_held(places: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """Return places with what the database tells of them where the load tells nothing."""
    told = places.astype(object).set_index("code")
    return told.combine_first(held.astype(object).set_index("code")).astype(object).reset_index()


def replace_all(
    connection: Connection, generation: int, written: Contents, report: Report, tell: Tell
) -> None:
    """Fill empty tables."""
    row = {
        "city_code": written.mapping.city_code,
        "city_name": written.mapping.city_name,
        "synthetic": False,
        "outline_note": written.mapping.outlines_note,
        **_told(generation, written, report),
    }
    insert_frame(connection, schema.dataset, pd.DataFrame([row]))
    for name, rows in written.tables.items():
        blocks = [rows] if isinstance(rows, pd.DataFrame) else told(rows, tell, "writing", name, len(rows))
        for block in blocks:
            insert_frame(connection, schema.metadata.tables[name], block)
    _note(connection, generation, 0, report)


def changes(connection: Connection, written: Contents, *, adding: bool) -> tuple[Changes, ...]:
    """Return what merging would do to each table that changes or that sources list.

    Raises LoadRefused where `adding` and a row that the database holds would be changed.
    """
    found = [Merge(connection, *item).changes() for item in _by_table(written)]
    for item in found:
        if adding and item.changed and item.target in written.listed:
            details = {"table": item.target, "count": item.changed, "value": item.differing}
            raise LoadRefused("append_differs", **details)
    return tuple(item for item in found if item.target in written.listed or not item.nothing)


def merge(
    connection: Connection, generation: int, written: Contents, held: Held, report: Report, *, vanishing: bool
) -> None:
    """Merge the rows into the tables; with `vanishing` the rows that the sources' tables lack are deleted."""
    for table, rows in _by_table(written):
        merged = Merge(connection, table, rows)
        merged.write()
        if vanishing and table.name in written.listed:
            merged.delete_vanished()
    if vanishing:
        steps, known = schema.case_events, select(schema.cases.c.case_id)
        connection.execute(delete(steps).where(steps.c.case_id.not_in(known)))
    connection.execute(update(schema.dataset).values(_told(generation, written, report)))
    _note(connection, generation, held.last_batch, report)


def _by_table(written: Contents) -> list[tuple[Table, pd.DataFrame | Rows]]:
    return [(schema.metadata.tables[name], rows) for name, rows in written.tables.items() if len(rows)]


def _told(generation: int, written: Contents, report: Report) -> dict[str, object]:
    """Return what every load tells anew in the data set's own row."""
    return {
        "as_of": report.as_of,
        "generation": generation,
        "schema_version": schema.SCHEMA_VERSION,
        "loaded_at": city_now(),
        **_levels(written.mapping),
        "calendar_until": written.mapping.calendar_until,
        "source": written.mapping.source_note,
        "outline": written.places.outline,
    }


def _levels(mapping: Mapping) -> dict[str, object]:
    """Return what the mapping calls the levels; where it says nothing, what is held stays."""
    names = kept_level_names(mapping.level_names)
    return {} if names is None else {"level_names": names}


def _note(connection: Connection, generation: int, last_batch: int, report: Report) -> None:
    """Write the load and what became of each source: rows refused, what was found in the others, names of places."""
    at = city_now()
    insert_frame(connection, schema.loads, pd.DataFrame([_load_row(generation, at, report)]))
    for number, item in enumerate(report.sources, start=last_batch + 1):
        batch = _batch(generation, number, at, item)
        insert_frame(connection, schema.import_batches, pd.DataFrame([batch]))
        insert_frame(connection, schema.import_rejects, item.rejects.assign(batch_id=number))
        insert_frame(connection, schema.import_remarks, item.found().assign(batch_id=number))
        insert_frame(connection, schema.import_names, kept_names(item.names).assign(batch_id=number))


def _load_row(generation: int, at: datetime, report: Report) -> dict[str, object]:
    counts = {
        f"rows_{name}": sum(getattr(item, name) for item in report.changes)
        for name in ("new", "changed", "unchanged", "vanished")
    }
    return {
        "generation": generation,
        "mode": report.mode,
        "loaded_at": at,
        "as_of": report.as_of,
        "sources": "、".join(dict.fromkeys(item.source for item in report.sources)),
        "rows_accepted": sum(item.rows_accepted for item in report.sources),
        "rows_rejected": sum(item.rows_rejected for item in report.sources),
        **(counts | {"rows_deleted": report.deleted} if report.changes else {}),
    }


def _batch(
    generation: int, number: int, at: datetime, report: TableReport | OutlinesReport
) -> dict[str, object]:
    return {
        "batch_id": number,
        "generation": generation,
        "target": report.target,
        "source": report.source,
        "sha256": report.sha256,
        "loaded_at": at,
        "rows_read": report.rows_read,
        "rows_accepted": report.rows_accepted,
        "rows_rejected": report.rows_rejected,
        "without_position": report.without_position,
        "notes": json.dumps(report.notes(), ensure_ascii=False),
    }
