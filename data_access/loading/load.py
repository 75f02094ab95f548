"""The whole load: from source files and a mapping to a new generation of the case database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path

import pandas as pd
from sqlalchemy import URL

from data_access import schema
from data_access.clock import city_now
from data_access.database.faults import DatabaseFault
from data_access.database.opening import reading_engine
from data_access.database.rows import insert_frame
from data_access.database.url import shown
from data_access.database.writing import extending, replacing
from data_access.loading import placing
from data_access.loading.checking import require_columns, require_states
from data_access.loading.contents import Contents, changes, contents, merge, replace_all
from data_access.loading.counting import counted_up
from data_access.loading.held import Held, history, places_held, read_held
from data_access.loading.mapping import Mapping, TableMapping
from data_access.loading.mapping_file import read_mapping
from data_access.loading.messages import LoadRefused
from data_access.loading.named_rows import naming_rows
from data_access.loading.outlines import read_outlines
from data_access.loading.personal import require_no_person_as_key
from data_access.loading.placing import Places
from data_access.loading.preparing import Prepared, prepare
from data_access.loading.progress import Tell, silent, told
from data_access.loading.reports import OutlinesReport, Report
from data_access.loading.reshaping import reshaped
from data_access.loading.sources import Source, is_url, read_sources
from data_access.loading.spool import Texts, in_blocks

MOST_REJECTS = 0.05
"""Of more refused rows the mapping is wrong, not the rows; unless the user says otherwise."""


@dataclass(frozen=True)
class _Way:
    """How a load meets what the database holds.

    `mode` is `replace` (全部替换), `append` (追加: rows that are there must stay as they are) or `update` (按编号更新:
    changed rows are replaced; with `delete_missing` those that the sources lack are deleted).
    """

    mode: str
    delete_missing: bool
    dry_run: bool
    max_rejects: float


def load(
    sources: Sequence[str | Path],
    mapping_path: Path,
    url: URL,
    *,
    language: str = "zh",
    progress: Tell = silent,
    mode: str = "replace",
    delete_missing: bool = False,
    max_rejects: float = MOST_REJECTS,
    dry_run: bool = False,
) -> Report:
    """Load a city from its files, or a query against its database, into the case database.

    For `mode` and `delete_missing` see `_Way`. Where nothing is written the report has no generation: in a `dry_run`,
    where more than the share `max_rejects` of a source's rows would be refused, and where the sources tell nothing
    new. Raises LoadRefused where a file or the mapping is wrong, or does not fit what the database holds, and
    DatabaseFault where the database cannot be written; what it held stays.
    """
    way = _Way(mode, delete_missing, dry_run, max_rejects)
    mapping = read_mapping(mapping_path)
    held = None if mode == "replace" else _held(url, mapping)
    places, outlines, prepared = _ready(
        [str(source) for source in sources], mapping, held, language, progress
    )
    written = contents(mapping, places, prepared, held)
    report = _report(prepared, outlines, way, held)
    return _written(url, written, held, report, way, progress)


def _written(url: URL, written: Contents, held: Held | None, report: Report, way: _Way, tell: Tell) -> Report:
    """Write, unless too many rows are refused, and return the report with what became of it."""
    if report.too_many_rejects:
        return report
    if held is None:
        return _replaced(url, written, report, way, tell)
    return _merged(url, written, held, report, way)


def _held(url: URL, mapping: Mapping) -> Held | None:
    """Return what the database holds of the mapping's city, None where it holds nothing yet."""
    held = read_held(url)
    if held is not None:
        held.require(mapping)
    return held


def _report(
    prepared: Sequence[Prepared], outlines: OutlinesReport | None, way: _Way, held: Held | None
) -> Report:
    """Return the report as it is before anything is written."""
    moments = [item.as_of for item in prepared if item.as_of]
    if held is not None:
        moments.append(held.dataset.as_of)
    as_of = max(moments, default=city_now())
    mode = "replace" if held is None else way.mode
    return Report(None, mode, as_of, tuple(item.report for item in prepared), outlines, way.max_rejects)


def _replaced(url: URL, written: Contents, report: Report, way: _Way, tell: Tell) -> Report:
    """Replace all data, unless nothing is to be written; the history of loads goes on."""
    if way.dry_run:
        return report
    before = history(url)
    with replacing(url) as (connection, generation):
        insert_frame(connection, schema.loads, before)
        replace_all(connection, generation, written, report, tell)
    return replace(report, generation=generation)


def _merged(url: URL, written: Contents, held: Held, report: Report, way: _Way) -> Report:
    """Merge the rows into what is held, unless they tell nothing new or nothing is to be written."""
    engine = reading_engine(url)
    try:
        with engine.connect() as connection:
            found = changes(connection, written, adding=way.mode == "append")
    finally:
        engine.dispose()
    vanished = sum(item.vanished for item in found if item.target in written.listed)
    report = replace(report, changes=found, deleted=vanished if way.delete_missing else 0)
    if way.dry_run or report.nothing_new:
        return report
    with extending(url) as (connection, generation):
        if generation <= held.dataset.generation:
            raise DatabaseFault("replaced", shown(url))
        merge(connection, generation, written, held, report, vanishing=way.delete_missing)
    return replace(report, generation=generation)


def _ready(
    given: Sequence[str], mapping: Mapping, held: Held | None, language: str, tell: Tell
) -> tuple[Places, OutlinesReport | None, list[Prepared]]:
    """Return everything as it is to be written: places, what became of their outlines, and the tables' rows."""
    read = _read(given, mapping, tell)
    places, outlines = _places(given, mapping, read, held, language)
    return places, outlines, _prepared(read, places, language, tell)


def _read(given: Sequence[str], mapping: Mapping, tell: Tell) -> list[tuple[Source, TableMapping]]:
    """Return the sources of each table that the mapping names."""
    read = []
    for table in mapping.tables:
        for source in read_sources(given, table, tell):
            read.append((_shaped(source, table, tell), table))
    return read


def _shaped(source: Source, table: TableMapping, tell: Tell) -> Source:
    """Return a source in the shape that the mapping speaks of; raises LoadRefused where it cannot have it."""
    left_out: Counter[str] = Counter()

    def blocks() -> Iterator[pd.DataFrame]:
        for block in told(in_blocks(source.blocks), tell, "shaping", source.name, len(source)):
            rows, out = reshaped(block, table, source.name)
            left_out.update(out)
            yield rows

    shaped = counted_up(replace(source, blocks=Texts(blocks()), left_out=left_out), table)
    first = next(iter(shaped.blocks))
    require_columns(first, table, source.name)
    require_states(shaped.blocks, table, source.name)
    require_no_person_as_key(first, table, source.name)
    return shaped


def _prepared(
    read: Sequence[tuple[Source, TableMapping]], places: Places, language: str, tell: Tell
) -> list[Prepared]:
    return [prepare(source, table, places, language, tell) for source, table in read]


def _places(
    given: Sequence[str],
    mapping: Mapping,
    read: Sequence[tuple[Source, TableMapping]],
    held: Held | None,
    language: str,
) -> tuple[Places, OutlinesReport | None]:
    """Return the places that are held, those of the outlines, and those that the sources name."""
    places, report = placing.no_places(), None
    if held is not None:
        places = places_held(held)
    if (
        mapping.outlines_source is not None
    ):  # those that are held are simplified: points would move over borders
        path = Path(_named(given, mapping.outlines_source))
        shapes, report = read_outlines(path, mapping, language)
        places = replace(placing.places_of_outlines(shapes, mapping), register=places.register)
    rows = [(naming_rows(source.blocks, table), table) for source, table in read]
    return placing.with_named(places, rows, mapping), report


def _named(given: Sequence[str], pattern: str) -> str:
    """Return the file whose name fits the mapping's pattern."""
    for source in given:
        if not is_url(source) and fnmatch(Path(source).name.lower(), pattern.lower()):
            return source
    raise LoadRefused("no_source", pattern=pattern)
