"""Loads that are broken off, and what they leave: two states of one ledger, and imports in processes of their own."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import URL, select

from data_access.commands.line import main
from data_access.database import embedded
from data_access.database.opening import CURRENT, LOCK, UNDER_WAY, pointed, reading_engine
from data_access.database.reading import read
from data_access.database.url import is_embedded
from data_access.loading import load
from data_access.schema import loads, metadata
from tests.data_access.loading.mapped import CITY, ledger_of_cases

MAPPING = (
    CITY
    + '[places]\ncreate = ["street_office", "community"]\n'
    + ledger_of_cases('[tables.cases.places]\nstreet_office = "街道"\ncommunity = "社区"', 'summary = "内容"')
)
OF_ONE_LOAD = ("generation", "loaded_at", "load_id")
"""Columns that differ between two loads of the same files."""

NOBODY = 65534


@dataclass
class Breaking:
    """A database that holds the first state of a ledger, and the second state to be loaded over it.

    `held` is what the database held before the last broken load, `wanted` what each way of loading (`modes`: all
    replaced, or only what is new or changed) makes of it.
    """

    folder: Path
    url: URL
    rows: int = 600
    modes: Sequence[tuple[str, ...]] = ((), ("--update",))
    held: str = ""
    wanted: dict[tuple[str, ...], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
        for state in (1, 2):
            (self.folder / str(state)).mkdir()
            ledger(self.rows, state).to_csv(self.folder / str(state) / "cases.csv", index=False)
        for mode in self.modes:
            self.mend()
            assert self.importing(mode).end() == 0
            self.wanted[mode] = told(self.url)
        self.mend()

    def mend(self) -> None:
        """Load the first state, as anybody would after a load that broke; it must be there, and nothing else."""
        load([self.folder / "1" / "cases.csv"], self.folder / "mapping.toml", self.url)
        assert len(self.leftovers()) == 0, self.leftovers()
        first = self.wanted.setdefault(("first",), told(self.url))
        assert told(self.url) == first, "the next load does not give what its files hold"
        self.held = everything(self.url)

    def importing(self, mode: Sequence[str] = (), before: Callable[[], object] | None = None) -> Importing:
        """Start to load the second state; `before` runs first, in its process."""
        address = self.url.render_as_string(hide_password=False)
        given = [self.folder / "2" / "cases.csv", "--mapping", self.folder / "mapping.toml", "--lang", "zh"]
        words = ["import", *map(str, given), "--database-url", address, *mode]
        return Importing(words, before)

    def state(self, mode: Sequence[str] = ()) -> str:
        """Return `old` or `new` as the database is whole in the one or the other state, else `broken`."""
        if everything(self.url) == self.held:
            return "old"
        return "new" if told(self.url) == self.wanted[tuple(mode)] else "broken"

    def leftovers(self) -> list[str]:
        """Return what stands in the data folder beside the files that are current or kept."""
        if not is_embedded(self.url):
            return []
        folder = Path(self.url.database or "")
        return sorted({path.name for path in folder.iterdir()} - {CURRENT, LOCK, *pointed(folder)})

    def half_written(self) -> bool:
        """Whether a load that died did so while it wrote."""
        return any(UNDER_WAY in name for name in self.leftovers())


class Importing:
    """An import in a process of its own and a group of its own, as a terminal starts one."""

    def __init__(self, words: Sequence[str], before: Callable[[], object] | None = None) -> None:
        context = get_context("forkserver")
        context.set_forkserver_preload([__name__])
        self.printed, output = context.Pipe(duplex=False)
        begun, tell = context.Pipe(duplex=False)
        self.process: ForkServerProcess = context.Process(target=_import, args=(tell, output, words, before))
        self.process.start()
        tell.close()
        output.close()
        begun.recv()

    def interrupt(self, sign: signal.Signals) -> None:
        """Send a signal to the import and all that it has started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid or 0, sign)

    def end(self) -> int:
        """Wait, and return the exit code, of a process that was killed minus its signal."""
        self.process.join()
        assert self.process.exitcode is not None
        return self.process.exitcode

    def said(self) -> str:
        """Return what it printed."""
        with os.fdopen(os.dup(self.printed.fileno()), encoding="utf-8") as words:
            return words.read()


def _import(
    tell: Connection, output: Connection, words: Sequence[str], before: Callable[[], object] | None
) -> None:
    os.setsid()
    for stream in (sys.stdout, sys.stderr):
        os.dup2(output.fileno(), stream.fileno())
    output.close()
    if before is not None:
        before()
    tell.send("begun")
    code = main(list(words))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(code)


def ledger(rows: int, state: int) -> pd.DataFrame:
    """Return a ledger; in the second state every third row is closed and one in ten is new."""
    numbers = range(rows if state == 1 else rows + rows // 10)
    return pd.DataFrame(
        {
            "编号": [f"A{number:06}" for number in numbers],
            "上报时间": [f"2026-03-{1 + number % 28:02} 08:{number % 60:02}" for number in numbers],
            "状态": ["已办结" if state == 2 and number % 3 == 0 else "处理中" for number in numbers],
            "街道": [f"第{number % 7}街道" for number in numbers],
            "社区": [f"第{number % 70}社区" for number in numbers],
            "内容": [
                f"第{number}件，{hashlib.sha256(str(number).encode()).hexdigest()}" for number in numbers
            ],
        }
    )


def everything(url: URL) -> str:
    """Return a digest of all rows of all tables."""
    return _digest(url, leave_out=())


def told(url: URL) -> str:
    """Return a digest of what the tables tell, without what only tells one load from another."""
    return _digest(url, leave_out=OF_ONE_LOAD)


def _digest(url: URL, leave_out: Sequence[str]) -> str:
    engine = reading_engine(url)
    digest = hashlib.sha256()
    for name, table in sorted(metadata.tables.items()):
        if not (leave_out and table is loads):
            columns = [column for column in table.c if column.name not in leave_out]
            rows = read(engine, select(*columns)).astype(str)
            digest.update(name.encode())
            digest.update(rows.sort_values(list(rows.columns)).to_csv(index=False).encode())
    engine.dispose()
    return digest.hexdigest()


def without_room(most: int) -> None:
    """Let this process write no file beyond so many bytes, as where a disk is full."""
    import resource  # noqa: PLC0415 - there is none on Windows

    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def without_room_for_current() -> None:
    """Let the disk be full when all is written but `CURRENT`."""
    before_current(partial(without_room, 0))


def before_current(happens: Callable[[], object]) -> None:
    """Let something happen when all is written but `CURRENT`."""
    check = embedded._check

    def checked(file: Path) -> None:
        check(file)
        happens()

    embedded._check = checked


def as_nobody() -> None:
    """Let what this process writes be written without rights of its own; root has all."""
    written = embedded.written

    def without_rights(*given: Any, **options: Any) -> Any:
        if os.geteuid() == 0:
            os.seteuid(NOBODY)
        return written(*given, **options)

    embedded.written = without_rights
