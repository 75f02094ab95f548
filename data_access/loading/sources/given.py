"""Which of the files given fill a table, and how each kind is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

import pandas as pd

from data_access.loading.mapping import TableMapping
from data_access.loading.messages import LoadRefused
from data_access.loading.sources.columnar import parquet_rows
from data_access.loading.sources.delimited import text_grid
from data_access.loading.sources.layout import table_of
from data_access.loading.sources.limits import gunzipped, members
from data_access.loading.sources.queries import read_query
from data_access.loading.sources.sheets import sheet_tables
from data_access.loading.sources.source import Fact, Source, digest

TEXTS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
SHEETS = (".xlsx", ".xlsm", ".xls")
TABLES = (*TEXTS, *SHEETS, ".parquet")
KINDS = (*TABLES, ".zip")
INSIDE = "/"

ANY_TABLE = TableMapping(target="", source="*", columns={})


def is_url(source: str) -> bool:
    """Tell whether a source is a database's URL, not a file."""
    return "://" in source


def read_sources(given: Sequence[str], table: TableMapping = ANY_TABLE) -> list[Source]:
    """Return what a table is filled from: of the files, folders, globs and ZIPs given those that its pattern names.

    Without a table all files of tables are read. A workbook gives a source for each of its sheets that hold the
    table. Raises LoadRefused where none is there, or one cannot be read.
    """
    if table.query is not None:
        urls = [source for source in given if is_url(source)]
        if not urls:
            raise LoadRefused("no_source", pattern=f"{table.source} (URL)")
        return [read_query(urls[0], table.query)]
    found = [source for path in files_of(given) for source in _read_file(path, table)]
    if not found:
        raise LoadRefused("no_source", pattern=table.source)
    return found


def read_source(source: str, query: str | None) -> Source:
    """Return one file's table, or the result of a query against a database's URL; raises LoadRefused."""
    if is_url(source):
        return read_query(source, query)
    return _read_file(Path(source), ANY_TABLE)[0]


def files_of(given: Sequence[str]) -> list[Path]:
    """Return the files given: themselves, those of a folder that may hold tables, those that a glob names."""
    return [path for source in given if not is_url(source) for path in _files(source)]


def _files(source: str) -> list[Path]:
    path = Path(source)
    if path.is_dir():
        return [file for file in sorted(path.iterdir()) if file.name.lower().endswith(KINDS)]
    if not path.exists() and any(sign in path.name for sign in "*?["):
        return [file for file in sorted(path.parent.glob(path.name)) if file.is_file()]
    return [path]


def _read_file(path: Path, table: TableMapping) -> list[Source]:
    """Return the sources in one file that a table's pattern names; the pattern may name a ZIP, or files in it."""
    named = _matches(path.name, table)
    if path.suffix.lower() == ".zip":
        return list(_of_archive(path, table, named))
    return _of_content(_bytes(path), path.name, table) if named else []


def _matches(name: str, table: TableMapping) -> bool:
    return fnmatch(name.lower(), table.source.lower())


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise LoadRefused("no_file", file=path) from error
    except OSError as error:
        raise LoadRefused("table", file=path, detail=error.strerror) from error


def _of_archive(path: Path, table: TableMapping, whole: bool) -> Iterator[Source]:
    def wanted(member: str) -> bool:
        return member.lower().endswith(TABLES) and (whole or _matches(member, table))

    for member, content in members(_bytes(path), path.name, wanted):
        yield from _of_content(content, f"{path.name}{INSIDE}{member}", table)


def _of_content(raw: bytes, name: str, table: TableMapping) -> list[Source]:
    """Return the sources of a file's content: one, but of a workbook one for each sheet."""
    lower = name.lower()
    sha256 = digest(raw)
    if lower.endswith(SHEETS):
        return [
            Source(title, sha256, found.rows, rejected=found.rejected, facts=tuple(found.facts))
            for title, found in sheet_tables(raw, name, table)
        ]
    if lower.endswith(".parquet"):
        return [Source(name, sha256, parquet_rows(raw, name))]
    if not lower.endswith(TEXTS):
        raise LoadRefused("kind", file=name)
    grid, facts = _text_grid(raw, name, table)
    found = table_of(grid, table, name)
    return [Source(name, sha256, found.rows, rejected=found.rejected, facts=(*facts, *found.facts))]


def _text_grid(raw: bytes, name: str, table: TableMapping) -> tuple[pd.DataFrame, list[Fact]]:
    content = gunzipped(raw, name) if name.lower().endswith(".gz") else raw
    return text_grid(content, name, table.reading)
