"""What only all rows of a source together tell, found before they are checked block by block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from sqlalchemy import Column, Date, DateTime

from data_access.loading.columns import filled, forms_of, joined, typed, worded
from data_access.loading.mapping import TableMapping
from data_access.loading.moments import Shown, order_shown
from data_access.loading.reasons import RowReasons
from data_access.schema import metadata


class Repeats:
    """Values of a source that come more than once.

    All blocks are noted first; of each value a number of eight bytes is kept. Then the blocks are gone through in
    their order again, and only the values that may come more than once are kept themselves.
    """

    def __init__(self) -> None:
        self._noted: list[np.ndarray] = []
        self._several: np.ndarray | None = None
        self._first: dict[object, int] = {}
        self._turns: Counter[object] = Counter()

    def note(self, values: pd.Series) -> None:
        """Note the values of a block."""
        self._noted.append(_numbers(values.dropna()))

    def firsts(self, values: pd.Series) -> pd.Series:
        """Return, by row, the number of the row that had a block's value first, of those that come again."""
        found = {}
        for number, value in self._candidates(values).items():
            first = self._first.setdefault(value, number)
            if first != number:
                found[number] = first
        return pd.Series(found, dtype=np.int64)

    def turns(self, values: pd.Series) -> pd.Series:
        """Return the how manieth each value of a block is among those that are like it."""
        turn = pd.Series(1, index=values.index)
        for number, value in self._candidates(values).items():
            self._turns[value] += 1
            turn[number] = self._turns[value]
        return turn

    def _candidates(self, values: pd.Series) -> pd.Series:
        """Return the values that may come more than once."""
        if self._several is None:
            every = np.sort(np.concatenate([np.empty(0, np.uint64), *self._noted]))
            self._several = np.unique(every[1:][every[1:] == every[:-1]])
            self._noted.clear()
        given = values.dropna()
        return given[np.isin(_numbers(given), self._several)] if len(self._several) else given.iloc[:0]


@dataclass(frozen=True)
class Whole:
    """What all rows of a source tell together.

    `rows` is how many there are, `keys` what repeats in each column of the key that the source has, `texts` what
    repeats of whole rows, where one may come twice, `orders` what each column of days shows of their order.
    """

    rows: int = 0
    keys: dict[str, Repeats] = field(default_factory=dict)
    texts: Repeats | None = None
    orders: dict[str, Shown] = field(default_factory=dict)


def whole_of(blocks: Iterable[pd.DataFrame], mapping: TableMapping) -> Whole:
    """Return what the blocks of a source tell together."""
    table, unheard = metadata.tables[mapping.target], RowReasons("en")
    keys = {column.name: Repeats() for column in table.primary_key if column.name in mapping.columns}
    texts = Repeats() if may_repeat(mapping) else None
    days = [name for name in mapping.columns if _is_day(table.c[name]) and not forms_of(name, mapping)]
    orders, rows = dict.fromkeys(days, (False, False)), 0
    for block in blocks:
        rows += len(block)
        for name, repeats in keys.items():
            text = filled(worded(block, name, mapping)[0], name, mapping)
            repeats.note(typed(text, table.c[name], mapping, mapping.columns[name], unheard))
        if texts is not None:
            texts.note(joined(block))
        for name in days:
            seen = order_shown(filled(worded(block, name, mapping)[0], name, mapping))
            orders[name] = (orders[name][0] or seen[0], orders[name][1] or seen[1])
    return Whole(rows, keys, texts, orders)


def may_repeat(mapping: TableMapping) -> bool:
    """Tell whether a row that was taken can have an earlier one's texts: not where these hold a key, each its own."""
    return not any(column.name in mapping.columns for column in metadata.tables[mapping.target].primary_key)


def _is_day(column: Column) -> bool:
    return isinstance(column.type, DateTime | Date)


def _numbers(values: pd.Series) -> np.ndarray:
    """Return a number for each value, the same for the same ones; others share it with a chance of 1 in 10 ** 19."""
    return pd.util.hash_array(values.to_numpy(object), categorize=False)
