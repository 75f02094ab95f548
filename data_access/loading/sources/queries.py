"""Read the result of a query against a department's database as a table of text; its first row is row 1."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
from sqlalchemy import URL, Connection, Result, create_engine, make_url, text
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from data_access.database.url import shown, without_secrets
from data_access.loading.messages import LoadRefused
from data_access.loading.sources.layout import distinct
from data_access.loading.sources.source import Source
from data_access.loading.sources.typed import text_column, text_of
from data_access.loading.spool import Texts, in_blocks

DRIVERS = {
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "opengauss": "opengauss+psycopg",
    "kingbase": "opengauss+psycopg",
}
"""The driver of a URL that names none: those that are installed with the program."""

FILES: dict[str, dict[str, object]] = {"duckdb": {"read_only": True}, "sqlite": {}}
"""Databases that are files, which a driver would make where there is none, and how they are opened."""

PATIENCE = 10
AT_ONCE = 10_000
"""Seconds in which a server has to answer, and rows fetched together."""

REASONS = (
    ("denied", r"access denied|password|authentication|role .* does not exist|login failed|ORA-01017"),
    (
        "unreachable",
        r"can't connect|could not|connection (refused|failed|is bad|to server)|timed? ?out|timeout|no such host"
        r"|lost connection|closed the connection|name or service|getaddrinfo|ORA-12",
    ),
)
"""What a driver's message means, the first that fits; anything else is about the query."""


class OpenGauss(PGDialect_psycopg):
    """PostgreSQL's dialect for databases that speak its protocol and call their version by another name."""

    supports_statement_cache = True

    def _get_server_version_info(self, connection: Connection) -> tuple[int, ...]:
        try:
            return super()._get_server_version_info(connection)
        except AssertionError:  # no version of PostgreSQL is named
            return (9, 2)


registry.register("opengauss.psycopg", __name__, "OpenGauss")


def read_query(source: str, query: str | None) -> Source:
    """Return the result of a query against a database's URL; raises LoadRefused where it fails or has no rows."""
    url = _url(source)
    name = shown(url)
    seen = hashlib.sha256()
    with _connected(url, name) as connection:
        options = {"stream_results": True, "max_row_buffer": AT_ONCE}
        result = connection.execution_options(**options).execute(text(query or ""))
        rows = Texts(in_blocks(_blocks(result, seen)))
    if not len(rows):
        raise LoadRefused("no_rows", source=name)
    return Source(name, seen.hexdigest(), rows)


def _blocks(result: Result, seen: hashlib._Hash) -> Iterator[pd.DataFrame]:
    """Yield the rows of a result as texts, and let their digest see them as a CSV file would have them."""
    names, number = distinct(result.keys()), 1
    for rows in result.partitions(AT_ONCE):
        columns = [text_column(list(map(text_of, values))) for values in zip(*rows, strict=True)]
        table = pd.DataFrame(dict(zip(names, columns, strict=True)))
        table.index = pd.RangeIndex(number, number + len(table))
        seen.update(table.to_csv(header=number == 1).encode())
        number += len(table)
        yield table


def _url(source: str) -> URL:
    """Return the URL that a text says, with a driver; no part of it is shown where it says none."""
    try:
        url = make_url(source)
    except (ArgumentError, ValueError) as error:
        raise LoadRefused("source_address", source=source.partition("://")[0]) from error
    if url.get_backend_name() not in FILES and "@" in f"{url.host}{url.database}":  # of a password, unescaped
        raise LoadRefused("source_address", source=url.drivername)
    return url.set(drivername=DRIVERS.get(url.drivername, url.drivername))


@contextmanager
def _connected(url: URL, name: str) -> Iterator[Connection]:
    """Give a connection; what its driver says goes wrong is told in words, without any part of a password."""
    backend = url.get_backend_name()
    if backend in FILES and not Path(url.database or "").is_file():
        raise LoadRefused("no_file", file=url.database)
    try:
        engine = create_engine(url, connect_args=_options(url))
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise LoadRefused("source_driver", source=name, detail=error) from error
    try:
        with engine.connect() as connection:
            yield connection
    except (SQLAlchemyError, ValueError, OSError, RuntimeError) as error:
        detail = " ".join(without_secrets(str(getattr(error, "orig", None) or error), url).split())[:200]
        reason = next((key for key, signs in REASONS if re.search(signs, detail, re.IGNORECASE)), "url")
        raise LoadRefused(f"source_{reason}", source=name, detail=detail) from error
    finally:
        engine.dispose()


def _options(url: URL) -> dict[str, object]:
    """Return what a driver is told beside the URL."""
    if url.drivername not in DRIVERS.values():
        return FILES.get(url.get_backend_name(), {})
    if url.drivername.endswith("pymysql") and url.password:  # which knows Latin letters only in a text
        return {"connect_timeout": PATIENCE, "password": str(url.password).encode()}
    return {"connect_timeout": PATIENCE}
