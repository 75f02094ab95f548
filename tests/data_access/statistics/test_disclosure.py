"""What of a table of people may be shown: no count under five, and none that could be worked out."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data_access.statistics.disclosure import FEW, FEWEST, WITHHELD, hidden, marks, parts_hidden


def possible(total: int, shown: int, why: list[str], row: int) -> set[int]:
    """Every value that a reader may still think a hidden count has, by trying all that fit the total."""
    ranges = [range(FEWEST) if mark == FEW else range(FEWEST, total + 1) for mark in why]
    return {values[row] for values in product(*ranges) if sum(values) + shown == total}


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([12, 30, 8], [None, None, None]),
        ([2, 30, 8, 20], [FEW, None, WITHHELD, None]),
        ([2, 5, 8, 20], [FEW, WITHHELD, WITHHELD, None]),
        ([2, 2, 30], [FEW, FEW, None]),
        ([2, 3, 30], [FEW, FEW, WITHHELD]),
        ([4, 4, 30], [FEW, FEW, WITHHELD]),
        ([0, 0, 30], [FEW, FEW, WITHHELD]),
        ([None, 0, 30], [None, FEW, WITHHELD]),
        ([1, 2], [FEW, FEW]),
    ],
)
def test_marks_of_a_group(counts, expected):
    """In a group each small count is hidden, and one more where its total would tell it."""
    column = pd.Series(counts, dtype="Float64")
    why, telling = marks(column, {"all": column.index})
    assert [None if pd.isna(mark) else mark for mark in why] == expected
    assert telling == set()


def test_a_total_that_cannot_be_protected_is_told():
    column = pd.Series([0, 5], index=["met", "unmet"])
    why, telling = marks(column, {"need": column.index})
    assert why.tolist() == [FEW, WITHHELD]
    assert telling == {"need"}
    assert marks(pd.Series([9]), {"one": pd.Index([0])}, withheld=[0])[1] == {"one"}


@pytest.mark.parametrize("seed", range(60))
def test_a_reader_who_tries_everything_learns_no_small_count(seed):
    """Brute force: with the shown counts and the total, each hidden small count may still be 0, 1, 2, 3 or 4."""
    rng = np.random.default_rng(seed)
    column = pd.Series(rng.integers(0, 14, rng.integers(2, 6)))
    why, telling = marks(column, {"all": column.index})
    assert set(column.index[column < FEWEST]) == set(why.index[why == FEW])
    total, shown = int(column.sum()), int(column[why.isna()].sum())
    if telling or total < FEWEST:
        return  # the total is hidden then
    kept = why.dropna().tolist()
    for row, mark in enumerate(kept):
        if mark == FEW:
            assert possible(total, shown, kept, row) == set(range(FEWEST))
        else:
            assert len(possible(total, shown, kept, row)) > 1


def test_groups_that_share_rows_are_all_kept():
    column = pd.Series([3, 20, 9, 40, 50, 60], index=list("abcdef"))
    groups: dict[Hashable, Any] = {
        "one": pd.Index(list("abc")),
        "two": pd.Index(list("def")),
        "all": column.index,
    }
    why, telling = marks(column, groups)
    assert why.dropna().to_dict() == {"a": FEW, "c": WITHHELD}
    assert telling == set()


def test_parts_of_a_total():
    """Parts of a total are hidden where they would tell a small one."""
    rows = pd.DataFrame(
        {"kind": list("abcd"), "needed": [58, 58, 3, 5], "met": [51, 2, 1, 0], "unmet": [7, 56, 2, 5]},
        index=[4, 2, 7, 1],
    )
    got = parts_hidden(rows, "needed", ("met", "unmet"))
    assert got["needed"].astype(object).where(got["needed"].notna(), None).tolist() == [58, 58, None, None]
    assert got["met"].astype(object).where(got["met"].notna(), None).tolist() == [51, None, None, None]
    assert got["unmet"].astype(object).where(got["unmet"].notna(), None).tolist() == [7, None, None, None]
    assert got["needed_why"].dropna().tolist() == [FEW, WITHHELD]
    assert got["met_why"].dropna().tolist() == [FEW, FEW, FEW]
    assert got["unmet_why"].dropna().tolist() == [WITHHELD, FEW, WITHHELD]
    nothing = parts_hidden(rows.iloc[:0], "needed", ("met", "unmet"))
    assert {"met_why", "unmet_why", "needed_why"} <= set(nothing.columns)


def test_what_is_hidden_is_gone_and_what_is_unknown_stays_unknown():
    frame = pd.DataFrame({"elders": [3.0, np.nan, 12.0]})
    why, _ = marks(frame["elders"], {})
    got = hidden(frame, "elders", why)
    assert got["elders"].isna().tolist() == [True, True, False]
    assert got["elders_why"].fillna("").tolist() == [FEW, "", ""]
