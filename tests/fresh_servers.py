"""Start one fresh server for each port given, each in a process of its own, until this process is ended.

A port may be followed by settings of the environment that only its server has: `8501 MAP_TILES_CRS=GCJ-02 8502`.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from itertools import pairwise

import uvicorn

from app import app


def serve(port: int, settings: dict[str, str]) -> None:
    os.environ.update(settings)
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, log_level="error")


def asked_for(words: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each port with the settings that follow it."""
    starts = [at for at, word in enumerate(words) if word.isdecimal()]
    for first, end in pairwise([*starts, len(words)]):
        yield int(words[first]), dict(word.split("=", 1) for word in words[first + 1 : end])


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    # What is imported is shared with the parent where processes can fork: the servers themselves are new.
    multiprocessing.set_start_method("fork" if hasattr(os, "fork") else "spawn")
    servers = [
        multiprocessing.Process(target=serve, args=one, daemon=True) for one in asked_for(sys.argv[1:])
    ]
    for server in servers:
        server.start()
    for server in servers:
        server.join()
