"""One source's rows made ready to be written: converted, checked, placed, categorised, and reported on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from data_access import schema
from data_access.loading import placing
from data_access.loading.categorising import categorised
from data_access.loading.checking import VALUE_SHOWN, RowReasons, converted, may_set_as_of, remarks_on
from data_access.loading.due import beyond_calendar
from data_access.loading.mapping import TableMapping
from data_access.loading.messages import LoadRefused, message
from data_access.loading.misplaced import misplaced
from data_access.loading.outlines import drawn_column
from data_access.loading.personal import masked
from data_access.loading.placing import POINT, Places
from data_access.loading.remarked import by_place_and_day
from data_access.loading.reports import Returned, TableReport
from data_access.loading.sources import Source
from data_access.loading.units import listed_units, told_units


@dataclass(frozen=True)
class Prepared:
    """The rows of one table and, of cases, their categories and units; the latest moment they tell of; the report."""

    target: str
    rows: pd.DataFrame
    categories: pd.DataFrame | None
    units: pd.DataFrame | None
    as_of: datetime | None
    report: TableReport


@dataclass(frozen=True)
class _Taken:
    """The rows of a source that were taken, in the schema's types and as texts, and what became of the others."""

    rows: pd.DataFrame
    texts: pd.DataFrame
    rejects: pd.DataFrame
    returned: Returned
    masked: dict[str, int]


def prepare(source: Source, mapping: TableMapping, places: Places, language: str) -> Prepared:
    """Return the rows of one source as they are to be written; raises LoadRefused where none can be taken."""
    taken = _taken(source, mapping, places, language)
    placed = placing.place_rows(taken.texts, taken.rows, mapping, places)
    found = misplaced(placed, mapping.crs, places)
    rows, odd = _with_outlines(placed.rows, found.remarks(taken.texts, mapping, language), mapping, language)
    rows, categories = categorised(taken.texts, rows, mapping)
    remarks = remarks_on(taken.texts, rows, odd, mapping, language)
    report = TableReport(
        target=mapping.target,
        **_told(source, taken),
        remarks=remarks,
        counted=by_place_and_day(remarks.frame(), rows, mapping.target),
        without_position=placed.without_position,
        default_points=placed.default_points,
        at_zero=placed.at_zero,
        misplaced=found,
        placed_by_outline=placed.by_outline,
        unplaced=placed.unplaced,
        names=placed.names,
        closed_before_reported=_closed_before_reported(rows),
        contradictions=_contradictions(rows),
        without_deadline=_without_deadline(rows, mapping),
        beyond_calendar=beyond_calendar(rows, categories, mapping.calendar),
        calendar_until=mapping.calendar.known_until,
    )
    kept, units = _kept(rows, mapping), told_units(taken.texts, rows, mapping)
    return Prepared(mapping.target, kept, categories, units, _latest(rows, mapping), report)


def _told(source: Source, taken: _Taken) -> dict[str, Any]:
    """Return what a report tells of the reading of a source, and of the rows that were not taken."""
    return {
        "source": source.name,
        "sha256": source.sha256,
        "rows_read": len(source.rows) + len(source.rejected),
        "lines_read": (len(source.rows) if source.counted_up is None else source.counted_up)
        + len(source.rejected),
        "left_out": source.left_out,
        "facts": source.facts,
        "rejects": taken.rejects,
        "returned": taken.returned,
        "masked": taken.masked,
    }


def _taken(source: Source, mapping: TableMapping, places: Places, language: str) -> _Taken:
    """Convert the rows of a source, and leave out those that cannot be taken."""
    reasons = RowReasons(language)
    rows, count = converted(source.rows, mapping, reasons)
    rows = _with_states(rows)
    without_point = {name: float("nan") for name in POINT if name not in rows}
    rows = rows.assign(**without_point)
    placing.refuse_unclear_rows(source.rows, rows, mapping, places, reasons)
    rejects = reasons.frame()
    if len(rejects) == len(rows):
        rejects = _all_rejects(source, rejects, language)
        first = rejects.iloc[0]
        raise LoadRefused(
            "all_rejected",
            file=source.name,
            rows=len(rejects),
            row=first["row_number"],
            column=first["column_name"],
            reason=first["reason"],
        )
    returned = Returned(source.rows.loc[rejects["row_number"]], reasons.cells())
    rows = rows.drop(index=rejects["row_number"])
    rejects = _all_rejects(source, rejects, language)
    return _Taken(rows, source.rows.loc[rows.index], rejects, returned, count)


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
    return pd.concat([early, rejects], ignore_index=True).sort_values("row_number", ignore_index=True)


def _with_outlines(
    rows: pd.DataFrame, remarks: pd.DataFrame, mapping: TableMapping, language: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return rows that bring outlines with these as the schema keeps them, and remarks on the faulty ones added."""
    if "outline" not in rows:
        return rows, remarks
    column = mapping.columns.get("outline", "")
    drawn, faulty = drawn_column(rows["outline"], mapping.crs, column, language)
    return rows.assign(outline=drawn), pd.concat([remarks, faulty], ignore_index=True)


def _closed_before_reported(rows: pd.DataFrame) -> int:
    return int((rows["closed_at"] < rows["reported_at"]).sum()) if "closed_at" in rows else 0


def _contradictions(rows: pd.DataFrame) -> dict[str, int]:
    """Count the cases whose status and closing time contradict each other, as `data_access.cases.states` names them."""
    if "status" not in rows:
        return {}
    dated = rows["closed_at"].notna() if "closed_at" in rows else pd.Series(False, index=rows.index)
    return {
        "closed_without_time": int(((rows["status"] == "closed") & ~dated).sum()),
        "open_with_time": int(((rows["status"] == "open") & dated).sum()),
    }


def _without_deadline(rows: pd.DataFrame, mapping: TableMapping) -> int:
    """Return how many rows have no deadline: all of them where the source has no such column, though the table has."""
    if "due_at" not in schema.metadata.tables[mapping.target].c:
        return 0
    return int(rows["due_at"].isna().sum()) if "due_at" in rows else len(rows)


def _kept(rows: pd.DataFrame, mapping: TableMapping) -> pd.DataFrame:
    """Return the columns that the table has; others only served to place or to judge the rows."""
    table = schema.metadata.tables[mapping.target]
    kept = rows[[name for name in rows if name in table.c]].reset_index(drop=True)
    return listed_units(kept, coded="code" in mapping.columns) if table is schema.units else kept


def _latest(rows: pd.DataFrame, mapping: TableMapping) -> datetime | None:
    """Return the latest moment in the columns that the mapping names for it; none to come, none implausible."""
    moments = (rows.loc[may_set_as_of(rows, name, mapping), name].max() for name in mapping.as_of)
    return max((moment.to_pydatetime() for moment in moments if pd.notna(moment)), default=None)
