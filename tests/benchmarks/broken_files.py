"""Print what becomes of broken and hostile files: how many are read or refused in a sentence, and what that takes.

    nice python -m tests.benchmarks.broken_files --files 10000

Each file is made of a good one of every kind that a load reads (`tests.data_access.loading.sources.broken`), drawn by
its number, so that `--only 1234` tries one again. What is read goes on through the whole load: rows read must be those
accepted and those rejected, and as many must be in the case database. Anything but that or a sentence is printed.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import URL, func, select

from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.loading import load
from data_access.loading.messages import LoadRefused
from data_access.loading.sources import apart, given
from data_access.loading.sources.contents import PLAIN
from data_access.schema import cases
from tests.data_access.loading.mapped import CITY
from tests.data_access.loading.sources.broken import HOSTILE, broken

MAPPING = f"""{CITY}
[places]
[tables.cases]
source = "*"
as_of = ["reported_at"]
[tables.cases.columns]
case_id = "编号"
reported_at = "上报时间"
summary = "内容"
[tables.cases.defaults]
status = "open"
[tables.cases.places]
street_office = "街道"
"""
AT_ONCE = 50
MOST_SECONDS = 10
MOST_BYTES = 1 << 30
MOST_HERE = 4 << 30
"""Addresses of a process that tries files: what asks for more ends it, and is tried again as the product reads it."""
WRITTEN_EVERY = 25
"""Of those that load, one in so many is written into a case database; the others end before that."""


@dataclass(frozen=True)
class Outcome:
    """What became of a file: its kind of end (read, refused, failed, hung), and what that took."""

    file: str
    end: str
    detail: str
    seconds: float
    peak: int


def _hung(*_: object) -> None:
    raise TimeoutError


def _here(read_here: Callable, path: Path, *arguments: object) -> object:
    return read_here(path, *arguments)


def tried(sender: Connection, files: Sequence[str], folder: Path, really: bool) -> None:
    """Send the outcome of each file, read in a process of its own if `really`, else here, which costs less."""
    signal.signal(signal.SIGALRM, _hung)
    if not really:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_HERE, MOST_HERE))
        given.read_apart = _here  # type: ignore[assignment]
    with tempfile.TemporaryDirectory(dir=folder) as place:
        (Path(place) / "mapping.toml").write_text(MAPPING, encoding="utf-8")
        for file in files:
            draw = random.Random(int(file) if file.isdecimal() else 0)  # noqa: S311 - a seed, no secret
            name, content = (file, HOSTILE[file]()) if file in HOSTILE else broken(draw)
            path = Path(place) / name
            path.write_bytes(content)
            del content
            if file in HOSTILE and not really and not name.endswith(PLAIN):
                apart._bound(path)
            sender.send(_outcome(f"{file} {name}", path, write=draw.randrange(WRITTEN_EVERY) == 0))
            path.unlink()


def _results(files: Sequence[str], folder: Path) -> Iterator[Outcome]:
    """Yield the outcomes of files; one that ended the process that tried it is tried as the product reads it."""
    while files:
        done = list(_sent(files, folder, False))
        yield from done
        if len(done) < len(files):
            yield from _sent(files[len(done) : len(done) + 1], folder, True)
        files = files[len(done) + 1 :]


def _sent(files: Sequence[str], folder: Path, really: bool) -> Iterator[Outcome]:
    context = get_context("forkserver")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=tried, args=(sender, files, folder, really))
    process.start()
    sender.close()
    try:
        while True:
            yield receiver.recv()
    except EOFError:
        process.join()


def _outcome(title: str, path: Path, *, write: bool) -> Outcome:
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak that was before
    started = time.process_time()
    signal.alarm(20 * MOST_SECONDS)
    try:
        end, detail = _loaded(path, write=write)
    except LoadRefused as refusal:
        told = refusal.words("zh") and refusal.words("en")
        end, detail = ("refused" if told else "failed"), refusal.key
    except MemoryError:  # the process that reads says so of itself
        end, detail = "refused", "too_large"
    except TimeoutError:
        end, detail = "hung", ""
    except Exception:
        end, detail = "failed", traceback.format_exc()
    signal.alarm(0)
    peak = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
    return Outcome(title, end, detail, time.process_time() - started, int(peak) << 10)


def _loaded(path: Path, *, write: bool) -> tuple[str, str]:
    """Load a file, and return what became of it; every row is accepted or rejected."""
    url = URL.create("duckdb", database=str(path.parent / "data"))
    report = load([path], path.parent / "mapping.toml", url, max_rejects=1, dry_run=not write)
    for table in report.tables:
        assert table.rows_read == table.rows_accepted + len(table.rejects)
        assert table.rejects["row_number"].is_unique
    if write:
        engine = reading_engine(url)
        held = int(read(engine, select(func.count().label("rows")).select_from(cases))["rows"].iloc[0])
        engine.dispose()
        assert held == sum(table.rows_accepted for table in report.tables)
    return "read", "written" if write else ""


def main() -> None:
    """Print the counts, and what else came of a file than rows or a sentence."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument(
        "--only", nargs="+", help="broken files by their numbers, hostile ones by their names"
    )
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    options = parser.parse_args()
    numbers = [one for one in options.only or map(str, range(options.files)) if one not in HOSTILE]
    names = [one for one in options.only or HOSTILE if one in HOSTILE]
    parts = [numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE)]
    get_context("forkserver").set_forkserver_preload([__spec__.name, *apart.PRELOADED])
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as place, ThreadPoolExecutor(options.processes) as pool:
        for done in pool.map(
            lambda files: list(_results(files, Path(place))), [[name] for name in names] + parts
        ):
            outcomes += done
            _tell(
                [
                    one
                    for one in done
                    if one.file.partition(" ")[0] in HOSTILE or one.end in ("failed", "hung")
                ]
            )
            if parts and done and done[-1].file.partition(" ")[0].endswith("99"):
                print(f"{len(outcomes):,} files", flush=True)
    _summary(outcomes)


def _tell(outcomes: Sequence[Outcome]) -> None:
    for one in outcomes:
        took = f"{one.seconds:6.1f} s {one.peak >> 20:6,} MB"
        print(f"{one.file:28} {one.end:8} {one.detail[-200:]:20} {took}", flush=True)


def _summary(outcomes: Sequence[Outcome]) -> None:
    ends = Counter(one.end for one in outcomes)
    print(f"{len(outcomes):,} files:", ", ".join(f"{end} {count:,}" for end, count in ends.most_common()))
    reasons = Counter(one.detail for one in outcomes if one.end == "refused")
    print("refused:", ", ".join(f"{key} {count:,}" for key, count in reasons.most_common()))
    print("written and counted:", sum(one.detail == "written" for one in outcomes))
    slowest, largest = max(outcomes, key=lambda one: one.seconds), max(outcomes, key=lambda one: one.peak)
    print(
        f"slowest {slowest.seconds:.1f} s ({slowest.file}), most memory {largest.peak >> 20:,} MB ({largest.file})"
    )
    over = [one for one in outcomes if one.seconds > MOST_SECONDS or one.peak > MOST_BYTES]
    print(f"over {MOST_SECONDS} s or {MOST_BYTES >> 20:,} MB: {len(over)}")
    _tell(over)
    for one in outcomes:
        if one.end in ("failed", "hung"):
            print(f"\n{one.file}: {one.end}\n{one.detail}")


if __name__ == "__main__":
    main()
