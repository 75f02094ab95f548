"""The engine that reads a case database, and the file that an embedded one reads now."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import (
    URL,
    Engine,
    create_engine,
)
from sqlalchemy.pool import NullPool

from data_access.database.causes import fault_of
from data_access.database.faults import DatabaseFault
from data_access.database.url import is_embedded

CURRENT = "CURRENT"
LOCK = f"{CURRENT}.lock"
"""Held by the load that writes; it stays when the load is done."""

SETTINGS = ("targets.toml", "standards.toml")
"""What a site has set for itself; it lies beside the data and is none."""


SCHEMA = "governance"
"""The schema of a server that holds this product's tables, and nothing else."""


PATIENCE = 5
"""Seconds in which a server has to take a connection."""

READING_SECONDS = {"statement_timeout": 60, "lock_timeout": PATIENCE}
"""Seconds that a server gives a query of a page, and those in which another program must let go of its tables."""


UNDER_WAY = ".loading"
"""The ending of a file that a load is writing, or that a load which died has left: it holds nothing yet."""


UNFINISHED = f"{CURRENT}{UNDER_WAY}"
"""What `CURRENT` shall name when a load is done."""


EMBEDDED_FILE = re.compile(r"cases-(\d+)\.duckdb")


def embedded_path(url: URL) -> Path:
    """Return the DuckDB file that readers of an embedded URL open now.

    Raises
    ------
    DatabaseFault
        `missing` where there is no such file or folder, or an empty one; `unpointed` where a folder has files but
        its `CURRENT` is gone or names none of them: they are not ours to choose from, nor to build beside; `denied`
        where they may not be looked at.
    """
    try:
        return _embedded_path(Path(url.database or ""))
    except OSError as error:
        raise fault_of(url, error) from error


def _embedded_path(path: Path) -> Path:
    if path.suffix == ".duckdb":
        if not path.is_file():
            raise DatabaseFault("missing", str(path))
        return path
    named = pointed(path)
    if named and named[0] in files(path):
        return path / named[0]
    if held := contents(path):
        raise DatabaseFault("unpointed", str(path), ", ".join(held))
    raise DatabaseFault("missing", str(path))


def pointed(folder: Path) -> list[str]:
    """Return the files that a folder's `CURRENT` names: the current one, then those kept, the latest first."""
    return _names_in(folder / CURRENT)


def files(folder: Path) -> set[str]:
    """Return the names of the files in a folder: whatever a pointer may name, it names one of these or nothing."""
    return {path.name for path in folder.iterdir() if path.is_file()}


def unfinished(folder: Path) -> str | None:
    """Return the file of a load that died just before `CURRENT` named it, None where there is none."""
    named = _names_in(folder / UNFINISHED)
    if named and EMBEDDED_FILE.fullmatch(named[0]) and named[0] not in pointed(folder):
        return named[0]
    return None


def _names_in(pointer: Path) -> list[str]:
    """Return the lines of a file, none where there is none; what is no UTF-8 names no file."""
    lines = pointer.read_text(encoding="utf-8", errors="replace").splitlines() if pointer.is_file() else []
    return [line.strip() for line in lines if line.strip()]


def contents(folder: Path) -> list[str]:
    """Return the names of what is in a folder, in order.

    A load's lock, what a load has half written, a site's settings, and what a file manager hides do not count.
    """
    if not folder.is_dir():
        return []
    left_out = (LOCK, *SETTINGS, unfinished(folder))
    return sorted(
        path.name
        for path in folder.iterdir()
        if path.name not in left_out and UNDER_WAY not in path.suffixes and not path.name.startswith(".")
    )


def reading_engine(url: URL) -> Engine:
    """Return an engine that only reads; an embedded URL is bound to the file that is current now."""
    if not is_embedded(url):
        limits = [f"-c{name}={seconds}s" for name, seconds in READING_SECONDS.items()]
        pooled = {"pool_pre_ping": True, "pool_timeout": PATIENCE, "isolation_level": "REPEATABLE READ"}
        return server_engine(url, *limits, **pooled)
    return _duckdb_engine(embedded_path(url), read_only=True)


def server_engine(url: URL, *settings: str, **options: object) -> Engine:
    """Return an engine of a server, with `settings` of its own, that looks for tables in our own schema.

    Unless the URL says where else; another application's tables of the same names are out of reach.
    """
    given = str(url.query.get("options", f"-csearch_path={SCHEMA}"))
    own = {"options": " ".join([given, *settings])}
    patience = {} if "connect_timeout" in url.query else {"connect_timeout": PATIENCE}
    return create_engine(url, connect_args=own | patience, **options)


def identity(url: URL) -> str:
    """Return what a cache of engines is keyed by: it changes when another embedded file becomes current.

    A file is told from another of the same name by its place on the disk and its time of writing.
    """
    if not is_embedded(url):
        return url.render_as_string(hide_password=False)
    file = embedded_path(url)
    held = file.stat()
    return f"{file}|{held.st_ino}|{held.st_mtime_ns}"


def _duckdb_engine(file: Path, *, read_only: bool) -> Engine:
    """Return an engine without a pool: opening a DuckDB file is cheap, an idle handle would lock it."""
    return create_engine(
        URL.create("duckdb", database=str(file)),
        connect_args={"read_only": read_only},
        **({} if read_only else {"poolclass": NullPool}),
    )
