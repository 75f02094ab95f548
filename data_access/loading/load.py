"""The whole load: from source files and a mapping to a new generation of the case database."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path

import pandas as pd
from sqlalchemy import URL, Connection

from data_access import schema
from data_access.database.writing import insert_frame, replacing
from data_access.loading import placing
from data_access.loading.checking import Remarks, RowReasons, converted, remarks_on, require_columns
from data_access.loading.due import with_deadlines
from data_access.loading.mapping import Mapping, TableMapping, read_mapping
from data_access.loading.messages import LoadRefused, message
from data_access.loading.misplaced import Misplaced, misplaced
from data_access.loading.outlines import OutlinesReport, drawn_column, read_outlines
from data_access.loading.placing import POINT, Places
from data_access.loading.sources import Source, is_url, read_source
from data_access.schema.elements import default_elements

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class TableReport:
    """What became of one source: rows read = accepted + rejected."""

    target: str
    source: str
    sha256: str
    rows_read: int
    rejects: pd.DataFrame
    remarks: Remarks
    without_position: int
    default_points: int
    at_zero: int
    misplaced: Misplaced
    placed_by_outline: int
    unplaced: int
    closed_before_reported: int
    without_deadline: int
    masked: int

    @property
    def remarked(self) -> pd.DataFrame:
        """The rows that are odd, with what is odd about them."""
        return self.remarks.frame()

    @property
    def rows_rejected(self) -> int:
        """How many rows were refused."""
        return len(self.rejects)

    @property
    def rows_accepted(self) -> int:
        """How many rows were taken."""
        return self.rows_read - self.rows_rejected

    def notes(self) -> dict[str, object]:
        """Return the counts that are kept beside the data."""
        return {
            "default_points": self.default_points,
            "placed_by_outline": self.placed_by_outline,
            "unplaced": self.unplaced,
            "closed_before_reported": self.closed_before_reported,
            "without_deadline": self.without_deadline,
            "masked": self.masked,
            "repeated": len(self.remarks.repeated),
            "implausible": len(self.remarks.implausible),
            "at_midnight": self.remarks.at_midnight,
            "at_zero": self.at_zero,
            **self.misplaced.notes(),
        }

    def lines(self, language: str) -> list[str]:
        """Return the report in words; what only cases can have is told of cases."""
        lines = [
            message(
                "report.read",
                language,
                rows=self.rows_read,
                accepted=self.rows_accepted,
                rejected=self.rows_rejected,
            ),
            message(
                "report.without_position",
                language,
                count=self.without_position,
                default=self.default_points,
                zero=self.at_zero,
            ),
            message("report.placed", language, placed=self.placed_by_outline, unplaced=self.unplaced),
            message(
                "report.odd",
                language,
                repeated=len(self.remarks.repeated),
                implausible=len(self.remarks.implausible),
                midnight=self.remarks.at_midnight,
            ),
            message("report.masked", language, count=self.masked),
        ]
        if self.target == schema.cases.name:
            problems = {"count": self.closed_before_reported, "no_deadline": self.without_deadline}
            lines.insert(-1, message("report.problems", language, **problems))
        return lines + self.misplaced.lines(self.target, language)


@dataclass(frozen=True)
class Report:
    """What a load did; `outlines` is None where the mapping has none."""

    generation: int
    as_of: datetime
    tables: tuple[TableReport, ...]
    outlines: OutlinesReport | None

    @property
    def sources(self) -> tuple[TableReport | OutlinesReport, ...]:
        """The report on each source."""
        return self.tables if self.outlines is None else (*self.tables, self.outlines)


@dataclass(frozen=True)
class _Prepared:
    mapping: TableMapping
    rows: pd.DataFrame
    categories: pd.DataFrame | None
    as_of: datetime | None
    report: TableReport


def load(
    sources: Sequence[str | Path],
    mapping_path: Path,
    url: URL,
    *,
    language: str = "zh",
    progress: Progress | None = None,
) -> Report:
    """Load a city from its files, or a query against its database, replacing what the case database holds.

    Raises
    ------
    LoadRefused
        Where a file or the mapping is wrong; the database is unchanged.
    DatabaseFault
        Where the database cannot be written; what it held stays.
    """
    tell = progress or (lambda share, stage: None)
    mapping = read_mapping(mapping_path)
    given = [str(source) for source in sources]
    read = []
    for number, table in enumerate(mapping.tables):
        tell(0.4 * number / len(mapping.tables), table.target)
        source = read_source(_source(given, table), table.query)
        require_columns(source.rows, table, source.name)
        read.append((source, table))
    tell(0.4, "outlines")
    places, outlines = _places(given, mapping, read, language)
    prepared = []
    for number, (source, table) in enumerate(read):
        tell(0.45 + 0.35 * number / len(read), table.target)
        prepared.append(_prepare(source, table, places, language))
    tell(0.8, "writing")
    as_of = max((item.as_of for item in prepared if item.as_of), default=datetime.now())
    with replacing(url) as (connection, generation):
        insert_frame(connection, schema.dataset, _dataset(mapping, places, as_of, generation))
        insert_frame(connection, schema.street_offices, places.street_offices)
        insert_frame(connection, schema.communities, places.communities)
        if schema.governance_elements.name not in (item.mapping.target for item in prepared):
            insert_frame(connection, schema.governance_elements, default_elements())
        for number, item in enumerate(prepared, start=1):
            if item.categories is not None:
                insert_frame(connection, schema.case_categories, item.categories)
            insert_frame(connection, schema.metadata.tables[item.mapping.target], item.rows)
            _note(connection, number, item.report)
        if outlines is not None:
            _note(connection, len(prepared) + 1, outlines)
    tell(1.0, "done")
    return Report(generation, as_of, tuple(item.report for item in prepared), outlines)


def _places(
    given: Sequence[str], mapping: Mapping, read: Sequence[tuple[Source, TableMapping]], language: str
) -> tuple[Places, OutlinesReport | None]:
    """Return the places of the outlines, or without outlines those that the sources name."""
    if mapping.outlines_source is not None:
        path = Path(_named(given, mapping.outlines_source))
        shapes, report = read_outlines(path, mapping, language)
        return placing.places_of_outlines(shapes, mapping), report
    names = pd.concat([placing.names_of(source.rows, table) for source, table in read])
    return placing.places_of_names(names, mapping), None


def _source(given: Sequence[str], table: TableMapping) -> str:
    """Return the source of a table: a database's URL where the mapping has a query, else a file."""
    if table.query is None:
        return _named(given, table.source)
    for source in given:
        if is_url(source):
            return source
    raise LoadRefused("no_source", pattern=f"{table.source} (URL)")


def _named(given: Sequence[str], pattern: str) -> str:
    """Return the file whose name fits the mapping's pattern."""
    for source in given:
        if not is_url(source) and fnmatch(Path(source).name.lower(), pattern.lower()):
            return source
    raise LoadRefused("no_source", pattern=pattern)


def _prepare(source: Source, mapping: TableMapping, places: Places, language: str) -> _Prepared:
    """Convert, check and place the rows of one source."""
    table, text = schema.metadata.tables[mapping.target], source.rows
    rejects = RowReasons(language)
    rows, hidden = converted(text, mapping, rejects)
    refused = rejects.frame()
    _refuse_if_nothing_left(refused, len(text), source.name)
    rows = rows.drop(index=refused["row_number"])
    text = text.loc[rows.index]
    for name in POINT:
        if name not in rows:
            rows[name] = float("nan")
    placed = placing.place_rows(text, rows, mapping, places)
    found = misplaced(placed, mapping.crs, places)
    rows, categories = _categorised(text, placed.rows, mapping)
    remarks = found.remarks(text, mapping, language)
    if "outline" in rows:
        column = mapping.columns.get("outline", "")
        rows["outline"], faulty = drawn_column(rows["outline"], mapping.crs, column, language)
        remarks = pd.concat([remarks, faulty], ignore_index=True)
    if mapping.deadlines and categories is not None:
        rows, categories = with_deadlines(rows, categories, mapping.deadlines)
    moments = [rows[name].max() for name in mapping.as_of]
    report = TableReport(
        target=mapping.target,
        source=source.name,
        sha256=source.sha256,
        rows_read=len(text) + len(refused),
        rejects=refused,
        remarks=remarks_on(text, rows, remarks, mapping, language),
        without_position=placed.without_position,
        default_points=placed.default_points,
        at_zero=placed.at_zero,
        misplaced=found,
        placed_by_outline=placed.by_outline,
        unplaced=placed.unplaced,
        closed_before_reported=_count(rows, lambda r: r["closed_at"] < r["reported_at"], "closed_at"),
        without_deadline=_count(rows, lambda r: r["due_at"].isna(), "due_at"),
        masked=hidden,
    )
    latest = max((moment.to_pydatetime() for moment in moments if pd.notna(moment)), default=None)
    kept = rows[[name for name in rows if name in table.c]].reset_index(drop=True)
    return _Prepared(mapping, kept, categories, latest, report)


def _refuse_if_nothing_left(refused: pd.DataFrame, rows: int, file: str) -> None:
    if len(refused) == rows:
        first = refused.iloc[0]
        raise LoadRefused(
            "all_rejected",
            file=file,
            rows=rows,
            row=first["row_number"],
            column=first["column_name"],
            reason=first["reason"],
        )


def _categorised(
    source: pd.DataFrame, rows: pd.DataFrame, mapping: TableMapping
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Return the rows with their category code, and the two levels of categories that the source names."""
    if mapping.category is None:
        return rows, None
    main, sub = (source[name].str.strip() for name in mapping.category)
    pairs = pd.DataFrame({"main": main, "sub": sub})
    pairs["parent_code"] = pairs["main"].map({name: placing.slug(name) for name in pairs["main"].unique()})
    pairs["code"] = (
        pairs["parent_code"]
        + "."
        + pairs["sub"].map({name: placing.slug(name) for name in pairs["sub"].unique()})
    )
    children = pairs.drop_duplicates("code").rename(columns={"sub": "name"})[["code", "parent_code", "name"]]
    parents = pairs.drop_duplicates("parent_code")[["parent_code", "main"]].set_axis(["code", "name"], axis=1)
    return rows.assign(category_code=pairs["code"]), pd.concat([parents, children], ignore_index=True)


def _count(rows: pd.DataFrame, condition, column: str) -> int:
    return int(condition(rows).sum()) if column in rows else 0


def _dataset(mapping: Mapping, places: Places, as_of: datetime, generation: int) -> pd.DataFrame:
    row = {
        "city_code": mapping.city_code,
        "city_name": mapping.city_name,
        "as_of": as_of,
        "synthetic": False,
        "generation": generation,
        "schema_version": schema.SCHEMA_VERSION,
        "loaded_at": datetime.now(),
        "source": mapping.source_note,
        "outline": places.outline,
        "outline_note": mapping.outlines_note,
    }
    return pd.DataFrame([row])


def _note(connection: Connection, number: int, report: TableReport | OutlinesReport) -> None:
    """Write what became of a source, and each row that was refused."""
    batch = {
        "batch_id": number,
        "target": report.target,
        "source": report.source,
        "sha256": report.sha256,
        "loaded_at": datetime.now(),
        "rows_read": report.rows_read,
        "rows_accepted": report.rows_accepted,
        "rows_rejected": report.rows_rejected,
        "without_position": report.without_position,
        "notes": json.dumps(report.notes(), ensure_ascii=False),
    }
    insert_frame(connection, schema.import_batches, pd.DataFrame([batch]))
    insert_frame(connection, schema.import_rejects, report.rejects.assign(batch_id=number))
