"""One source's rows made ready to be written, block by block: converted, checked, placed, categorised, reported on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import pyarrow as pa

from data_access import schema
from data_access.database.holdings import DATED
from data_access.database.rows import arrow_rows
from data_access.loading import oddities, placing
from data_access.loading.categorising import categories_together, categorised
from data_access.loading.checking import converted
from data_access.loading.counts import CONTRADICTIONS, COUNTED, counts_of, sums
from data_access.loading.mapping import TableMapping
from data_access.loading.messages import LoadRefused, message
from data_access.loading.misplaced import Astray, Misplaced, astray, misplaced, point_columns
from data_access.loading.named_rows import LEVEL_OF, NamesOfLevel, names_together
from data_access.loading.oddities import Remarks, may_set_as_of
from data_access.loading.outlines import drawn_column
from data_access.loading.personal import KINDS, masked
from data_access.loading.placing import Places
from data_access.loading.points import POINT
from data_access.loading.progress import Tell, told
from data_access.loading.reasons import VALUE_SHOWN, RowReasons, listed, no_remarks
from data_access.loading.remarked import by_place_and_day
from data_access.loading.reports import Returned, TableReport
from data_access.loading.sources import Source
from data_access.loading.spool import Spool
from data_access.loading.units import UNIT_NAME, listed_units, told_units
from data_access.loading.whole import Whole, whole_of

WHOLE = {*LEVEL_OF, schema.units.name}
"""Tables whose rows speak of each other: a source of them is one block."""


@dataclass(frozen=True)
class Prepared:
    """The rows of one table and, of cases, their categories and units; the latest moment they tell of; the report."""

    target: str
    rows: Spool
    categories: pd.DataFrame | None
    units: pd.DataFrame | None
    as_of: datetime | None
    report: TableReport


@dataclass(frozen=True)
class _Taken:
    """The rows of a block that were taken, in the schema's types and as texts, and what became of the others."""

    rows: pd.DataFrame
    texts: pd.DataFrame
    rejects: pd.DataFrame
    returned: Returned
    masked: Counter[str]


@dataclass(frozen=True)
class _Part:
    """What became of a block: `told` are the texts of the points astray, `dated` place and day of rows remarked on."""

    rows_read: int
    rejects: pd.DataFrame
    returned: Returned
    masked: Counter[str]
    remarks: Remarks
    outlines: pd.DataFrame
    dated: pd.DataFrame
    astray: Astray
    told: pd.DataFrame
    counts: Counter[str]
    midnights: Counter[tuple[str, ...]]
    names: tuple[NamesOfLevel, ...]
    categories: pd.DataFrame | None
    units: pd.DataFrame | None
    as_of: datetime | None


def prepare(source: Source, mapping: TableMapping, places: Places, language: str, tell: Tell) -> Prepared:
    """Return the rows of one source as they are to be written; raises LoadRefused where none can be taken."""
    blocks = [source.rows] if mapping.target in WHOLE else source.blocks
    whole, rows, parts = whole_of(blocks, mapping), Spool(), []
    for block in told(blocks, tell, "checking", source.name, len(source)):
        part, kept = _part(block, mapping, places, whole, language)
        rows.add(kept)
        parts.append(part)
    rejects = _all_rejects(source, listed([part.rejects for part in parts]), language)
    if not len(rows):
        raise _all_rejected(source, rejects)
    units = [part.units for part in parts if part.units is not None]
    return Prepared(
        mapping.target,
        rows,
        categories_together([part.categories for part in parts if part.categories is not None]),
        pd.concat(units).drop_duplicates() if units else None,
        max((part.as_of for part in parts if part.as_of), default=None),
        _report(source, parts, rejects, mapping, places, language),
    )


def _part(
    block: pd.DataFrame, mapping: TableMapping, places: Places, whole: Whole, language: str
) -> tuple[_Part, pa.Table]:
    """Return what became of a block, and its rows as they are to be written."""
    taken = _taken(block, mapping, places, whole, language)
    placed = placing.place_rows(taken.texts, taken.rows, mapping, places)
    lost = astray(placed, places, whole.rows)
    rows, outlines = _with_outlines(placed.rows, mapping, language)
    rows, categories = categorised(taken.texts, rows, mapping)
    remarks = oddities.remarks_on(taken.texts, rows, mapping, whole, language)
    units = told_units(taken.texts, rows, mapping)
    remarked = pd.Index([*remarks.frame()["row_number"], *outlines["row_number"], *lost.outside.index])
    part = _Part(
        rows_read=len(block),
        rejects=taken.rejects,
        returned=taken.returned,
        masked=taken.masked,
        remarks=remarks,
        outlines=outlines,
        dated=_dated(rows.loc[remarked.unique()], mapping.target),
        astray=lost,
        told=taken.texts.loc[lost.outside.index, point_columns(mapping)],
        counts=counts_of(placed, rows, categories, mapping),
        midnights=oddities.midnights(rows, mapping),
        names=placed.names,
        categories=categories,
        units=None if units is None else units.drop_duplicates(),
        as_of=_latest(rows, mapping),
    )
    return part, _kept(rows, units, mapping)


def _report(
    source: Source,
    parts: Sequence[_Part],
    rejects: pd.DataFrame,
    mapping: TableMapping,
    places: Places,
    language: str,
) -> TableReport:
    """Return the report on all blocks of a source."""
    counts, found_masked = sums(part.counts for part in parts), sums(part.masked for part in parts)
    remarks, found = _remarks(parts, mapping, places, language)
    dated = pd.concat([part.dated for part in parts])
    return TableReport(
        target=mapping.target,
        source=source.name,
        sha256=source.sha256,
        **_read_counts(source, parts),
        left_out=source.left_out,
        facts=source.facts,
        rejects=rejects,
        returned=Returned.together([part.returned for part in parts]),
        masked={kind: found_masked[kind] for kind in KINDS if found_masked[kind]},
        remarks=remarks,
        counted=by_place_and_day(remarks.frame(), dated, mapping.target),
        misplaced=found,
        names=names_together([part.names for part in parts]),
        contradictions={key: counts[key] for key in CONTRADICTIONS if key in counts},
        calendar_until=mapping.calendar.known_until,
        **{key: counts[key] for key in COUNTED},
    )


def _read_counts(source: Source, parts: Sequence[_Part]) -> dict[str, int]:
    """Return how many rows, and how many lines of the file, were read."""
    rows = sum(part.rows_read for part in parts)
    lines = rows if source.counted_up is None else source.counted_up
    return {"rows_read": rows + len(source.rejected), "lines_read": lines + len(source.rejected)}


def _remarks(
    parts: Sequence[_Part], mapping: TableMapping, places: Places, language: str
) -> tuple[Remarks, Misplaced]:
    """Return what is odd about the rows of all blocks, and what was found of their points."""
    found = misplaced([part.astray for part in parts], mapping.crs, places)
    odd = found.remarks(pd.concat([part.told for part in parts]), mapping, language)
    odd = listed([odd, *(part.outlines for part in parts)])
    midnight = oddities.at_midnight(sums(part.midnights for part in parts), mapping)
    return oddities.together([part.remarks for part in parts], odd, midnight), found


def _taken(block: pd.DataFrame, mapping: TableMapping, places: Places, whole: Whole, language: str) -> _Taken:
    """Convert the rows of a block, and leave out those that cannot be taken."""
    reasons = RowReasons(language)
    rows, count = converted(block, mapping, reasons, whole)
    rows = _with_states(rows)
    without_point = {name: float("nan") for name in POINT if name not in rows}
    rows = rows.assign(**without_point)
    placing.refuse_unclear_rows(block, rows, mapping, places, reasons)
    rejects = reasons.frame()
    refused = pd.Index(rejects["row_number"], dtype="int64")
    returned = Returned(block.loc[refused], reasons.cells())
    taken = ~block.index.isin(refused)
    return _Taken(rows[taken], block[taken], rejects, returned, Counter(count))


def _all_rejected(source: Source, rejects: pd.DataFrame) -> LoadRefused:
    first = rejects.iloc[0]
    return LoadRefused(
        "all_rejected",
        file=source.name,
        rows=len(rejects),
        row=first["row_number"],
        column=first["column_name"],
        reason=first["reason"],
    )


def _with_states(rows: pd.DataFrame) -> pd.DataFrame:
    """Return cases whose source has no status with the one that their closing time tells."""
    if "status" in rows or "closed_at" not in rows:
        return rows
    return rows.assign(status=rows["closed_at"].notna().map({True: "closed", False: "open"}).astype("string"))


def _all_rejects(source: Source, rejects: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return the rows that were refused on reading and those refused for their values, in the file's order."""
    if source.rejected.empty:
        return rejects
    words = source.rejected["reason"].map(lambda key: message(f"reject.{key}", language))
    values = source.rejected["value"].map(lambda value: masked(value)[:VALUE_SHOWN])
    early = source.rejected.assign(cause=source.rejected["reason"], reason=words, value=values)
    return listed([early, rejects]).sort_values("row_number", ignore_index=True)


def _with_outlines(
    rows: pd.DataFrame, mapping: TableMapping, language: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return rows that bring outlines with these as the schema keeps them, and remarks on the faulty ones."""
    if "outline" not in rows:
        return rows, no_remarks()
    column = mapping.columns.get("outline", "")
    drawn, faulty = drawn_column(rows["outline"], mapping.crs, column, language)
    return rows.assign(outline=drawn), faulty


def _dated(rows: pd.DataFrame, target: str) -> pd.DataFrame:
    """Return the columns that tell where and when rows are, as far as they have them."""
    when = [DATED[target].name] if target in DATED else []
    return rows[[name for name in ("street_office_code", *when) if name in rows]]


def _kept(rows: pd.DataFrame, units: pd.DataFrame | None, mapping: TableMapping) -> pa.Table:
    """Return the columns that the table has, others only served to place or to judge the rows; and a unit's name."""
    table = schema.metadata.tables[mapping.target]
    kept = rows[[name for name in rows if name in table.c]].reset_index(drop=True)
    if table is schema.units:
        kept = listed_units(kept, coded="code" in mapping.columns)
    if units is None:
        return arrow_rows(table, kept)
    named = arrow_rows(table, kept.assign(unit_code=units["code"]))
    return named.append_column(UNIT_NAME, pa.array(units["name"], pa.string(), from_pandas=True))


def _latest(rows: pd.DataFrame, mapping: TableMapping) -> datetime | None:
    """Return the latest moment in the columns that the mapping names for it; none to come, none implausible."""
    moments = (rows.loc[may_set_as_of(rows, name, mapping), name].max() for name in mapping.as_of)
    return max((moment.to_pydatetime() for moment in moments if pd.notna(moment)), default=None)
