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

from data_access.database.faults import DatabaseFault
from data_access.database.url import is_embedded

CURRENT = "CURRENT"


LOCK_SUFFIX = ".lock"
"""Ends the name of the file that a load locks; it stays when the load is done."""


EMBEDDED_FILE = re.compile(r"cases-(\d+)\.duckdb")


def embedded_path(url: URL) -> Path:
    """Return the DuckDB file that readers of an embedded URL open now.

    Raises
    ------
    DatabaseFault
        `missing` where the folder has no `CURRENT` or the file it names is gone.
    """
    path = Path(url.database or "")
    if path.suffix == ".duckdb":
        file = path
    else:
        pointer = path / CURRENT
        if not pointer.is_file():
            raise DatabaseFault("missing", str(path), files=files_in(path))
        file = path / pointer.read_text(encoding="utf-8").strip()
    if not file.is_file():
        raise DatabaseFault("missing", str(file), files=files_in(file.parent))
    return file


def files_in(folder: Path) -> tuple[str, ...]:
    """Return the names of what stands in a folder, without the files that loads lock; empty where there is none."""
    found = folder.iterdir() if folder.is_dir() else ()
    return tuple(sorted(path.name for path in found if path.suffix != LOCK_SUFFIX))


def reading_engine(url: URL) -> Engine:
    """Return an engine that only reads; an embedded URL is bound to the file that is current now."""
    if not is_embedded(url):
        return create_engine(url, pool_pre_ping=True, isolation_level="REPEATABLE READ")
    return _duckdb_engine(embedded_path(url), read_only=True)


def identity(url: URL) -> str:
    """Return what a cache of engines is keyed by: it changes when another embedded file becomes current."""
    return str(embedded_path(url)) if is_embedded(url) else url.render_as_string(hide_password=False)


def _duckdb_engine(file: Path, *, read_only: bool) -> Engine:
    """Return an engine without a pool: opening a DuckDB file is cheap, an idle handle would lock it."""
    return create_engine(
        URL.create("duckdb", database=str(file)),
        connect_args={"read_only": read_only},
        **({} if read_only else {"poolclass": NullPool}),
    )
