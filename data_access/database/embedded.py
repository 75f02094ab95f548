"""Generations of an embedded database: a load writes a new file, then `CURRENT` names it before the ones it keeps."""

from __future__ import annotations

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

from data_access.database.faults import DatabaseFault, fault_of
from data_access.database.keeping import generations_kept
from data_access.database.opening import (
    CURRENT,
    EMBEDDED_FILE,
    LOCK,
    UNDER_WAY,
    _duckdb_engine,
    contents,
    embedded_path,
    pointed,
)
from data_access.database.tables import create_tables
from data_access.schema import dataset

ALONE = ".duckdb"
"""A URL that ends so names a single file, which has no generations."""


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
        for left in [incoming] if alone else folder.glob(f"cases-*{UNDER_WAY}"):
            _remove(left)  # a load that died
        with _writing(url, incoming, embedded_path(url) if onto_held else None) as connection:
            yield connection, generation
        _check(incoming)
        incoming.replace(file)
        if not alone:
            _point_to(file)


def kept(url: URL) -> list[int]:
    """Return the generations that a folder keeps beside the current one, the one that was current last first."""
    path = Path(url.database or "")
    if path.suffix == ALONE:
        return []
    files = [name for name in pointed(path)[1:] if (path / name).is_file()]
    return [int(match[1]) for name in files if (match := EMBEDDED_FILE.fullmatch(name))]


def point_back(url: URL, generation: int) -> None:
    """Make a kept generation the current one; the one that was stays kept."""
    with _held_alone(url) as folder:
        file = folder / f"cases-{generation}.duckdb"
        _check(file)
        _name(folder, [file.name, *(name for name in pointed(folder) if name != file.name)])


@contextmanager
def _held_alone(url: URL) -> Iterator[Path]:
    """Hold a database's folder for one load; raises `DatabaseFault` (`locked`) where another holds it."""
    target = Path(url.database or "")
    alone = target.suffix == ALONE
    folder = target.parent if alone else target
    folder.mkdir(parents=True, exist_ok=True)
    lock = target.with_suffix(".lock") if alone else folder / LOCK
    try:
        with FileLock(lock, timeout=0):
            yield folder
    except Timeout as error:
        raise DatabaseFault("locked", str(lock.parent), str(error)) from error


@contextmanager
def _writing(url: URL, file: Path, held: Path | None) -> Iterator[Connection]:
    """Give a connection to the tables of a file, empty or as `held` has them; it is removed where writing fails."""
    try:
        if held is not None:
            shutil.copyfile(held, file)
        engine = _duckdb_engine(file, read_only=False)
        with engine.connect() as connection:
            create_tables(connection)
            yield connection
            connection.commit()
        engine.dispose()
    except SQLAlchemyError as error:
        fault = fault_of(url, error)
        if fault.kind != "locked":
            _remove(file)
        raise fault from error
    except BaseException:
        _remove(file)
        raise


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


def _point_to(file: Path) -> None:
    """Make a file the current one, and drop the ones before those that are kept.

    `CURRENT` names the files that are ours to keep; no other file is ever touched, whoever wrote it.
    """
    before = [name for name in pointed(file.parent) if name != file.name]
    staying = before[: generations_kept()]
    _name(file.parent, [file.name, *staying])
    for old in before[len(staying) :]:
        if EMBEDDED_FILE.fullmatch(old):
            _remove(file.parent / old)


def _name(folder: Path, files: Sequence[str]) -> None:
    """Have `CURRENT` name these files, in one step."""
    pointer = folder / CURRENT
    incoming = pointer.with_name(f"{CURRENT}.new")
    incoming.write_text("\n".join(files), encoding="utf-8")
    incoming.replace(pointer)


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
    """Delete a DuckDB file and its log; Windows keeps a file that a reader has open, the next load retries."""
    for path in (file, file.with_name(file.name + ".wal")):
        try:
            path.unlink(missing_ok=True)
        except PermissionError:
            continue
