"""Look into an XLSX before it is read: is it a bomb, how far do its cells reach, which formulas have no value?"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree

from data_access.loading.messages import LoadRefused
from data_access.loading.sources.limits import FAULTS, check_size
from data_access.loading.sources.source import Fact

MOST_CELLS = 40_000_000
CHUNK = 1 << 20
CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')
HIDDEN = re.compile(rb'<row [^>]*hidden="(?:1|true)"')
NO_VALUE = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*><f[^>]*>[^<]*</f>(?:<v\s*/>|<v></v>)?</c>')
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
BOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def check_workbook(raw: bytes, name: str) -> dict[str, list[Fact]]:
    """Return by sheet what is hidden or not computed; raises LoadRefused where a workbook is broken or too large."""
    if not raw:
        raise LoadRefused("empty_file", file=name)
    if not raw.startswith(b"PK"):
        return {}  # XLS of before 2007, or no workbook at all, which its reader tells
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            check_size(archive, len(raw), name)
            titles = _titles(archive)
            parts = [part for part in archive.namelist() if SHEET.fullmatch(part)]
            return {titles.get(part, part): _facts(archive, part, name) for part in parts}
    except (*FAULTS, KeyError, ElementTree.ParseError) as error:
        raise LoadRefused("damaged", file=name) from error


def _titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the sheets' titles by the part of the archive that holds them."""
    targets = {}
    for relation in _xml(archive, BOOK_RELATIONS):
        targets[relation.get("Id")] = relation.get("Target", "").removeprefix("/xl/")
    sheets = [item for item in _xml(archive, "xl/workbook.xml").iter() if item.tag.endswith("}sheet")]
    return {f"xl/{targets.get(sheet.get(RELATION))}": sheet.get("name", "") for sheet in sheets}


def _xml(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    content = archive.read(part)
    if (
        b"<!DOCTYPE" in content or b"<!ENTITY" in content
    ):  # office programs write none; bombs are made of them
        raise ValueError("DOCTYPE")
    return ElementTree.fromstring(content)  # noqa: S314 - no entities are left


def _facts(archive: zipfile.ZipFile, part: str, name: str) -> list[Fact]:
    """Scan a sheet in pieces, so that no cell far away makes a reader ask for all cells in between."""
    columns: set[bytes] = set()
    last = hidden = missing = 0
    first = ""
    with archive.open(part) as file:
        for piece in _pieces(file):
            cells = CELL.findall(piece)
            columns.update(column for column, _ in cells)
            last = max(last, max((int(row) for row in {row for _, row in cells}), default=0))
            hidden += len(HIDDEN.findall(piece))
            without = NO_VALUE.findall(piece)
            missing += len(without)
            first = first or (without[0].decode() if without else "")
    if last * max(map(_number, columns), default=0) > MOST_CELLS:
        raise LoadRefused("too_large", file=name)
    facts: list[Fact] = [("hidden_rows", {"count": hidden})] if hidden else []
    return facts + ([("no_value", {"count": missing, "cell": first})] if missing else [])


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a sheet's XML in pieces that end where a row ends."""
    rest = b""
    while chunk := file.read(CHUNK):
        whole, mark, rest_of_chunk = (rest + chunk).rpartition(b"</row>")
        if mark:
            yield whole + mark
        rest = rest_of_chunk
    yield rest


def _number(column: bytes) -> int:
    """Return the number of a column's letters, A being 1."""
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number
