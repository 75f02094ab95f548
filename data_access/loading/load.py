"""The whole load: from source files and a mapping to a new generation of the case database."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import replace
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path

import pandas as pd
from sqlalchemy import URL, Connection

from data_access import schema
from data_access.database.writing import insert_frame, replacing
from data_access.loading import placing
from data_access.loading.checking import require_columns, require_states
from data_access.loading.mapping import Mapping, TableMapping
from data_access.loading.mapping_file import read_mapping
from data_access.loading.messages import LoadRefused
from data_access.loading.moments import loading_moment
from data_access.loading.named_rows import LEVEL_OF, with_ledger
from data_access.loading.outlines import read_outlines
from data_access.loading.placing import Places
from data_access.loading.preparing import Prepared, prepare
from data_access.loading.reports import OutlinesReport, Report, TableReport
from data_access.loading.reshaping import reshaped
from data_access.loading.sources import Source, is_url, read_sources
from data_access.loading.together import categories, rows_by_table
from data_access.places.areas import DOWN_TO_COMPOUND
from data_access.schema.elements import default_elements

Progress = Callable[[float, str], None]

MOST_REJECTS = 0.05
"""Of more refused rows the mapping is wrong, not the rows; unless the user says otherwise."""


def load(
    sources: Sequence[str | Path],
    mapping_path: Path,
    url: URL,
    *,
    language: str = "zh",
    progress: Progress | None = None,
    max_rejects: float = MOST_REJECTS,
    dry_run: bool = False,
) -> Report:
    """Load a city from its files, or a query against its database, replacing what the case database holds.

    Where more than the share `max_rejects` of a source's rows would be refused, and in a `dry_run`, nothing is
    written: the report then has no generation. Raises LoadRefused where a file or the mapping is wrong, and
    DatabaseFault where the database cannot be written; what it held stays.
    """
    tell = progress or (lambda share, stage: None)
    mapping = read_mapping(mapping_path)
    places, outlines, prepared = _ready([str(source) for source in sources], mapping, language, tell)
    as_of = max((item.as_of for item in prepared if item.as_of), default=loading_moment())
    tables = rows_by_table(prepared)
    report = Report(None, as_of, tuple(item.report for item in prepared), outlines, max_rejects)
    if dry_run or report.too_many_rejects:
        return report
    tell(0.8, "writing")
    with replacing(url) as (connection, generation):
        dataset = _dataset(mapping, places, as_of, generation)
        _write(connection, dataset, places, prepared, tables, outlines)
    tell(1.0, "done")
    return replace(report, generation=generation)


def _ready(
    given: Sequence[str], mapping: Mapping, language: str, tell: Progress
) -> tuple[Places, OutlinesReport | None, list[Prepared]]:
    """Return everything as it is to be written: places, what became of their outlines, and the tables' rows."""
    read = _read(given, mapping, tell)
    tell(0.4, "outlines")
    places, outlines = _places(given, mapping, read, language)
    return places, outlines, _prepared(read, places, language, tell)


def _read(given: Sequence[str], mapping: Mapping, tell: Progress) -> list[tuple[Source, TableMapping]]:
    """Return the sources of each table that the mapping names."""
    read = []
    for number, table in enumerate(mapping.tables):
        tell(0.4 * number / len(mapping.tables), table.target)
        for source in read_sources(given, table):
            rows, left_out = reshaped(source.rows, table, source.name)
            require_columns(rows, table, source.name)
            require_states(rows, table, source.name)
            read.append((replace(source, rows=rows, left_out=left_out), table))
    return read


def _prepared(
    read: Sequence[tuple[Source, TableMapping]], places: Places, language: str, tell: Progress
) -> list[Prepared]:
    prepared = []
    for number, (source, table) in enumerate(read):
        tell(0.45 + 0.35 * number / len(read), table.target)
        prepared.append(prepare(source, table, places, language))
    return prepared


def _write(
    connection: Connection,
    dataset: pd.DataFrame,
    places: Places,
    prepared: Sequence[Prepared],
    tables: Dictionary[str, pd.DataFrame],
    outlines: OutlinesReport | None,
) -> None:
    """Write the data set's own row, places and rows, and what became of each source."""
    insert_frame(connection, schema.dataset, dataset)
    for level, table in DOWN_TO_COMPOUND.items():
        listed = with_ledger(places.of_level(level), tables.get(table.name), places.register)
        insert_frame(connection, table, listed)
    if schema.governance_elements.name not in tables:
        insert_frame(connection, schema.governance_elements, default_elements())
    if (named := categories(prepared)) is not None:
        insert_frame(connection, schema.case_categories, named)
    for target, rows in tables.items():
        if target not in LEVEL_OF:
            insert_frame(connection, schema.metadata.tables[target], rows)
    generation = int(dataset["generation"].iloc[0])
    for number, item in enumerate(prepared, start=1):
        _note(connection, generation, number, item.report)
    if outlines is not None:
        _note(connection, generation, len(prepared) + 1, outlines)


def _places(
    given: Sequence[str], mapping: Mapping, read: Sequence[tuple[Source, TableMapping]], language: str
) -> tuple[Places, OutlinesReport | None]:
    """Return the places of the outlines and those that the sources name."""
    places, report = placing.no_places(), None
    if mapping.outlines_source is not None:
        path = Path(_named(given, mapping.outlines_source))
        shapes, report = read_outlines(path, mapping, language)
        places = placing.places_of_outlines(shapes, mapping)
    rows = [(source.rows, table) for source, table in read]
    return placing.with_named(places, rows, mapping), report


def _named(given: Sequence[str], pattern: str) -> str:
    """Return the file whose name fits the mapping's pattern."""
    for source in given:
        if not is_url(source) and fnmatch(Path(source).name.lower(), pattern.lower()):
            return source
    raise LoadRefused("no_source", pattern=pattern)


def _dataset(mapping: Mapping, places: Places, as_of: datetime, generation: int) -> pd.DataFrame:
    """Return the data set's own row."""
    row = {
        "city_code": mapping.city_code,
        "city_name": mapping.city_name,
        "as_of": as_of,
        "synthetic": False,
        "generation": generation,
        "schema_version": schema.SCHEMA_VERSION,
        "loaded_at": loading_moment(),
        "calendar_until": mapping.calendar_until,
        "source": mapping.source_note,
        "outline": places.outline,
        "outline_note": mapping.outlines_note,
    }
    return pd.DataFrame([row])


def _note(connection: Connection, generation: int, number: int, report: TableReport | OutlinesReport) -> None:
    """Write what became of a source, and each row that was refused."""
    batch = {
        "batch_id": number,
        "generation": generation,
        "target": report.target,
        "source": report.source,
        "sha256": report.sha256,
        "loaded_at": loading_moment(),
        "rows_read": report.rows_read,
        "rows_accepted": report.rows_accepted,
        "rows_rejected": report.rows_rejected,
        "without_position": report.without_position,
        "notes": json.dumps(report.notes(), ensure_ascii=False),
    }
    insert_frame(connection, schema.import_batches, pd.DataFrame([batch]))
    insert_frame(connection, schema.import_rejects, report.rejects.assign(batch_id=number))
