"""Generations of an embedded database: a load writes a new file, then `CURRENT` names it before the ones it keeps."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import (
    URL,
    Connection,
    func,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from data_access.database.causes import fault_of
from data_access.database.faults import DatabaseFault
from data_access.database.keeping import generations_kept
from data_access.database.opening import (
    CURRENT,
    EMBEDDED_FILE,
    LOCK,
    UNDER_WAY,
    UNFINISHED,
    _duckdb_engine,
    contents,
    embedded_path,
    files,
    pointed,
    unfinished,
)
from data_access.database.tables import create_keys, create_tables
from data_access.schema import dataset

ALONE = ".duckdb"
"""A URL that ends so names a single file, which has no generations."""

WRITERS = 1
"""Threads that write: two take twice the processor's time to keep a key, and are no sooner done."""


@contextmanager
def written(url: URL, *, onto_held: bool, into_empty: bool = False) -> Iterator[tuple[Connection, int]]:
    """Give a connection to a new file and its generation; on leaving it is the current one.

    The file's tables are empty, or with `onto_held` those of the current file.
    """
    with _held_alone(url) as folder:
        if into_empty and (held := contents(folder)):
            raise DatabaseFault("unpointed", str(folder), ", ".join(held))
        target = Path(url.database or "")
        alone = target.suffix == ALONE
        generation = 1 + (_generation_of(target) if alone else _last_generation(folder))
        file = target if alone else folder / f"cases-{generation}.duckdb"
        incoming = file.with_suffix(UNDER_WAY)
        with _writing(incoming, embedded_path(url) if onto_held else None) as connection:
            yield connection, generation
        _check(incoming)
        if alone:
            incoming.replace(file)
        else:
            _make_current(incoming, file)


def kept(url: URL) -> list[int]:
    """Return the generations that a folder keeps beside the current one, the one that was current last first."""
    path = Path(url.database or "")
    if path.suffix == ALONE:
        return []
    there = files(path) if path.is_dir() else set()
    return [
        int(match[1])
        for name in pointed(path)[1:]
        if name in there and (match := EMBEDDED_FILE.fullmatch(name))
    ]


def point_back(url: URL, generation: int) -> None:
    """Make a kept generation the current one; the one that was stays kept."""
    with _held_alone(url) as folder:
        file = folder / f"cases-{generation}.duckdb"
        _check(file)
        _intend(folder, [file.name, *(name for name in pointed(folder) if name != file.name)])
        _fulfil(folder)


@contextmanager
def _held_alone(url: URL) -> Iterator[Path]:
    """Hold a database's folder for one load, and leave nothing half-written there, of this load or one that died.

    Raises `DatabaseFault`: `locked` where another load holds it, what is wrong where it cannot be written.
    """
    target = Path(url.database or "")
    alone = target.suffix == ALONE
    folder = target.parent if alone else target
    lock = target.with_suffix(".lock") if alone else folder / LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(lock, timeout=0):
            _clear(target)
            try:
                yield folder
            except BaseException:
                _clear(target)
                raise
    except Timeout as error:
        raise DatabaseFault("locked", str(lock.parent), str(error)) from error
    except (SQLAlchemyError, OSError) as error:
        raise fault_of(url, error) from error


@contextmanager
def _writing(file: Path, held: Path | None) -> Iterator[Connection]:
    """Give a connection to the tables of a file, empty or as `held` has them; on leaving all is in the file."""
    if held is not None:
        shutil.copyfile(held, file)
    engine = _duckdb_engine(file, read_only=False)
    with engine.connect() as connection:
        try:
            connection.exec_driver_sql(f"SET threads = {WRITERS}")
            create_tables(connection, keyed=held is not None)
            yield connection
            connection.commit()  # what was written is then in the file, and its memory free for the keys
            if held is None:
                create_keys(connection)
                connection.commit()
            connection.exec_driver_sql("CHECKPOINT")  # closing does it too, but says nothing of a full disk
        except SQLAlchemyError:
            connection.invalidate()  # nothing more can be asked of it, not even to roll back
            raise
    engine.dispose()


def _check(file: Path) -> None:
    """Raise `DatabaseFault` where a file does not open as what this product wrote."""
    engine = _duckdb_engine(file, read_only=True)
    try:
        with engine.connect() as connection:
            connection.execute(select(dataset.c.generation))
    except SQLAlchemyError as error:
        raise fault_of(engine.url, error) from error
    finally:
        engine.dispose()


def _make_current(incoming: Path, file: Path) -> None:
    """Give a written file its name and make it the current one, and drop the ones before those that are kept.

    `CURRENT` names the files that are ours to keep; no other file is ever touched, whoever wrote it.
    """
    folder = file.parent
    there = files(folder)
    before = [name for name in pointed(folder) if name != file.name and name in there]
    staying = before[: generations_kept()]
    _intend(folder, [file.name, *staying])
    incoming.replace(file)
    _fulfil(folder)
    for old in before[len(staying) :]:
        if EMBEDDED_FILE.fullmatch(old):
            _remove(folder / old)


def _intend(folder: Path, names: Sequence[str]) -> None:
    """Write beside `CURRENT` what it shall name: by this the file of a load that dies before it does is known."""
    with (folder / UNFINISHED).open("w", encoding="utf-8") as intended:
        intended.write("\n".join(names))
        intended.flush()
        os.fsync(intended.fileno())


def _fulfil(folder: Path) -> None:
    """Have `CURRENT` name what was intended, in one step."""
    (folder / UNFINISHED).replace(folder / CURRENT)


def _clear(target: Path) -> None:
    """Remove what a load has half written, or written whole without becoming current."""
    if target.suffix == ALONE:
        _remove(target.with_suffix(UNDER_WAY))
        return
    if (whole := unfinished(target)) is not None:
        _remove(target / whole)
    for left in (*target.glob(f"cases-*{UNDER_WAY}"), target / UNFINISHED):
        _remove(left)


def _last_generation(folder: Path) -> int:
    numbers = [int(match[1]) for path in folder.iterdir() if (match := EMBEDDED_FILE.fullmatch(path.name))]
    return max(numbers, default=0)


def _generation_of(file: Path) -> int:
    """Return the generation that a file holds, 0 where there is none or it holds none that can be read."""
    if not file.is_file():
        return 0
    engine = _duckdb_engine(file, read_only=True)
    try:
        with engine.connect() as connection:
            return int(connection.scalar(select(func.max(dataset.c.generation))) or 0)
    except SQLAlchemyError:
        return 0  # the load replaces it
    finally:
        engine.dispose()


def _remove(file: Path) -> None:
    """Delete a DuckDB file, its log and what it spilled; Windows keeps what a reader has open, a later load retries."""
    shutil.rmtree(file.with_name(file.name + ".tmp"), ignore_errors=True)
    for path in (file, file.with_name(file.name + ".wal")):
        try:
            path.unlink(missing_ok=True)
        except PermissionError:
            continue
