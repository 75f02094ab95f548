"""Text files of separated cells as a grid of texts, its index the row's number in the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pandas as pd

from data_access.loading.mapping import Reading
from data_access.loading.messages import LoadRefused
from data_access.loading.sources.decoding import decoded
from data_access.loading.sources.source import Fact

DELIMITERS = ",;\t|"
LOOKED_AT = 200
SNIFFED = 1 << 18
MOST_COLUMNS = 5_000
MOST_MADE = 20_000_000
"""Cells that a file may have beyond those that it writes: each row gets as many as the widest."""
HEAD = 65_536  # bytes looked at for binary content


def text_grid(raw: bytes, name: str, reading: Reading) -> tuple[pd.DataFrame, list[Fact]]:
    """Return the cells of a text file, and what was found of its encoding and delimiter; raises LoadRefused."""
    if not raw.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise LoadRefused("empty_file", file=name)
    if b"\0" in raw[:HEAD] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")) and reading.encoding is None:
        raise LoadRefused("binary", file=name, row=raw[: raw.index(b"\0")].count(b"\n") + 1)
    text, facts = decoded(raw, name, reading.encoding)
    delimiter = reading.delimiter or _delimiter(text)
    if delimiter != ",":
        facts.append(("delimiter", {"delimiter": "Tab" if delimiter == "\t" else delimiter}))
    try:
        return _cells(text, delimiter, name), facts
    except (csv.Error, ValueError) as error:  # a parser's errors derive from ValueError
        raise LoadRefused("table", file=name, detail=str(error).strip()[:200]) from error


def _delimiter(text: str) -> str:
    """Return the sign that parts most of the first rows into equally many cells, and into most."""
    scores = {}
    for sign in DELIMITERS:
        widths = [len(row) for row in _first_rows(text, sign) if len(row) > 1]
        usual = max(set(widths), key=widths.count, default=0)
        scores[sign] = (widths.count(usual), usual)
    return max(scores, key=lambda sign: scores[sign])


def _first_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    lines = text[:SNIFFED].splitlines(keepends=True)[:LOOKED_AT]
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        return


def _cells(text: str, delimiter: str, name: str) -> pd.DataFrame:
    """Return all cells; rows are as wide as the widest, so that none shifts."""
    widths = [len(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    width = max(widths, default=0)
    if width > MOST_COLUMNS:
        raise LoadRefused("too_wide", file=name, columns=width, most=MOST_COLUMNS)
    if width * len(widths) > MOST_MADE + len(text):
        raise LoadRefused("too_large", file=name)
    grid = pd.read_csv(
        io.StringIO(text),
        sep=delimiter,
        header=None,
        names=range(width),
        index_col=False,
        dtype=str,
        keep_default_na=False,
        skip_blank_lines=False,
    )
    return grid.fillna("").set_axis(pd.RangeIndex(1, len(grid) + 1))
