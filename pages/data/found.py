"""What does not add up in the cases of a view: counted by place and by month, with what loads told beside it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data_access.data import cells, faults
from data_access.indicators import AHEAD, IMPOSSIBLE, MISSING_CELLS, OUTSIDE, REPEATED, UNPLACED
from ui.session.view import View, level_of_places

KINDS = (MISSING_CELLS, AHEAD, IMPOSSIBLE, REPEATED, OUTSIDE, UNPLACED)
"""What is told of the cases: the share of missing values, then the cases with each kind of fault."""


@dataclass(frozen=True)
class Found:
    """The counts by place and by month; `columns` are those that any case tells, `level` is that of the places.

    What only loads tell, rows repeated and points outside, is missing where no load tells it of this view.
    """

    columns: tuple[str, ...]
    level: str
    places: pd.DataFrame
    months: pd.DataFrame
    by_loads: bool

    @property
    def whole(self) -> pd.DataFrame:
        """One row: the sums over all months; missing where no load, or no month, tells them."""
        months = self.months.drop(columns="month")
        untold = [*_untold(months), *(() if self.by_loads else faults.REMARKS)]
        return pd.DataFrame([months.sum()]).assign(**dict.fromkeys(untold, float("nan")))


def found_in_cases(view: View) -> Found:
    """Return what was found in the cases reported in the period."""
    told = view.fetch(cells.told).iloc[0]
    columns = tuple(str(name) for name in told.index if told[name])
    level = level_of_places(view)
    asked = view.selection, view.dataset.as_of
    places = view.fetch(faults.by_place, *asked, level, columns)
    months = view.fetch(faults.by_month, *asked, columns)
    by_loads = _told_by_loads(view)
    of_places = view.fetch(faults.remarked_by_place, view.selection) if level == "street_office" else None
    of_months = view.fetch(faults.remarked_by_month, view.selection)
    return Found(
        columns,
        level,
        _beside(cells.with_sums(places, columns), of_places if by_loads else None, "code"),
        _beside(cells.with_sums(months, columns), of_months if by_loads else None, "month"),
        by_loads,
    )


def _told_by_loads(view: View) -> bool:
    """Tell whether loads tell of just these cases: they know street offices and days alone."""
    chosen = view.selection
    narrowed = chosen.communities or chosen.grids or chosen != chosen.of_everything()
    return view.has("import_batches") and not narrowed


def _beside(counts: pd.DataFrame, remarked: pd.DataFrame | None, key: str) -> pd.DataFrame:
    """Return counts beside what loads told by the same key; unknown where they tell nothing."""
    if remarked is None:
        return counts.assign(**dict.fromkeys(faults.REMARKS, float("nan")))
    merged = counts.merge(remarked, "outer", key)
    told = merged.drop(columns=_untold(counts))
    numbers = [name for name in told if pd.api.types.is_numeric_dtype(told[name])]
    return merged.assign(**{name: merged[name].fillna(0).astype(int) for name in numbers})


def _untold(counts: pd.DataFrame) -> list[str]:
    """Return the columns that hold nothing in any row, where there are rows: what the data set cannot tell."""
    return [name for name in counts if len(counts) and counts[name].isna().all()]
