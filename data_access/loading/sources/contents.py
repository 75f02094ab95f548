"""What a file holds, by the ending of its name: text, workbook, Parquet, features of maps, an archive of these."""

from __future__ import annotations

import hashlib
import io
from collections import Counter, defaultdict
from collections.abc import Iterator
from fnmatch import fnmatch
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import IO

import pandas as pd

from data_access.loading.mapping import TableMapping
from data_access.loading.messages import LoadRefused
from data_access.loading.progress import Tell, silent
from data_access.loading.sources.columnar import parquet_texts
from data_access.loading.sources.decoding import PIECE
from data_access.loading.sources.delimited import Text, text_of
from data_access.loading.sources.features import feature_rows
from data_access.loading.sources.layout import BESIDE, TOP, Head, head_of, not_blank, records_of
from data_access.loading.sources.limits import file_bytes, members, opened, unpacked
from data_access.loading.sources.shapefile import PARTS, put_together
from data_access.loading.sources.sheets import sheet_tables
from data_access.loading.sources.source import Fact, Source, digest, no_rejects
from data_access.loading.spool import Texts, in_blocks

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


def sources_in(path: Path, table: TableMapping, tell: Tell = silent) -> list[Source]:
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
    if kind == PARQUET:
        with opened(path) as file:
            return [_of_parquet(file, path.name)]
    if not path.name.lower().endswith(TEXTS):
        return _of_content(file_bytes(path), path.name, table)
    with opened(path) as file:
        content = file if kind in PLAIN else io.BytesIO(unpacked(file.read(), path.name))
        return [_of_text(content, path.name, table, tell)]


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
            Source(
                title,
                sha256,
                Texts(in_blocks([found.rows])),
                rejected=found.rejected,
                facts=tuple(found.facts),
            )
            for title, found in sheet_tables(raw, name, table)
        ]
    if lower.endswith(PARQUET):
        return [_of_parquet(io.BytesIO(raw), name)]
    if lower.endswith(FEATURES):
        return _of_features(raw, name, table)
    if lower.endswith(TEXTS):
        return [_of_text(io.BytesIO(unpacked(raw, name)), name, table)]
    raise LoadRefused("kind", file=name)


def _of_parquet(file: IO[bytes], name: str) -> Source:
    seen = hashlib.sha256()
    while piece := file.read(PIECE):
        seen.update(piece)
    return Source(name, seen.hexdigest(), parquet_texts(file, name))


def _of_text(file: IO[bytes], name: str, table: TableMapping, tell: Tell = silent) -> Source:
    """Return the source that a text file is, its rows in a spool; raises LoadRefused where it has none."""
    text = text_of(file, name, table.reading)
    head, grid = _headed(text, table)
    rejected, counts = [no_rejects()], Counter[str]()

    def records() -> Iterator[pd.DataFrame]:
        for block in grid:
            found = records_of(block, head)
            rejected.append(found.rejected)
            counts.update({key: int(str(details["count"])) for key, details in found.facts})
            yield found.rows
            read = int(block.index[-1]) if len(block) else 0
            tell("reading", name, read, text.rows_expected(read))

    rows = Texts(in_blocks(records()))
    refused = pd.concat([part for part in rejected if len(part)] or rejected[:1]).sort_values("row_number")
    if not (len(rows) or len(refused)):
        raise LoadRefused("only_header", file=name)
    rows.leave_out_empty(head.unnamed)
    beside: list[Fact] = [(key, {"count": counts[key]}) for key in BESIDE if counts[key]]
    return Source(name, text.sha256, rows, rejected=refused, facts=(*text.facts, *head.facts, *beside))


def _headed(text: Text, table: TableMapping) -> tuple[Head, Iterator[pd.DataFrame]]:
    """Return the header of a text file, and its blocks, those among them that were read for it."""
    blocks = text.grid()
    read: list[pd.DataFrame] = []
    filled, last = 0, max(table.reading.header or (0,))
    for block in blocks:
        read.append(block)
        filled += len(not_blank(block))
        if filled >= TOP and block.index[-1] >= last:
            break
    return head_of(pd.concat(read).fillna(""), table, text.name), chain(read, blocks)


def _of_features(raw: bytes, name: str, table: TableMapping) -> list[Source]:
    rows, facts = feature_rows(raw, name, table)
    return [Source(name, digest(raw), [rows], facts=tuple(facts))]
