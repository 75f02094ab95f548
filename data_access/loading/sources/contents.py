"""What a file holds, by the ending of its name: text, workbook, Parquet, features of maps, an archive of these."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from data_access.loading.mapping import TableMapping
from data_access.loading.messages import LoadRefused
from data_access.loading.sources.columnar import parquet_rows
from data_access.loading.sources.delimited import text_grid
from data_access.loading.sources.features import feature_rows
from data_access.loading.sources.layout import table_of
from data_access.loading.sources.limits import file_bytes, members, opened, text_content
from data_access.loading.sources.shapefile import PARTS, put_together
from data_access.loading.sources.sheets import sheet_tables
from data_access.loading.sources.source import Source, digest

PLAIN = (".csv", ".tsv", ".txt")
TEXTS = (*PLAIN, ".csv.gz", ".tsv.gz", ".txt.gz")
SHEETS = (".xlsx", ".xlsm", ".xls")
PARQUET = ".parquet"
SHAPES = ".shp"
FEATURES = (".geojson", ".gpkg")
TABLES = (*TEXTS, *SHEETS, PARQUET, *FEATURES, SHAPES)
ARCHIVE = ".zip"
KINDS = (*TABLES, ARCHIVE)
INSIDE = "/"


def named_by(table: TableMapping, name: str) -> bool:
    """Tell whether a table's pattern names a file."""
    return fnmatch(name.lower(), table.source.lower())


def sources_in(path: Path, table: TableMapping) -> list[Source]:
    """Return the sources in a file that a table's pattern names; it may name a ZIP, or files in it.

    Of a workbook there is one for each sheet with the table. Raises LoadRefused where the file cannot be read.
    """
    kind = path.suffix.lower()
    if kind == ARCHIVE:
        return list(_of_archive(path, table))
    if kind == SHAPES:
        beside = {ending: path.with_suffix(ending) for ending in PARTS}
        parts = {ending: file_bytes(file) for ending, file in beside.items() if file.is_file()}
        return _of_features(put_together(parts or {SHAPES: file_bytes(path)}), path.name, table)
    if not path.name.lower().endswith(TEXTS):
        return _of_content(file_bytes(path), path.name, table)
    with opened(path) as file:
        content = text_content(file, path.name, path.stat().st_size)
    return [_of_text(content, path.name, table)]


def _of_archive(path: Path, table: TableMapping) -> Iterator[Source]:
    whole = named_by(table, path.name)
    shapes: dict[str, dict[str, bytes]] = defaultdict(dict)

    def wanted(member: PurePosixPath) -> bool:
        named = member.with_suffix(SHAPES) if member.suffix.lower() in PARTS else member
        return named.name.lower().endswith(TABLES) and (whole or named_by(table, named.name))

    for member, content in members(path, wanted):
        name = f"{path.name}{INSIDE}{member.name}"
        if member.suffix.lower() in PARTS:
            shapes[str(member.with_suffix(""))][member.suffix.lower()] = content
        else:
            yield from _of_content(content, name, table)
    for stem, parts in shapes.items():
        if SHAPES in parts:
            name = f"{path.name}{INSIDE}{PurePosixPath(stem).name}{SHAPES}"
            yield from _of_features(put_together(parts), name, table)


def _of_content(raw: bytes, name: str, table: TableMapping) -> list[Source]:
    """Return the sources of a file's content: one, but of a workbook one for each sheet."""
    lower = name.lower()
    if lower.endswith(SHEETS):
        sha256 = digest(raw)
        return [
            Source(title, sha256, found.rows, rejected=found.rejected, facts=tuple(found.facts))
            for title, found in sheet_tables(raw, name, table)
        ]
    if lower.endswith(PARQUET):
        return [Source(name, digest(raw), parquet_rows(raw, name))]
    if lower.endswith(FEATURES):
        return _of_features(raw, name, table)
    if lower.endswith(TEXTS):
        return [_of_text(text_content(io.BytesIO(raw), name, len(raw)), name, table)]
    raise LoadRefused("kind", file=name)


def _of_text(raw: bytes, name: str, table: TableMapping) -> Source:
    grid, facts = text_grid(raw, name, table.reading)
    found = table_of(grid, table, name)
    return Source(name, digest(raw), found.rows, rejected=found.rejected, facts=(*facts, *found.facts))


def _of_features(raw: bytes, name: str, table: TableMapping) -> list[Source]:
    rows, facts = feature_rows(raw, name, table)
    return [Source(name, digest(raw), rows, facts=tuple(facts))]
