"""A MariaDB server beside the PostgreSQL one: what departments keep their ledgers in."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, text

from tests.conftest import missing

PATIENCE = 120  # seconds in which the server must be ready
ROOT = URL.create("mysql+pymysql", "root", host="localhost", database="mysql")


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[URL]:
    """The URL of a MariaDB server on a socket in a temporary folder, stopped at the end."""
    programs = [shutil.which(name) for name in ("mariadb-install-db", "mariadbd")]
    if not all(programs):
        missing("MariaDB (Debian's package mariadb-server)")
    install, server = map(str, programs)
    with tempfile.TemporaryDirectory(prefix="mariadb-") as place:  # a socket's path has at most 107 bytes
        folder = Path(place)
        common = ["--no-defaults", f"--datadir={folder / 'data'}", "--innodb-log-file-size=4M", *_as_root()]
        asked = [install, *common, "--auth-root-authentication-method=normal", "--skip-test-db"]
        subprocess.run(asked, check=True, capture_output=True)
        socket = folder / "socket"
        options = [
            f"--socket={socket}",
            "--skip-networking",
            "--skip-log-bin",
            "--innodb-flush-log-at-trx-commit=0",
        ]
        with (folder / "log").open("w") as log:
            running = subprocess.Popen([server, *common, *options], stdout=log, stderr=log)
        try:
            _wait(socket, running, folder / "log")
            yield ROOT.update_query_dict({"unix_socket": str(socket), "charset": "utf8mb4"})
        finally:
            running.terminate()
            running.wait(PATIENCE)


@pytest.fixture(scope="session")
def mariadb_database(mariadb_server: URL) -> Callable[[str], URL]:
    """A function that makes a database of a name on the server and returns its URL."""

    def made(name: str) -> URL:
        engine = create_engine(mariadb_server)
        with engine.begin() as connection:
            connection.execute(text(f"CREATE OR REPLACE DATABASE {name} CHARACTER SET utf8mb4"))
        engine.dispose()
        return mariadb_server.set(database=name)

    return made


def _as_root() -> list[str]:
    """Allow root, as whom CI runs, to start the server; another user needs no word."""
    return ["--user=root"] if Path.home() == Path("/root") else []


def _wait(socket: Path, running: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for the socket: the server makes it when it is ready to answer."""
    end = time.monotonic() + PATIENCE
    while not socket.exists():
        if running.poll() is not None or time.monotonic() > end:
            pytest.fail(log.read_text(encoding="utf-8"))
        time.sleep(0.05)
