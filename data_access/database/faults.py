"""What is wrong with a case database that cannot be read."""

from __future__ import annotations

import re

import psycopg
from sqlalchemy import (
    URL,
)
from sqlalchemy.exc import SQLAlchemyError

from data_access.database.url import shown


class DatabaseFault(Exception):  # noqa: N818 - a fault of the database, not of the program
    """A case database that cannot be read.

    `kind` is one of missing, unpointed (a folder that has files, but none that is current), locked, foreign
    (tables of another application), not_a_database, old_schema, unreachable, lost (a connection, while it was used),
    full (the disk), denied (no right to read or write), empty, replaced (another load came between), not_kept (a
    generation that cannot be gone back to), broken; `place` is the file or the URL without its password; `detail` is
    the driver's own message.
    """

    def __init__(self, kind: str, place: str, detail: str = "") -> None:
        super().__init__(f"{kind}: {place}: {detail}")
        self.kind = kind
        self.place = place
        self.detail = detail


def fault_of(url: URL, error: SQLAlchemyError | psycopg.Error | OSError) -> DatabaseFault:
    """Return the fault that an error of a driver or of the disk means, so that a page can say what to do."""
    detail = str(getattr(error, "orig", None) or error)
    for kind, pattern in FAULT_PATTERNS:
        if re.search(pattern, detail, re.IGNORECASE):
            return DatabaseFault(kind, shown(url), detail)
    return DatabaseFault("broken", shown(url), detail)


FAULT_PATTERNS = (
    ("unreachable", r"on socket \"[^\"]*\" failed: (No such file|Connection refused|Permission denied)"),
    ("full", r"No space left|File too large|quota exceeded|disk full"),
    ("locked", r"set lock on file|being used by another process|could not obtain lock|write-write conflict"),
    ("not_a_database", r"not a valid DuckDB database file|older.*version of DuckDB|newer version of DuckDB"),
    ("denied", r"Permission denied|Read-only file system|read-only transaction"),
    (
        "lost",
        r"terminating connection|server closed the connection|connection is (lost|closed)|reset by peer",
    ),
    ("missing", r"database does not exist|No such file|database \"[^\"]*\" does not exist"),
    ("old_schema", r"does not exist|not found in FROM clause|Catalog Error"),
    (
        "unreachable",
        r"connection (failed|refused|is bad)|could not connect|could not translate|timeout|password",
    ),
)
