"""What a ledger is to a test: its files, and what they say, in the schema's words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd


@dataclass(frozen=True)
class Ledger:
    """Files of one table, the rows that they mean, and the edits that its draft needs.

    The columns of `truth` are those of the table; places, categories and units stand by name. An edit is a text of
    the draft and what a clerk writes instead; every line that differs counts.
    """

    table: str
    files: tuple[Path, ...]
    truth: pd.DataFrame
    edits: tuple[tuple[str, str], ...] = ()
    left_out: int = 0

    def edited(self, draft: str) -> str:
        """The draft with its edits."""
        for before, after in self.edits:
            assert before in draft, before
            draft = draft.replace(before, after, 1)
        return draft

    @property
    def lines_edited(self) -> int:
        """How many lines a clerk changes or writes."""
        return sum(max(before.count("\n"), after.count("\n")) + 1 for before, after in self.edits)
