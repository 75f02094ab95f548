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
    (tables of another application), not_a_database, old_schema, unreachable, empty, replaced (another load came
    between), not_kept (a generation that cannot be gone back to), broken; `place` is the file or the URL without
    its password; `detail` is the driver's own message.
    """

    def __init__(self, kind: str, place: str, detail: str = "") -> None:
        super().__init__(f"{kind}: {place}: {detail}")
        self.kind = kind
        self.place = place
        self.detail = detail


def fault_of(url: URL, error: SQLAlchemyError | psycopg.Error) -> DatabaseFault:
    """Return the fault that a driver's error means, so that a page can say what to do."""
    detail = str(getattr(error, "orig", None) or error)
    for kind, pattern in FAULT_PATTERNS:
        if re.search(pattern, detail, re.IGNORECASE):
            return DatabaseFault(kind, shown(url), detail)
    return DatabaseFault("broken", shown(url), detail)


FAULT_PATTERNS = (
    ("locked", r"set lock on file|being used by another process|could not obtain lock|write-write conflict"),
    ("not_a_database", r"not a valid DuckDB database file|older.*version of DuckDB|newer version of DuckDB"),
    ("missing", r"database does not exist|No such file|database \"[^\"]*\" does not exist"),
    ("old_schema", r"does not exist|not found in FROM clause|Catalog Error"),
    (
        "unreachable",
        r"connection (failed|refused|is bad)|could not connect|could not translate|timeout|password",
    ),
)
