"""Many people at once: each opens a page and changes a filter every few seconds, over real websockets.

    python -m tests.benchmarks.users [--users 30] [--seconds 60] [--every 5] [--workers 2] [--database URL]

Three servers take turns on the same database: one that looks for unused memory after each run of a page, as Streamlit
does by default; one that does so now and then (`ui.memory`); and several processes of that (`ui.siblings`). Prints for
each the seconds from a change to the end of its run (median, 95th percentile), runs, errors and the memory of all its
processes at half time and at the end; and how many times as long the first server's median is.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import tempfile
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import websockets
from sqlalchemy import URL, make_url
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from data_access import demo
from tests.serving import served, served_by
from ui.navigation import SUBJECTS, address

STREETS = ("", "350582001000", "350582002000", "350582003000")
PERIODS = (
    "",
    "from=2026-05-01&to=2026-05-31",
    "from=2026-04-01&to=2026-06-30",
    "from=2026-01-01&to=2026-06-30",
)
PATIENCE = 120  # seconds in which a run must end
MEGABYTE = 2**20


@dataclass
class Seen:
    """What the users of one server saw: seconds of each run, what went wrong, memory in megabytes at times."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


async def user(base: str, number: int, every: float, end: float, seen: Seen) -> None:
    """Open a page and change what it looks at until the end; each user has its own order of pages and filters."""
    draw = random.Random(number)  # noqa: S311
    await asyncio.sleep(draw.random() * every)
    to = f"{base.replace('http', 'ws')}/_stcore/stream"
    async with websockets.connect(to, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
        while time.monotonic() < end:
            page, query = address(draw.choice(SUBJECTS)), f"street={draw.choice(STREETS)}"
            begun = time.monotonic()
            try:
                async with asyncio.timeout(PATIENCE):
                    await _run(socket, page, f"{query}&{draw.choice(PERIODS)}")
                seen.seconds.append(time.monotonic() - begun)
            except (TimeoutError, RuntimeError) as error:
                seen.errors.append(f"{page}: {error!r}")
            except websockets.ConnectionClosed as error:  # the server was too busy to answer that it lives
                seen.errors.append(f"{page}: {error!r}")
                return
            await asyncio.sleep(max(0.0, begun + every * draw.uniform(0.5, 1.5) - time.monotonic()))


async def _run(socket: websockets.ClientConnection, page: str, query: str) -> None:
    """Ask for a run of a page and wait for its end.

    Raises
    ------
    RuntimeError
        Where the page shows an exception.
    """
    asked = BackMsg()
    asked.rerun_script.query_string = query
    asked.rerun_script.page_name = page
    await socket.send(asked.SerializeToString())
    async for told in socket:
        message = ForwardMsg.FromString(told)
        if message.WhichOneof("type") == "script_finished":
            return
        if message.delta.new_element.HasField("exception"):
            raise RuntimeError(message.delta.new_element.exception.message)


async def crowd(base: str, process: int, users: int, every: float, seconds: float) -> Seen:
    """Return what so many users saw in so many seconds."""
    seen, end = Seen(), time.monotonic() + seconds

    async def weigh() -> None:
        for _ in range(2):
            await asyncio.sleep(seconds / 2)
            seen.memory.append(sum(map(_megabytes, _family(process))))

    await asyncio.gather(weigh(), *(user(base, number, every, end, seen) for number in range(users)))
    return seen


def _family(process: int) -> list[int]:
    """Return a process and those that it started."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [process, *map(int, children.split())]


def _megabytes(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE


def _servers(database: URL, workers: int) -> dict[str, AbstractContextManager[tuple[str, int]]]:
    return {
        "one process, memory after each run": served(database, **{"runner.postScriptGC": "true"}),
        "one process, memory now and then": served(database),
        f"{workers} processes": served_by(workers, database),
    }


def main() -> None:
    """Run all servers and print what their users saw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--users", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--every", type=float, default=5)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--database", type=make_url)
    given = parser.parse_args()
    medians: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        database = given.database or URL.create("duckdb", database=folder)
        if given.database is None:
            demo.build(database)
        for name, server in _servers(database, given.workers).items():
            with server as (base, process):
                seen = asyncio.run(crowd(base, process, given.users, given.every, given.seconds))
            medians.append(statistics.median(seen.seconds))
            late = statistics.quantiles(seen.seconds, n=20)[-1]
            print(
                f"{name}: median {medians[-1]:.2f} s, p95 {late:.2f} s, {len(seen.seconds)} runs, "
                f"{len(seen.errors)} errors {seen.errors[:2]}, {seen.memory[0]:.0f} and {seen.memory[1]:.0f} MB"
            )
    print("ratio of medians", *(f"{medians[0] / median:.1f}" for median in medians))


if __name__ == "__main__":
    main()
