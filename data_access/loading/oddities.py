"""What is odd about rows that are taken all the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress

import pandas as pd
from sqlalchemy import Column, DateTime

from data_access.clock import city_now
from data_access.loading.columns import NUMBERS, forms_of, joined
from data_access.loading.mapping import TableMapping
from data_access.loading.numbers import are_about
from data_access.loading.reasons import RowReasons, listed, no_remarks
from data_access.loading.whole import Whole
from data_access.schema import metadata


@dataclass(frozen=True)
class Remarks:
    """What is odd about rows that were taken all the same; the frames are as `RowReasons.frame` gives them."""

    repeated: pd.DataFrame
    implausible: pd.DataFrame
    approximate: pd.DataFrame
    misplaced: pd.DataFrame
    at_midnight: int = 0

    def frame(self) -> pd.DataFrame:
        """Return all remarks in the file's order."""
        kinds = [self.repeated, self.implausible, self.approximate, self.misplaced]
        every = pd.concat([kind for kind in kinds if len(kind)] or kinds[:1], ignore_index=True)
        return every.sort_values("row_number", kind="stable", ignore_index=True)


def remarks_on(
    frame: pd.DataFrame, rows: pd.DataFrame, mapping: TableMapping, whole: Whole, language: str
) -> Remarks:
    """Return what is odd about a block of rows taken: `frame` has their texts, `rows` their values.

    What lies wrong, and what happens at midnight, only all of them tell.
    """
    repeated, implausible = RowReasons(language), RowReasons(language)
    if whole.texts is not None:
        nothing = pd.Series("", index=frame.index)
        repeated.add_repeated(nothing, "", "repeated", whole.texts.firsts(joined(frame)))
    for target, (start, last) in mapping.plausible.items():
        odd = rows[target].notna() & ~_between(rows[target], start, last)
        source = mapping.columns[target]
        implausible.add(frame.loc[odd, source], source, "implausible", first=start, last=last)
    for target in (name for name in mapping.as_of if name in mapping.columns):
        to_come = rows[target] > city_now()
        source = mapping.columns[target]
        implausible.add(frame.loc[to_come, source], source, "to_come")
    approximate = _approximate(frame, mapping, language).frame()
    return Remarks(repeated.frame(), implausible.frame(), approximate, no_remarks())


def _approximate(frame: pd.DataFrame, mapping: TableMapping, language: str) -> RowReasons:
    """Return the rows whose numbers are only about right; they count as they are written."""
    found = RowReasons(language)
    for target, source in mapping.columns.items():
        column = metadata.tables[mapping.target].c[target]
        if isinstance(column.type, NUMBERS):
            text = frame[source].str.strip()
            found.add(text[are_about(text, column.info["unit"])], source, "approximate")
    return found


def may_set_as_of(rows: pd.DataFrame, target: str, mapping: TableMapping) -> pd.Series:
    """Tell of each row whether its moment may be the data's last: not after the loading, and plausible."""
    credible = rows[target] <= city_now()
    if target in mapping.plausible:
        credible &= _between(rows[target], *mapping.plausible[target])
    return credible


def _between(moments: pd.Series, first: date, last: date) -> pd.Series:
    """Tell which moments lie on one of the days from the first to the last."""
    return (moments >= pd.Timestamp(first)) & (moments < pd.Timestamp(last) + pd.Timedelta(days=1))


def midnights(rows: pd.DataFrame, mapping: TableMapping) -> Counter[tuple[str, ...]]:
    """Count rows by which of the columns that tell when it happened are at exactly 00:00."""
    table = metadata.tables[mapping.target]
    names = [name for name in mapping.columns if name in rows and _tells_when(table.c[name])]
    if not names:
        return Counter()
    at_00 = pd.DataFrame({name: rows[name] == rows[name].dt.normalize() for name in names})
    return Counter(
        {tuple(compress(names, flags)): int(count) for flags, count in at_00.value_counts().items()}
    )


def at_midnight(counted: Counter[tuple[str, ...]], mapping: TableMapping) -> int:
    """Return how many rows happen at exactly 00:00 although the source writes a time of day."""

    def timed(name: str) -> bool:
        if forms := forms_of(name, mapping):
            return any(re.search("%[HIcX]", form) for form in forms)
        return any(name not in names for names in counted)

    return sum(count for names, count in counted.items() if any(timed(name) for name in names))


def _tells_when(column: Column) -> bool:
    return isinstance(column.type, DateTime) and not column.nullable


def together(parts: Sequence[Remarks], misplaced: pd.DataFrame, at_midnight: int) -> Remarks:
    """Return the remarks on all blocks of a source, with those on what lies wrong."""
    kinds = [[getattr(part, kind) for part in parts] for kind in ("repeated", "implausible", "approximate")]
    repeated, implausible, approximate = map(listed, kinds)
    return Remarks(repeated, implausible, approximate, misplaced, at_midnight)
