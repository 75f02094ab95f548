"""Which case database is meant, and how its URL may be shown."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import (
    URL,
    make_url,
)

PROJECT_FOLDER = Path(__file__).resolve().parents[2]


DEFAULT_URL = f"duckdb:///{(PROJECT_FOLDER / 'data').as_posix()}"


def database_url(url: str | None = None) -> URL:
    """Return the URL given, else `DATABASE_URL`, else the embedded folder `data/` of the project."""
    return make_url(url or os.environ.get("DATABASE_URL") or DEFAULT_URL)


def is_embedded(url: URL) -> bool:
    """Tell whether the URL names a DuckDB folder or file, not a server."""
    return url.get_backend_name() == "duckdb"


def shown(url: URL) -> str:
    """Return the URL as it may be shown: the bare path of an embedded file, a server's URL without password."""
    return str(url.database) if is_embedded(url) else url.render_as_string(hide_password=True)
