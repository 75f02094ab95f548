"""The contents of a case database replaced, or added to, in one step; and gone back to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from sqlalchemy import URL, Connection, update

from data_access.database import embedded, server
from data_access.database.faults import DatabaseFault
from data_access.database.rows import insert_frame
from data_access.database.url import is_embedded, shown
from data_access.schema import dataset

__all__ = ["extending", "insert_frame", "kept_generations", "replacing", "roll_back"]


@contextmanager
def replacing(url: URL, *, into_empty: bool = False) -> Iterator[tuple[Connection, int]]:
    """Give a connection to empty tables and their generation; what is written replaces all data on leaving.

    On an exception the data that was there stays. What is loaded gets an identity of its own, by which caches tell
    it from what was there. Raises `DatabaseFault`: `locked` where another load is under way, `foreign` where the
    server's schema has another application's tables, `unpointed` where, with `into_empty`, a folder holds any file.
    """
    there = (
        embedded.written(url, onto_held=False, into_empty=into_empty)
        if is_embedded(url)
        else server.written(url, onto_held=False)
    )
    with there as (connection, generation):
        yield connection, generation
        _identify(connection)


@contextmanager
def extending(url: URL) -> Iterator[tuple[Connection, int]]:
    """Give a connection to the tables as they are and the next generation; leaving makes the changes current.

    On an exception the data that was there stays as it was. Raises `DatabaseFault` as `replacing` does.
    """
    there = (embedded if is_embedded(url) else server).written(url, onto_held=True)
    with there as (connection, generation):
        yield connection, generation
        _identify(connection)


def kept_generations(url: URL) -> list[int]:
    """Return the generations before the current one that can be gone back to, the nearest first."""
    return embedded.kept(url) if is_embedded(url) else server.kept(url)


def roll_back(url: URL, generation: int | None = None) -> int:
    """Make a kept generation the current one, without a number the nearest, and return it.

    Raises `DatabaseFault` (`not_kept`) where there is no such generation; what is there stays.
    """
    kept = kept_generations(url)
    if not kept or (generation is not None and generation not in kept):
        raise DatabaseFault("not_kept", shown(url), ", ".join(map(str, kept)) or "-")
    target = kept[0] if generation is None else generation
    if is_embedded(url):
        embedded.point_back(url, target)
    else:
        server.copy_back(url, target)
    return target


def _identify(connection: Connection) -> None:
    """Give what was written an identity of its own."""
    connection.execute(update(dataset).values(load_id=uuid4().hex))
