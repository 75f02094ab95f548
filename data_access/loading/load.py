"""The whole load: from source files and a mapping to a new generation of the case database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path

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
from data_access.loading.outlines import read_outlines
from data_access.loading.personal import require_no_person_as_key
from data_access.loading.placing import Places
from data_access.loading.preparing import Prepared, prepare
from data_access.loading.reports import OutlinesReport, Report
from data_access.loading.reshaping import reshaped
from data_access.loading.sources import Source, is_url, read_sources

Progress = Callable[[float, str], None]

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
    progress: Progress | None = None,
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
    tell = progress or (lambda share, stage: None)
    way = _Way(mode, delete_missing, dry_run, max_rejects)
    mapping = read_mapping(mapping_path)
    held = None if mode == "replace" else _held(url, mapping)
    places, outlines, prepared = _ready([str(source) for source in sources], mapping, held, language, tell)
    written = contents(mapping, places, prepared, held)
    report = _report(prepared, outlines, way, held)
    if report.too_many_rejects:
        return report
    tell(0.8, "writing")
    return _replaced(url, written, report, way) if held is None else _merged(url, written, held, report, way)


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


def _replaced(url: URL, written: Contents, report: Report, way: _Way) -> Report:
    """Replace all data, unless nothing is to be written; the history of loads goes on."""
    if way.dry_run:
        return report
    before = history(url)
    with replacing(url) as (connection, generation):
        insert_frame(connection, schema.loads, before)
        replace_all(connection, generation, written, report)
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
    given: Sequence[str], mapping: Mapping, held: Held | None, language: str, tell: Progress
) -> tuple[Places, OutlinesReport | None, list[Prepared]]:
    """Return everything as it is to be written: places, what became of their outlines, and the tables' rows."""
    read = _read(given, mapping, tell)
    tell(0.4, "outlines")
    places, outlines = _places(given, mapping, read, held, language)
    return places, outlines, _prepared(read, places, language, tell)


def _read(given: Sequence[str], mapping: Mapping, tell: Progress) -> list[tuple[Source, TableMapping]]:
    """Return the sources of each table that the mapping names."""
    read = []
    for number, table in enumerate(mapping.tables):
        tell(0.4 * number / len(mapping.tables), table.target)
        for source in read_sources(given, table):
            rows, left_out = reshaped(source.rows, table, source.name)
            whole = counted_up(replace(source, rows=rows, left_out=left_out), table)
            require_columns(whole.rows, table, source.name)
            require_states(whole.rows, table, source.name)
            require_no_person_as_key(whole.rows, table, source.name)
            read.append((whole, table))
    return read


def _prepared(
    read: Sequence[tuple[Source, TableMapping]], places: Places, language: str, tell: Progress
) -> list[Prepared]:
    prepared = []
    for number, (source, table) in enumerate(read):
        tell(0.45 + 0.35 * number / len(read), table.target)
        prepared.append(prepare(source, table, places, language))
    return prepared


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
    rows = [(source.rows, table) for source, table in read]
    return placing.with_named(places, rows, mapping), report


def _named(given: Sequence[str], pattern: str) -> str:
    """Return the file whose name fits the mapping's pattern."""
    for source in given:
        if not is_url(source) and fnmatch(Path(source).name.lower(), pattern.lower()):
            return source
    raise LoadRefused("no_source", pattern=pattern)
