"""The rows of a source that were refused, or are odd, and why."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data_access.loading.messages import message
from data_access.loading.personal import masked, masked_texts

VALUE_SHOWN = 60

REMARK = ["row_number", "column_name", "value", "cause", "reason"]
"""The columns of what is told of rows that were refused, or are odd."""


def no_remarks() -> pd.DataFrame:
    """Return a frame of rows refused or odd that holds none."""
    return pd.DataFrame(columns=REMARK)


def listed(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows refused or odd of all blocks, one after another."""
    return pd.concat([frame for frame in frames if len(frame)] or [no_remarks()], ignore_index=True)


class RowReasons:
    """Rows that were refused, or are odd: the first reason of each, and every cell that gave one."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._rows: dict[int, tuple[str, str, str, str]] = {}
        self._cells: dict[tuple[int, str], None] = {}

    def add(self, rows: pd.Series, column: str, reason: str, **details: object) -> None:
        """Note the rows of a text series (row number → value) for one reason."""
        if rows.empty:
            return
        shown = {name: masked(told) if isinstance(told, str) else told for name, told in details.items()}
        words = message(f"reject.{reason}", self.language, **shown)
        for number, value in zip(rows.index, masked_texts(rows, column), strict=True):
            self._note(int(number), column, value, reason, words)

    def add_repeated(self, rows: pd.Series, column: str, reason: str, first: pd.Series) -> None:
        """Note the rows that have what another row, their `first`, has already."""
        if first.empty:
            return
        values = masked_texts(rows[first.index], column)
        for number, value, row in zip(first.index, values, first, strict=True):
            words = message(f"reject.{reason}", self.language, row=row)
            self._note(int(number), column, value, reason, words)

    def _note(self, number: int, column: str, value: str, reason: str, words: str) -> None:
        self._rows.setdefault(number, (column, value[:VALUE_SHOWN], reason, words))
        self._cells[number, column] = None

    def frame(self) -> pd.DataFrame:
        """Return row_number, column_name, value (masked), cause (a code) and reason (words), in the file's order."""
        rows = [(number, *self._rows[number]) for number in sorted(self._rows)]
        return pd.DataFrame(rows, columns=REMARK)

    def cells(self) -> frozenset[tuple[int, str]]:
        """Return row number and column of every cell that gave a reason."""
        return frozenset(self._cells)
