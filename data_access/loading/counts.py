"""What a report counts in the rows that were taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from data_access import schema
from data_access.loading.due import beyond_calendar
from data_access.loading.mapping import TableMapping
from data_access.loading.placing import Placed

CONTRADICTIONS = ("closed_without_time", "open_with_time")
"""How a case's status and closing time can contradict each other, as `data_access.cases.states` names it."""

OF_PLACES = ("without_position", "default_points", "at_zero", "placed_by_outline", "unplaced")

COUNTED = (*OF_PLACES, "closed_before_reported", "without_deadline", "beyond_calendar")
"""What a report on a table says in a number each."""


def counts_of(
    placed: Placed, rows: pd.DataFrame, categories: pd.DataFrame | None, mapping: TableMapping
) -> Counter[str]:
    """Return the counts of a block of rows: `COUNTED` and, where they have a status, `CONTRADICTIONS`."""
    counts = Counter({key: getattr(placed, key) for key in OF_PLACES})
    counts["closed_before_reported"] = _closed_before_reported(rows)
    counts["without_deadline"] = _without_deadline(rows, mapping)
    counts["beyond_calendar"] = beyond_calendar(rows, categories, mapping.calendar)
    counts.update(_contradictions(rows))
    return counts


def sums(parts: Iterable[Counter]) -> Counter:
    """Return the counts of all blocks; what was not found in any stays a 0."""
    total: Counter = Counter()
    for part in parts:
        total.update(part)
    return total


def _closed_before_reported(rows: pd.DataFrame) -> int:
    return int((rows["closed_at"] < rows["reported_at"]).sum()) if "closed_at" in rows else 0


def _contradictions(rows: pd.DataFrame) -> dict[str, int]:
    if "status" not in rows:
        return {}
    dated = rows["closed_at"].notna() if "closed_at" in rows else pd.Series(False, index=rows.index)
    found = ((rows["status"] == "closed") & ~dated, (rows["status"] == "open") & dated)
    return {key: int(rows_so.sum()) for key, rows_so in zip(CONTRADICTIONS, found, strict=True)}


def _without_deadline(rows: pd.DataFrame, mapping: TableMapping) -> int:
    """Return how many rows have no deadline: all of them where the source has no such column, though the table has."""
    if "due_at" not in schema.metadata.tables[mapping.target].c:
        return 0
    return int(rows["due_at"].isna().sum()) if "due_at" in rows else len(rows)
