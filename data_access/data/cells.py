"""Missing values (缺项): the columns of a case that ought to hold something, and of how many cases they are empty.

A column is expected of all cases, of closed ones, or of those with an agreement; elsewhere it is rightly empty. Columns
that the data set tells of no case at all are not missing: its source does not have them.
"""

from __future__ import annotations

import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, func, select, true

from data_access.cases import is_closed
from data_access.database.measures import count_where
from data_access.schema import cases

EVERY, CLOSED, AGREED = "every", "closed", "agreed"

EXPECTED = {
    **dict.fromkeys(("community_code", "grid_code", "channel", "category_code", "unit_code"), EVERY),
    **dict.fromkeys(("summary", "due_at", "level"), EVERY),
    **dict.fromkeys(("accepted_at", "first_response_at", "handled_at", "resolved_level", "method"), CLOSED),
    **dict.fromkeys(("visits", "reopened", "agreement_signed", "dispatched_at", "assigned_at"), CLOSED),
    **dict.fromkeys(("compound_code",), EVERY),
    **dict.fromkeys(("on_time", "solved", "satisfaction"), CLOSED),
    "agreement_kept": AGREED,
}
"""Of which cases each optional column of `cases` is expected.

Place of the street office, point and closing time are not here: what lacks them is unplaced, or contradicts itself.
"""

BY_NATURE = (
    "dispatched_at",
    "assigned_at",
    "on_time",
    "compound_code",
    "solved",
    "satisfaction",
    "agreement_kept",
)
"""Columns that may be empty though nothing went wrong: not every case lies in a compound, or is rated. They are told,
but are not in the share of what is missing."""

BASES = {
    EVERY: true(),
    CLOSED: is_closed(),
    AGREED: and_(is_closed(), cases.c.agreement_signed),
}
"""Which cases a column is expected of, each as a condition."""


def told() -> Select:
    """Return one row with a boolean for each column of `EXPECTED`: whether any case of the data set has it."""
    return select(*((func.count(cases.c[name]) > 0).label(name) for name in EXPECTED))


def measures(columns: tuple[str, ...]) -> list[ColumnElement[int]]:
    """Return for each column of how many cases it is expected (`cells_…`) and of how many of these it is empty."""
    return [
        measure
        for name in columns
        for measure in (
            count_where(BASES[EXPECTED[name]]).label(f"cells_{name}"),
            count_where(BASES[EXPECTED[name]], cases.c[name].is_(None)).label(f"empty_{name}"),
        )
    ]


def with_sums(rows: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return rows of measures with their sums over the columns that are not empty by nature: cells, empty."""
    counted = [name for name in columns if name not in BY_NATURE]
    sums = {kind: rows[[f"{kind}_{name}" for name in counted]].sum(axis=1) for kind in ("cells", "empty")}
    return rows.assign(**sums)
