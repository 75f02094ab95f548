"""How a load tells how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from typing import TypeVar

Tell = Callable[[str, str, int, int | None], None]
"""Is told a stage, what is worked on (a file, a table), how many of its rows are done, and how many there are."""

Block = TypeVar("Block", bound=Sized)


def silent(stage: str, subject: str, done: int, total: int | None) -> None:
    """Tell nobody."""


def told(blocks: Iterable[Block], tell: Tell, stage: str, subject: str, total: int | None) -> Iterator[Block]:
    """Yield blocks of rows, and tell of each when it is done."""
    done = 0
    for block in blocks:
        yield block
        done += len(block)
        tell(stage, subject, done, total)
