"""What a load found in the rows that it took, and the places that they name, as the database keeps them: in counts.

What is judged row by row is counted by street office and day, so that a page can tell where and when it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from data_access.database.holdings import DATED
from data_access.loading.named_rows import NamesOfLevel
from data_access.loading.personal import masked
from data_access.loading.reasons import VALUE_SHOWN

KEPT_NAMES = 200
"""Names of a level and outcome that are kept one by one, those of most rows; the others are kept as one count."""

KINDS = dict.fromkeys(
    ("outline_broken", "merged", "masked", "default_points", "at_zero", "placed_by_outline"), "repaired"
) | dict.fromkeys(("subtotals", "notes", "repeated_headers", "mapping"), "left_out")
"""Causes for which something was put right, or a row is no record; for any other the row is odd."""

WHERE = ["cause", "column_name", "street_office_code", "day"]
NAMES = ["level", "outcome", "name", "code", "names", "rows"]


def by_place_and_day(remarks: pd.DataFrame, rows: pd.DataFrame, target: str) -> pd.DataFrame:
    """Count remarks (as `RowReasons.frame` gives them) on the rows of a table.

    Columns: cause, column_name, street_office_code, day, rows; place and day are missing where they are not known.
    """
    streets, moments = pd.Series(dtype=object), pd.Series(dtype="datetime64[us]")
    if "street_office_code" in rows:
        streets = rows["street_office_code"].astype(object)
    if target in DATED and DATED[target].name in rows:
        moments = rows[DATED[target].name]
    numbers = remarks["row_number"]
    days = moments.reindex(numbers).dt.normalize()
    where = {"street_office_code": streets.reindex(numbers).to_numpy(), "day": days.to_numpy()}
    told = remarks[["cause", "column_name"]].assign(**where)
    return told.groupby(WHERE, dropna=False).size().rename("rows").reset_index()


def kept_remarks(
    counted: pd.DataFrame, counts: Mapping[str, int], left_out: Mapping[str, int]
) -> pd.DataFrame:
    """Return rows of `import_remarks` without their batch.

    Parameters
    ----------
    counted
        What `by_place_and_day` gives.
    counts
        Rows by further causes.
    left_out
        Rows that the mapping says are no records, by the column that tells it.
    """
    further: list[tuple[str, str | None, int]] = [
        (cause, None, rows) for cause, rows in counts.items() if rows
    ]
    further += [("mapping", column, rows) for column, rows in left_out.items() if rows]
    more = pd.DataFrame(further, columns=["cause", "column_name", "rows"]).reindex(columns=counted.columns)
    every = pd.concat([part for part in (counted, more) if len(part)] or [counted], ignore_index=True)
    days = pd.to_datetime(every["day"]).dt.date
    kinds = every["cause"].map(lambda cause: KINDS.get(cause, "odd"))
    return every.assign(day=days, kind=kinds, number=every.index + 1)


def kept_names(levels: Sequence[NamesOfLevel]) -> pd.DataFrame:
    """Return rows of `import_names` without their batch: each name with what it means, those of most rows first.

    Of a level and outcome `KEPT_NAMES` names stand alone, the others together in a row without a name.
    """
    parts = [part for item in levels for part in _by_outcome(item)]
    kept = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=NAMES)
    return kept.assign(number=kept.index + 1)


def _by_outcome(names: NamesOfLevel) -> list[pd.DataFrame]:
    """Return the names of a level for each outcome, in the columns of `NAMES`."""
    lost = [("unmatched", name, None, rows) for name, rows in names.unmatched.items()]
    met = [("created" if made else "matched", *pair, rows) for (*pair, made), rows in names.met.items()]
    every = pd.DataFrame([*lost, *met], columns=["outcome", "name", "code", "rows"])
    every = every.assign(
        level=names.level, names=1, name=[masked(name)[:VALUE_SHOWN] for name in every["name"]]
    )
    ordered = every.sort_values(["rows", "name"], ascending=[False, True])[NAMES]
    return [_shortened(rows) for _, rows in ordered.groupby("outcome", sort=True)]


def _shortened(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the first names, and one row for all others together."""
    kept, others = rows.head(KEPT_NAMES), rows.iloc[KEPT_NAMES:]
    if others.empty:
        return kept
    sums = others[["names", "rows"]].sum()
    together = kept.head(1).assign(name=None, code=None, names=sums["names"], rows=sums["rows"])
    return pd.concat([kept, together])
