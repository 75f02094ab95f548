"""What was read of a source, and what was seen on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from data_access.loading.spool import Texts

REJECT_COLUMNS = ["row_number", "column_name", "value", "reason"]

Fact = tuple[str, dict[str, object]]
"""The key of a text under `read`, and what it mentions."""


def no_rejects() -> pd.DataFrame:
    """Return a frame of refused rows that holds none."""
    return pd.DataFrame(columns=REJECT_COLUMNS)


@dataclass(frozen=True)
class Source:
    """What was read: its name (file, archive's member, sheet; no password), its SHA-256, and its rows as text.

    The rows come in blocks, one at least; their index is their number in the file or sheet. `rejected` are the rows
    that cannot be told apart into columns, or lost digits, with the key of the reason's text under `reject`.
    `left_out` counts, by column, the rows that the mapping says are no records. `counted_up` is of how many lines the
    rows are made where each told of one person. `facts` tell how the file was understood.
    """

    name: str
    sha256: str
    blocks: Iterable[pd.DataFrame]
    left_out: Mapping[str, int] = field(default_factory=dict)
    rejected: pd.DataFrame = field(default_factory=no_rejects)
    facts: tuple[Fact, ...] = ()
    counted_up: int | None = None

    def __len__(self) -> int:
        return len(self.blocks) if isinstance(self.blocks, Texts) else sum(map(len, self.blocks))

    @property
    def rows(self) -> pd.DataFrame:
        """All rows together."""
        return pd.concat(list(self.blocks))


def digest(content: bytes) -> str:
    """Return the SHA-256 of a source, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
