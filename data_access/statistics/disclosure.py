"""What of a table of people may be shown: counts under five are not, nor what would give them away.

A count under `FEWEST` is hidden (`FEW`). Where counts stand beside their total, a reader could take the shown
ones from the total; so further counts are withheld (`WITHHELD`), smallest first, until what is hidden in a
group leaves each small count anywhere between 0 and 4 (complementary suppression; Hundepool et al. 2012,
Statistical Disclosure Control, ch. 4). Counts are whole numbers; NULL is not known and hides nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence

import pandas as pd

FEWEST = 5
FEW = "few"
WITHHELD = "withheld"


def marks(
    counts: pd.Series, groups: Mapping[Hashable, pd.Index], withheld: Iterable[Hashable] = ()
) -> tuple[pd.Series, set[Hashable]]:
    """Return why each count is hidden (`FEW`, `WITHHELD`, or None), and the groups whose total must be too.

    Parameters
    ----------
    counts
        Counts of people, each row another.
    groups
        Rows that add up to a total which is shown; rows may be in several groups.
    withheld
        Rows to withhold in any case.
    """
    numbers = pd.to_numeric(counts).astype("Float64")
    why = pd.Series(None, index=counts.index, dtype=object)
    why[why.index.isin(list(withheld)) & numbers.notna()] = WITHHELD
    why[(numbers < FEWEST).fillna(False).astype(bool)] = FEW
    settled = False
    while not settled:
        settled = True
        for rows in groups.values():
            while (row := _next_to_withhold(numbers.loc[rows].dropna(), why.loc[rows])) is not None:
                why[row] = WITHHELD
                settled = False
    telling = {
        name for name, rows in groups.items() if not _tells_nothing(numbers.loc[rows].dropna(), why.loc[rows])
    }
    return why, telling


def hidden(frame: pd.DataFrame, column: str, why: pd.Series) -> pd.DataFrame:
    """Return the table without the counts that are marked: they become missing, the reason goes into `<column>_why`."""
    numbers = pd.to_numeric(frame[column]).astype("Float64")
    return frame.assign(**{column: numbers.mask(why.notna()), f"{column}_why": why})


def parts_hidden(frame: pd.DataFrame, total: str, parts: Sequence[str]) -> pd.DataFrame:
    """Return the table with what must be hidden of columns that add up to the column `total`, in each row."""
    long = frame[list(parts)].stack()
    groups = {row: long.index[long.index.get_level_values(0) == row] for row in frame.index}
    why, telling = marks(long, groups)
    total_why, _ = marks(frame[total], {}, withheld=telling)
    out = hidden(frame, total, total_why)
    for part in parts:
        own = why[why.index.get_level_values(1) == part].droplevel(1).reindex(frame.index)
        out = hidden(out, part, own.where(own.notna(), None))
    return out


def _next_to_withhold(numbers: pd.Series, why: pd.Series) -> Hashable | None:
    """Return the smallest shown row of a group that still tells what it hides, None where nothing is to do."""
    if _tells_nothing(numbers, why):
        return None
    shown = numbers[why.reindex(numbers.index).isna()]
    return shown.idxmin() if len(shown) else None


def _tells_nothing(numbers: pd.Series, why: pd.Series) -> bool:
    """Tell whether the total of a group leaves each hidden count at its widest.

    With m counts withheld (each at least 5, as all know) and n small ones (0 to 4 each) that are together S:
    a small one can be anything from 0 to 4 where S - 5m >= 4, or, without any withheld, where 4 <= S <= 4(n - 1).
    A total under five is hidden itself and tells nothing.
    """
    why = why.reindex(numbers.index)
    hiding = why.notna()
    if not hiding.any() or numbers.sum() < FEWEST:
        return True
    total, width = numbers[hiding].sum(), FEWEST - 1
    held, few = int((why == WITHHELD).sum()), int((why == FEW).sum())
    if held:
        return bool(held + few > 1 and total - FEWEST * held >= width)
    return bool(width <= total <= width * (few - 1))
