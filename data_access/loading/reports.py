"""What became of each source of a load, in counts and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from data_access import schema
from data_access.database.merging import Changes
from data_access.loading.messages import message
from data_access.loading.misplaced import Misplaced
from data_access.loading.named_rows import NamesOfLevel
from data_access.loading.oddities import Remarks
from data_access.loading.personal import masked, told
from data_access.loading.remarked import by_place_and_day, kept_remarks
from data_access.loading.sources import Fact

NAMES_TOLD = 10


@dataclass(frozen=True, kw_only=True)
class SourceReport:
    """What every source's report counts: rows read = accepted + rejected."""

    source: str
    sha256: str
    rows_read: int
    rejects: pd.DataFrame

    @property
    def rows_rejected(self) -> int:
        """How many rows were refused."""
        return len(self.rejects)

    @property
    def rows_accepted(self) -> int:
        """How many rows were taken."""
        return self.rows_read - self.rows_rejected


@dataclass(frozen=True)
class Returned:
    """The refused rows as their source has them, by row number, and the cells (row, column) that are wrong."""

    rows: pd.DataFrame
    cells: frozenset[tuple[int, str]]

    @classmethod
    def together(cls, parts: Sequence[Returned]) -> Returned:
        """Return the refused rows of all blocks of a source."""
        return cls(
            pd.concat([part.rows for part in parts]), frozenset().union(*(part.cells for part in parts))
        )


@dataclass(frozen=True, kw_only=True)
class TableReport(SourceReport):
    """What became of the rows of one table's source."""

    target: str
    returned: Returned
    remarks: Remarks
    counted: pd.DataFrame
    lines_read: int
    without_position: int
    default_points: int
    at_zero: int
    misplaced: Misplaced
    placed_by_outline: int
    unplaced: int
    names: tuple[NamesOfLevel, ...]
    closed_before_reported: int
    contradictions: Mapping[str, int]
    left_out: Mapping[str, int]
    facts: tuple[Fact, ...]
    without_deadline: int
    beyond_calendar: int
    calendar_until: date
    masked: Mapping[str, int]

    @property
    def remarked(self) -> pd.DataFrame:
        """The rows that are odd, with what is odd about them."""
        return self.remarks.frame()

    def notes(self) -> dict[str, object]:
        """Return the counts that are kept beside the data."""
        return {
            "default_points": self.default_points,
            "placed_by_outline": self.placed_by_outline,
            "unplaced": self.unplaced,
            "names": {item.level: item.notes() for item in self.names},
            "closed_before_reported": self.closed_before_reported,
            **self.contradictions,
            "without_deadline": self.without_deadline,
            "beyond_calendar": self.beyond_calendar,
            "masked": dict(self.masked),
            "repeated": len(self.remarks.repeated),
            "implausible": len(self.remarks.implausible),
            "approximate": len(self.remarks.approximate),
            "at_midnight": self.remarks.at_midnight,
            "at_zero": self.at_zero,
            **self.misplaced.notes(),
        }

    def found(self) -> pd.DataFrame:
        """Return rows of `import_remarks` without their batch: what is odd, was repaired, or left out."""
        refused = (self.rejects["cause"] == "personal").any()
        counts = {
            "masked": 0 if refused else sum(self.masked.values()),
            "default_points": self.default_points,
            "at_zero": self.at_zero,
            "placed_by_outline": self.placed_by_outline,
            "at_midnight": self.remarks.at_midnight,
            "beyond_calendar": self.beyond_calendar,
        }
        read = {key: int(str(details["count"])) for key, details in self.facts if "count" in details}
        return kept_remarks(self.counted, counts | read, self.left_out)

    def lines(self, language: str) -> list[str]:
        """Return the report in words; what only cases can have is told of cases."""
        lines = [
            message(f"report.{key}", language, **counts)
            for key, counts in self._counts().items()
            if key != "problems" or self.target == schema.cases.name
        ]
        if self.masked:
            lines.append(message("report.masked", language, kinds=told(self.masked, language)))
        for item in self.names:
            lines += _names_lines(item, language)
        lines += [message(f"read.{key}", language, **details) for key, details in self.facts]
        for column, count in self.left_out.items():
            lines.append(message("report.left_out", language, column=column, count=count))
        if any(self.contradictions.values()):
            lines.append(message("report.contradictions", language, **self.contradictions))
        if self.beyond_calendar:
            counts = {"count": self.beyond_calendar, "until": self.calendar_until}
            lines.append(message("report.beyond_calendar", language, **counts))
        return lines + self.misplaced.lines(self.target, language)

    def _counts(self) -> dict[str, dict[str, int]]:
        """Return the counts that each sentence of the report tells, by its text's key."""
        return {
            "read": {
                "rows": self.rows_read,
                "accepted": self.rows_accepted,
                "rejected": self.rows_rejected,
            },
            "without_position": {
                "count": self.without_position,
                "default": self.default_points,
                "zero": self.at_zero,
            },
            "placed": {"placed": self.placed_by_outline, "unplaced": self.unplaced},
            "odd": {
                "repeated": len(self.remarks.repeated),
                "implausible": len(self.remarks.implausible),
                "approximate": len(self.remarks.approximate),
                "midnight": self.remarks.at_midnight,
            },
            "problems": {"count": self.closed_before_reported, "no_deadline": self.without_deadline},
        }


def _names_lines(names: NamesOfLevel, language: str) -> list[str]:
    """Return what became of a level's names in words, and those that are no known place, the most frequent first."""
    counts = {"matched": names.matched, "created": names.created, "unmatched": len(names.unmatched)}
    level = message(f"level.{names.level}", language)
    lines = [message("report.names", language, level=level, **counts)]
    for name, rows in list(names.unmatched.items())[:NAMES_TOLD]:
        lines.append(message("report.unmatched", language, name=masked(name), rows=rows))
    return lines


@dataclass(frozen=True, kw_only=True)
class OutlinesReport(SourceReport):
    """What became of the outlines that the mapping names; places of rejected ones are there, without outline."""

    remarked: pd.DataFrame
    crs: str
    target: str = "communities"
    without_position: int = 0
    names: tuple[NamesOfLevel, ...] = ()

    def notes(self) -> dict[str, object]:
        """Return the counts that are kept beside the data."""
        return {"crs": self.crs, "repaired": len(self.remarked), "left_out": self.rows_rejected}

    def found(self) -> pd.DataFrame:
        """Return rows of `import_remarks` without their batch: the outlines that were repaired."""
        return kept_remarks(by_place_and_day(self.remarked, self.remarked, self.target), {}, {})

    def lines(self, language: str) -> list[str]:
        """Return the report in words."""
        counts = {"rows": self.rows_read, "repaired": len(self.remarked), "left_out": self.rows_rejected}
        lines = [message("outline.read", language, **counts)]
        for name, reason in self.rejects[["value", "reason"]].head(NAMES_TOLD).itertuples(index=False):
            lines.append(message("outline.left_out", language, name=name, reason=reason))
        if len(self.remarked):
            names = ", ".join(self.remarked["value"].head(NAMES_TOLD))
            lines.append(message("outline.repaired", language, names=names))
        return lines


@dataclass(frozen=True)
class Report:
    """What a load did, or would do: then `generation` is None. `outlines` is None where the mapping has none.

    `changes` are those of each table where the load was merged into what the database held, and `deleted` the rows
    that it deleted since its sources lack them.
    """

    generation: int | None
    mode: str
    as_of: datetime
    tables: tuple[TableReport, ...]
    outlines: OutlinesReport | None
    max_rejects: float
    changes: tuple[Changes, ...] = ()
    deleted: int = 0

    @property
    def nothing_new(self) -> bool:
        """Whether a load that was to be merged tells nothing that the database does not hold."""
        return self.mode != "replace" and not self.deleted and all(item.nothing for item in self.changes)

    @property
    def too_many_rejects(self) -> tuple[TableReport, ...]:
        """The reports on sources of whose rows too many were refused."""
        return tuple(item for item in self.tables if item.rows_rejected > self.max_rejects * item.lines_read)

    @property
    def sources(self) -> tuple[TableReport | OutlinesReport, ...]:
        """The report on each source."""
        return self.tables if self.outlines is None else (*self.tables, self.outlines)
