"""The files that are one Shapefile, put together so that GDAL reads them: in one archive, the encoding told."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

PARTS = (".shp", ".dbf", ".shx", ".prj", ".cpg")

FIRST_FIELD = FIELD = 32
NAME = 11
"""Bytes in a DBF before its first field, that describe a field, and of these those of its name."""

HEADER_LENGTH = slice(8, 10)
"""Where a DBF says how many bytes come before its records: 32 for each field, and two ends."""

LOOKED_AT = 1 << 20
CHINESE_UTF8 = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}")
OTHER_THAN_ASCII = re.compile(rb"[\x80-\xff]")


def put_together(parts: Mapping[str, bytes]) -> bytes:
    """Return the archive of a Shapefile's parts by their endings; Chinese names and words are read right in it."""
    table = parts.get(".dbf", b"")
    encoding = _encoding(table, parts.get(".cpg", b"").decode("ascii", "ignore"))
    if encoding == "UTF-8":
        table = _whole_names(table)
    made = {**parts, ".cpg": encoding.encode()} | ({".dbf": table} if table else {})
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for ending, content in made.items():
            archive.writestr(f"features{ending}", content)
    return file.getvalue()


def _encoding(table: bytes, told: str) -> str:
    """Return the encoding of a DBF: what its .cpg says, else what most of its letters are."""
    if re.search("utf", told, re.IGNORECASE):
        return "UTF-8"
    if re.search("gb|936", told, re.IGNORECASE):
        return "GB18030"
    looked_at = table[:LOOKED_AT]
    letters = len(OTHER_THAN_ASCII.findall(looked_at))
    return "UTF-8" if 2 * 3 * len(CHINESE_UTF8.findall(looked_at)) >= letters else "GB18030"


def _whole_names(table: bytes) -> bytes:
    """Return a DBF whose fields' names end with a whole letter: at most ten bytes, they are often cut within one."""
    end = min(int.from_bytes(table[HEADER_LENGTH], "little"), len(table))
    whole = bytearray(table)
    for start in range(FIRST_FIELD, end - 1, FIELD):
        name = table[start : start + NAME].partition(b"\0")[0]
        whole[start : start + NAME] = name.decode("utf-8", "ignore").encode().ljust(NAME, b"\0")
    return bytes(whole)
