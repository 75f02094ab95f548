"""What commands that write share: where they write, and how they show how far they are."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TextIO

from sqlalchemy import URL
from tqdm import tqdm

from data_access.database.url import database_url
from data_access.loading.messages import message, table_words
from data_access.schema import metadata

OFTEN, SELDOM = 0.2, 10.0
"""Seconds after which a line on a terminal is rewritten, and a further line is printed elsewhere."""

MINUTE = 60


def target(options: argparse.Namespace) -> URL:
    """Return the database that a command speaks of: the one it names, else the configured one."""
    return options.database_url or database_url()


class bar(tqdm):  # noqa: N801 - used as a function
    """A progress bar in per cent that is told a share and a stage."""

    def __init__(self) -> None:
        super().__init__(total=100, bar_format="{l_bar}{bar}| {elapsed}", file=sys.stderr)

    def __call__(self, share: float, stage: str) -> None:
        self.set_description(stage)
        self.update(round(share * 100) - self.n)


class Progress:
    """Tells how far a load is, how fast, and how long it will take: on a terminal in one line, elsewhere in some."""

    def __init__(
        self, language: str, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._language, self._clock = language, clock
        self._stream = stream or sys.stderr
        self._line = (
            tqdm(bar_format="{desc}", file=self._stream, leave=False) if self._stream.isatty() else None
        )
        self._work: tuple[str, str] | None = None
        self._since = self._last = self._told = clock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._line is not None:
            self._line.close()

    def __call__(self, stage: str, subject: str, done: int, total: int | None) -> None:
        """Tell that so many rows of a file or table are done."""
        now = self._clock()
        if self._work != (stage, subject):
            self._work, self._since = (stage, subject), self._last
        self._last = now
        if now - self._told >= (SELDOM if self._line is None else OFTEN):
            self._told = now
            self._show(self._sentence(stage, subject, done, total, now - self._since))

    def _show(self, words: str) -> None:
        if self._line is None:
            print(words, file=self._stream, flush=True)
        else:
            self._line.set_description_str(words)

    def _sentence(self, stage: str, subject: str, done: int, total: int | None, seconds: float) -> str:
        name = table_words(subject, self._language) if subject in metadata.tables else subject
        work = message(f"progress.{stage}", self._language, subject=name)
        rate = done / seconds if seconds else 0.0
        told = {"work": work, "done": f"{done:,}", "rate": f"{rate:,.0f}"}
        if not total or not rate:
            return message("progress.rows", self._language, **told)
        left = max(total - done, 0) / rate
        unit = "seconds" if left < MINUTE else "minutes"
        span = message(
            f"progress.{unit}", self._language, count=f"{left if left < MINUTE else left / MINUTE:.0f}"
        )
        return message("progress.left", self._language, **told, total=f"{total:,}", left=span)
