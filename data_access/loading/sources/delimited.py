"""Text files of separated cells as a grid of texts, its index the row's number in the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

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
BLOCK = 8 << 20  # bytes parsed at a time, more than a row may have
PIECE = 1 << 20  # signs encoded at a time

END = "\x1e"
"""The first cell of a row put after the last: it is read as one unless a quotation mark before it was never closed."""


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
    except (csv.Error, ValueError) as error:  # pyarrow's errors derive from ValueError
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
    """Return all cells; rows are as wide as the widest, so that none shifts.

    Most rows are as wide as the first ones; those that are not are told apart by Python, the others by pyarrow.
    """
    widths = [len(row) for row in _first_rows(text, delimiter) if row]
    usual = max(set(widths), key=widths.count, default=1)
    others: dict[int, list[str]] = {}

    def apart(row: pyarrow.csv.InvalidRow) -> str:
        others[row.number] = next(csv.reader(io.StringIO(row.text, newline=""), delimiter=delimiter), [])
        return "skip"

    end = [END, *[""] * (usual - 1)]
    tail = ("" if text.endswith(("\n", "\r")) else "\n") + delimiter.join(end)
    _bounded(text, delimiter, usual, name)
    rows = _parsed(_Encoded(text, tail), delimiter, usual, apart)
    if not len(rows) or rows.iloc[-1].tolist() != end:
        raise ValueError("EOF inside string")
    return _with_others(rows.iloc[:-1], others, name)


class _Encoded(io.RawIOBase):
    """Texts one after another as a file of UTF-8, of which a piece at a time is made."""

    def __init__(self, *texts: str) -> None:
        self._pieces = (text[at : at + PIECE].encode() for text in texts for at in range(0, len(text), PIECE))
        self._left = b""

    def readable(self) -> bool:
        """Return that the file is there to be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer as far as the piece goes."""
        if not self._left:
            self._left = next(self._pieces, b"")
        view = memoryview(buffer)
        count = min(len(view), len(self._left))
        view[:count], self._left = self._left[:count], self._left[count:]
        return count


def _bounded(text: str, delimiter: str, width: int, name: str) -> None:
    """Raise LoadRefused where the rows, each made as wide as the others, have far more cells than are written."""
    most = MOST_MADE + len(text)
    if width * (text.count("\n") + text.count("\r")) > most:
        rows = sum(1 for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        if width * rows > most:
            raise LoadRefused("too_large", file=name)


def _parsed(
    content: io.RawIOBase, delimiter: str, width: int, apart: Callable[[pyarrow.csv.InvalidRow], str]
) -> pd.DataFrame:
    """Return the rows of a width; the others are handed to `apart`."""
    names = [str(number) for number in range(width)]
    # Only a single thread tells the numbers of rows.
    table = pyarrow.csv.read_csv(
        content,
        pyarrow.csv.ReadOptions(column_names=names, use_threads=False, block_size=BLOCK),
        pyarrow.csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=apart
        ),
        pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.large_string()),
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
        ),
    )
    text = pd.StringDtype("pyarrow", na_value=np.nan)
    return table.to_pandas(types_mapper={pa.large_string(): text}.get).set_axis(range(width), axis=1)


def _with_others(rows: pd.DataFrame, others: dict[int, list[str]], name: str) -> pd.DataFrame:
    """Return the rows with those of other widths among them, each at its number; raises LoadRefused."""
    width = max([rows.shape[1], *map(len, others.values())])
    if width > MOST_COLUMNS:
        raise LoadRefused("too_wide", file=name, columns=width, most=MOST_COLUMNS)
    if len(others) * width > MOST_MADE:
        raise LoadRefused("too_large", file=name)
    numbers = np.arange(1, len(rows) + len(others) + 1)
    if not others:
        return rows.set_axis(numbers)
    padded = [cells + [""] * (width - len(cells)) for cells in others.values()]
    apart = pd.DataFrame(padded, index=list(others), columns=range(width), dtype="str")
    rows = rows.set_axis(np.delete(numbers, [number - 1 for number in others]))
    return pd.concat([rows.reindex(columns=range(width), fill_value=""), apart]).sort_index()
