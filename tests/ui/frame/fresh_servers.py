"""Start one fresh server for each port given, each in a process of its own, until this process is ended."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys

import uvicorn

from app import app


def serve(port: int) -> None:
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, log_level="error")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    # What is imported is shared with the parent where processes can fork: the servers themselves are new.
    multiprocessing.set_start_method("fork" if hasattr(os, "fork") else "spawn")
    servers = [multiprocessing.Process(target=serve, args=(int(port),), daemon=True) for port in sys.argv[1:]]
    for server in servers:
        server.start()
    for server in servers:
        server.join()
