"""Bytes of a text file to text: the encoding is decided over the whole file."""

from __future__ import annotations

import codecs
import re

from data_access.loading.messages import LoadRefused
from data_access.loading.sources.source import Fact

CHINESE = re.compile("[\u3000-\u9fff\uff00-\uffef]")
RARE_LETTERS = re.compile("[\u0370-\u07ff]")
"""Greek to Arabic: what two bytes of GB 18030 look like as UTF-8 (学习 as ѧϰ)."""


def decoded(raw: bytes, name: str, encoding: str | None) -> tuple[str, list[Fact]]:
    """Return a file's text, and which encoding it has where that is not plain UTF-8.

    Raises LoadRefused where neither UTF-8 nor GB 18030 (nor what the mapping names) fits all of it.
    """
    if encoding is None and raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    if encoding is not None:
        return _exactly(raw, name, encoding), [("encoding", {"encoding": encoding})]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _gb18030(raw, name, error), [("encoding", {"encoding": "GB 18030"})]
    if RARE_LETTERS.search(text) and not CHINESE.search(text):
        try:
            return raw.decode("gb18030"), [("encoding_both", {})]
        except UnicodeDecodeError:
            return text, []
    return text, []


def _exactly(raw: bytes, name: str, encoding: str) -> str:
    try:
        return raw.decode(encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError) as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        raise LoadRefused("encoding", file=name, row=_row(raw, start)) from error


def _gb18030(raw: bytes, name: str, fault: UnicodeDecodeError) -> str:
    """Return the text of GB 18030; lines of Chinese in UTF-8 among it make a mixture, which is refused."""
    if any(_is_chinese_utf8(line) for line in raw.split(b"\n")):
        raise LoadRefused("encoding", file=name, row=_row(raw, fault.start))
    return _exactly(raw, name, "gb18030")


def _row(raw: bytes, position: int) -> int:
    return raw[:position].count(b"\n") + 1


def _is_chinese_utf8(line: bytes) -> bool:
    """Tell whether a line is UTF-8 with Chinese: three bytes each, which GB 18030's pairs seldom make."""
    if line.isascii():
        return False
    try:
        return CHINESE.search(line.decode("utf-8")) is not None
    except UnicodeDecodeError:
        return False
