"""Servers of the app that are started together: what they import is read once."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import pytest
from sqlalchemy import URL

from tests.house.code import ROOT

START_SECONDS = 240


@contextmanager
def served(database: URL, **options: str) -> Iterator[tuple[str, int]]:
    """Start the app as the README does, with these options of Streamlit; give its address and process."""
    port = int(options.pop("server.port", 0)) or free_ports(1)[0]
    given = {"server.port": str(port), "server.headless": "true"} | options
    command = ["streamlit", "run", "app.py"]
    command += [word for name, value in given.items() for word in (f"--{name}", value)]
    with _up(command, database, port) as up:
        yield up


@contextmanager
def served_by(workers: int, database: URL) -> Iterator[tuple[str, int]]:
    """Start the app as an office does, with so many processes; give its address and the process above them."""
    [port] = free_ports(1)
    command = ["uvicorn", "app:app", "--workers", str(workers), "--port", str(port)]
    with _up(command, database, port) as up:
        yield up


@contextmanager
def _up(command: Sequence[str], database: URL, port: int) -> Iterator[tuple[str, int]]:
    environment = os.environ | {"DATABASE_URL": database.render_as_string(hide_password=False)}
    process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=environment)
    base = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(base)
        yield base, process.pid
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def started_together(database: URL, settings: Sequence[Mapping[str, str]]) -> Iterator[list[str]]:
    """Start a fresh server for each of these settings of the environment and give their addresses."""
    ports = free_ports(len(settings))
    words = [
        word
        for port, own in zip(ports, settings, strict=True)
        for word in (str(port), *(f"{name}={value}" for name, value in own.items()))
    ]
    environment = os.environ | {
        "DATABASE_URL": str(database),
        "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.fresh_servers", *words], cwd=ROOT, env=environment
    )
    bases = [f"http://127.0.0.1:{port}" for port in ports]
    try:
        for base in bases:
            wait_until_up(base)
        yield bases
    finally:
        process.terminate()
        process.wait(20)


def free_ports(count: int) -> list[int]:
    """Return ports of this machine that nobody listens on."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def wait_until_up(base: str) -> None:
    """Wait until a server answers that it is well."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{base}/-/health", timeout=5) as answer:
                assert answer.read() == b"ok"
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail("the server did not start")
