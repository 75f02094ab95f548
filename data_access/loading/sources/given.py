"""Which of the files given fill a table, and in which process each is read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from data_access.loading.mapping import TableMapping
from data_access.loading.messages import LoadRefused
from data_access.loading.progress import Tell, silent
from data_access.loading.sources.apart import read_apart
from data_access.loading.sources.contents import ARCHIVE, INSIDE, KINDS, PLAIN, TABLES, named_by, sources_in
from data_access.loading.sources.limits import members
from data_access.loading.sources.queries import read_query
from data_access.loading.sources.source import Source

ANY_TABLE = TableMapping(target="", source="*", columns={})


def is_url(source: str) -> bool:
    """Tell whether a source is a database's URL, not a file."""
    return "://" in source


def read_sources(given: Sequence[str], table: TableMapping = ANY_TABLE, tell: Tell = silent) -> list[Source]:
    """Return what a table is filled from: of the files, folders, globs and ZIPs given those that its pattern names.

    Without a table all files of tables are read. A workbook gives a source for each of its sheets that hold the
    table. Raises LoadRefused where none is there, or one cannot be read.
    """
    if table.query is not None:
        urls = [source for source in given if is_url(source)]
        if not urls:
            raise LoadRefused("no_source", pattern=f"{table.source} (URL)")
        return [read_query(urls[0], table.query)]
    found = [source for path in files_of(given) for source in _read_file(path, table, tell)]
    if not found:
        raise LoadRefused("no_source", pattern=table.source)
    return found


def files_of(given: Sequence[str]) -> list[Path]:
    """Return the files given: themselves, those of a folder that may hold tables, those that a glob names."""
    return [path for source in given if not is_url(source) for path in _files(source)]


def unused_files(given: Sequence[str], used: Sequence[str]) -> list[str]:
    """Return the names of the files given, and of tables in archives, that are none of the sources `used`."""
    names = [name for path in files_of(given) if path.name not in used for name in _names(path)]
    return [name for name in names if not any(one == name or one.startswith(f"{name} · ") for one in used)]


def _names(path: Path) -> list[str]:
    """Return the names under which a file may be a source: its own, or those of the tables in an archive."""
    if path.suffix.lower() != ARCHIVE:
        return [path.name]
    found: list[str] = []

    def note(member: PurePosixPath) -> bool:
        if member.name.lower().endswith(TABLES):
            found.append(f"{path.name}{INSIDE}{member.name}")
        return False

    list(members(path, note))
    return found or [path.name]


def _files(source: str) -> list[Path]:
    path = Path(source)
    if path.is_dir():
        return [file for file in sorted(path.iterdir()) if file.name.lower().endswith(KINDS)]
    if not path.exists() and any(sign in path.name for sign in "*?["):
        return [file for file in sorted(path.parent.glob(path.name)) if file.is_file()]
    return [path]


def _read_file(path: Path, table: TableMapping, tell: Tell) -> list[Source]:
    """Return the sources in one file that a table's pattern names; plain texts are read here, all others apart."""
    if path.suffix.lower() != ARCHIVE and not named_by(table, path.name):
        return []
    if path.name.lower().endswith(PLAIN):
        return sources_in(path, table, tell)
    return read_apart(sources_in, path, table)
