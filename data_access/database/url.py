"""Which case database is meant, and how its URL may be shown."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import (
    URL,
    make_url,
)
from sqlalchemy.exc import ArgumentError

from data_access.database.faults import DatabaseFault

PROJECT_FOLDER = Path(__file__).resolve().parents[2]


DEFAULT_URL = f"duckdb:///{(PROJECT_FOLDER / 'data').as_posix()}"


SERVER = "postgresql+psycopg"
DRIVERS = {"duckdb": "duckdb", "postgres": SERVER, "postgresql": SERVER, SERVER: SERVER}
"""The driver of each scheme that a case database may have."""


TOLD = ("host", "port")
"""What of a URL's query may be shown: others may hold passwords."""


def database_url(url: str | None = None) -> URL:
    """Return the URL given, else `DATABASE_URL`, else the embedded folder `data/` of the project.

    Raises
    ------
    DatabaseFault
        Of the part of the text that is none: `address`, `driver`, `port`, or `unescaped`, a password with an @. Nothing
        else of it is told, as it may be a part of a password.
    """
    text = url or os.environ.get("DATABASE_URL") or DEFAULT_URL
    try:
        found = make_url(text)
    except ArgumentError as error:
        raise DatabaseFault("address", "") from error
    except ValueError as error:
        raise DatabaseFault("port", text.partition("://")[0]) from error
    if found.drivername not in DRIVERS:
        raise DatabaseFault("driver", found.drivername)
    if not is_embedded(found) and "@" in f"{found.host}{found.database}":
        raise DatabaseFault("unescaped", found.drivername)
    return found.set(drivername=DRIVERS[found.drivername])


def is_embedded(url: URL) -> bool:
    """Tell whether the URL names a DuckDB folder or file, not a server."""
    return url.get_backend_name() == "duckdb"


def shown(url: URL) -> str:
    """Return the URL as it may be shown: the bare path of an embedded file, a server's URL without passwords."""
    if is_embedded(url):
        return str(url.database)
    told = {name: given for name, given in url.query.items() if name in TOLD}
    return url.set(query=told).render_as_string(hide_password=True)


def without_secrets(words: str, url: URL) -> str:
    """Return a driver's message without what the URL holds as passwords."""
    secrets = [str(url.password or ""), *(str(given) for name, given in url.query.items() if "pass" in name)]
    for secret in filter(None, secrets):
        words = words.replace(secret, "***")
    return words
