"""Bytes of a text file to text, piece by piece: the encoding is decided over the whole file."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import IO

from data_access.loading.messages import LoadRefused
from data_access.loading.sources.source import Fact

PIECE = 1 << 20
"""Bytes decoded at a time."""

CHINESE = re.compile("[\u3000-\u9fff\uff00-\uffef]")
RARE_LETTERS = re.compile("[\u0370-\u07ff]")
"""Greek to Arabic: what two bytes of GB 18030 look like as UTF-8 (学习 as ѧϰ)."""


class UndecodableError(Exception):
    """A row of a file that is not of the encoding tried; the first, where the encoding is not known at all."""

    def __init__(self, row: int) -> None:
        super().__init__(f"row {row}")
        self.row = row


def decoded(raw: bytes, name: str, told: str | None) -> tuple[str, list[Fact]]:
    """Return a file's whole text, and the fact of its encoding, as `encoding_of` does."""
    encoding, facts = encoding_of(io.BytesIO(raw), name, told)
    return "".join(pieces(io.BytesIO(raw), encoding)), facts


def encoding_of(file: IO[bytes], name: str, told: str | None) -> tuple[str, list[Fact]]:
    """Return the encoding of all of a file, and the fact of it where that is not plain UTF-8.

    Raises LoadRefused where neither UTF-8 nor GB 18030 (nor what the mapping names) fits all of it.
    """
    file.seek(0)
    if told is None and file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        told = "utf-16"
    if told is not None:
        _require(file, name, told)
        return told, [("encoding", {"encoding": told})]
    try:
        rare = _is_rare(file)
    except UndecodableError as error:
        if _has_chinese_utf8(file):
            raise LoadRefused("encoding", file=name, row=error.row) from error
        _require(file, name, "gb18030")
        return "gb18030", [("encoding", {"encoding": "GB 18030"})]
    if rare and _fits(file, "gb18030"):
        return "gb18030", [("encoding_both", {})]
    return "utf-8", []


def pieces(file: IO[bytes], encoding: str) -> Iterator[str]:
    """Yield a file's text from the beginning, without a byte order mark; raises UndecodableError."""
    file.seek(0)
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError as error:
        raise UndecodableError(1) from error
    rows, first = 1, True
    while True:
        raw = file.read(PIECE)
        try:
            text = decoder.decode(raw, final=not raw)
        except UnicodeDecodeError as error:
            raise UndecodableError(rows + error.object[: error.start].count(b"\n")) from error
        rows += raw.count(b"\n")
        yield text.removeprefix("\ufeff") if first else text
        first = first and not text
        if not raw:
            return


def _require(file: IO[bytes], name: str, encoding: str) -> None:
    try:
        for _ in pieces(file, encoding):
            pass
    except UndecodableError as error:
        raise LoadRefused("encoding", file=name, row=error.row) from error


def _fits(file: IO[bytes], encoding: str) -> bool:
    try:
        return all(True for _ in pieces(file, encoding))
    except UndecodableError:
        return False


def _is_rare(file: IO[bytes]) -> bool:
    """Tell whether a text in UTF-8 has letters that may be Chinese in another encoding, and no Chinese."""
    rare = chinese = False
    for text in pieces(file, "utf-8"):
        if not (chinese or text.isascii()):
            rare = rare or RARE_LETTERS.search(text) is not None
            chinese = CHINESE.search(text) is not None
    return rare and not chinese


def _has_chinese_utf8(file: IO[bytes]) -> bool:
    """Tell whether any line is UTF-8 with Chinese: three bytes each, which GB 18030's pairs seldom make.

    A file of GB 18030 with such lines is a mixture.
    """
    file.seek(0)
    return any(_is_chinese_utf8(line) for line in file)


def _is_chinese_utf8(line: bytes) -> bool:
    if line.isascii():
        return False
    try:
        return CHINESE.search(line.decode("utf-8")) is not None
    except UnicodeDecodeError:
        return False
