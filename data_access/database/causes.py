"""What an error of a driver or of the disk means."""

from __future__ import annotations

import re

import psycopg
from sqlalchemy import URL
from sqlalchemy.exc import SQLAlchemyError

from data_access.database.faults import DatabaseFault
from data_access.database.url import shown, without_secrets


def fault_of(url: URL, error: SQLAlchemyError | psycopg.Error | OSError) -> DatabaseFault:
    """Return the fault that an error of a driver or of the disk means, so that a page can say what to do."""
    detail = without_secrets(str(getattr(error, "orig", None) or error), url)
    for kind, pattern in FAULT_PATTERNS:
        if re.search(pattern, detail, re.IGNORECASE):
            return DatabaseFault(kind, shown(url), detail)
    return DatabaseFault("broken", shown(url), detail)


FAULT_PATTERNS = (
    ("unknown_host", r"failed to resolve host|could not translate host|name or service not known"),
    (
        "login",
        r"password authentication failed|no password supplied|role \"[^\"]*\" does not exist|no pg_hba.conf entry"
        r"|(not permitted|permission denied).*log ?in",
    ),
    ("unreachable", r"on socket \"[^\"]*\" failed: (No such file|Connection refused|Permission denied)"),
    ("full", r"No space left|File too large|quota exceeded|disk full"),
    ("locked", r"set lock on file|being used by another process|could not obtain lock|write-write conflict"),
    ("not_a_database", r"not a valid DuckDB database file|older.*version of DuckDB|newer version of DuckDB"),
    ("slow", r"due to (statement|lock) timeout|QueuePool limit"),
    ("denied", r"Permission denied|Read-only file system|read-only transaction"),
    (
        "lost",
        r"terminating connection|server closed the connection|connection is (lost|closed)|reset by peer",
    ),
    ("missing", r"database does not exist|No such file|database \"[^\"]*\" does not exist"),
    ("old_schema", r"does not exist|not found in FROM clause|Catalog Error"),
    ("unreachable", r"connection (failed|refused|is bad)|could not connect|timeout|password"),
)
