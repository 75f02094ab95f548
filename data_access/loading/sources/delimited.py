"""Text files of separated cells as grids of texts, block by block; the index is the row's number in the file."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from data_access.loading.mapping import Reading
from data_access.loading.messages import LoadRefused
from data_access.loading.sources.decoding import encoding_of, pieces
from data_access.loading.sources.limits import checked
from data_access.loading.sources.source import Fact
from data_access.loading.spool import TEXT

DELIMITERS = ",;\t|"
LOOKED_AT = 200
SNIFFED = 1 << 18
MOST_COLUMNS = 5_000
MOST_MADE = 20_000_000
"""Cells that a file may have beyond those that it writes: each row gets as many as the widest."""
HEAD = 65_536  # bytes looked at for binary content
BLOCK = 8 << 20  # bytes parsed at a time, more than a row may have
NOTHING = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"
"""What a file without any cell is made of."""

END = "\x1e"
"""The first cell of a row put after the last: it is read as one unless a quotation mark before it was never closed."""


@dataclass(frozen=True)
class Text:
    """A text file that was looked through: its encoding, the sign between its cells, and what was found of them."""

    file: IO[bytes]
    name: str
    sha256: str
    encoding: str
    delimiter: str
    size: int
    facts: list[Fact]

    def rows_expected(self, read: int) -> int:
        """Return how many rows the file may have, as so many are read."""
        return max(read, read * self.size // max(self.file.tell(), 1))

    def grid(self) -> Iterator[pd.DataFrame]:
        """Yield the cells block by block, the index the rows' numbers; raises LoadRefused.

        Rows are as wide as most or, of those beside them in a block, the widest, so that none shifts.
        """
        try:
            yield from _cells(self)
        except (csv.Error, ValueError) as error:  # pyarrow's errors derive from ValueError
            raise LoadRefused("table", file=self.name, detail=str(error).strip()[:200]) from error


def text_of(file: IO[bytes], name: str, reading: Reading) -> Text:
    """Look through a text file; raises LoadRefused where it is none, or too large."""
    seen, size, given, head = hashlib.sha256(), 0, False, b""
    for piece in checked(file, name):
        seen.update(piece)
        size += len(piece)
        given = given or bool(piece.strip(NOTHING))
        head = head or piece[:HEAD]
    if not given:
        raise LoadRefused("empty_file", file=name)
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")) and reading.encoding is None:
        raise LoadRefused("binary", file=name, row=head[: head.index(b"\0")].count(b"\n") + 1)
    encoding, facts = encoding_of(file, name, reading.encoding)
    delimiter = reading.delimiter or _delimiter(next(pieces(file, encoding)))
    if delimiter != ",":
        facts.append(("delimiter", {"delimiter": "Tab" if delimiter == "\t" else delimiter}))
    return Text(file, name, seen.hexdigest(), encoding, delimiter, size, facts)


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


def _cells(text: Text) -> Iterator[pd.DataFrame]:
    """Yield all cells.

    Most rows are as wide as the first ones; those that are not are told apart by Python, the others by pyarrow.
    """
    first = next(pieces(text.file, text.encoding))
    widths = [len(row) for row in _first_rows(first, text.delimiter) if row]
    usual = max(set(widths), key=widths.count, default=1)
    _require_bounded(text, usual)
    others: dict[int, list[str]] = {}

    def apart(row: pyarrow.csv.InvalidRow) -> str:
        others[row.number] = next(csv.reader(io.StringIO(row.text, newline=""), delimiter=text.delimiter), [])
        return "skip"

    end = [END, *[""] * (usual - 1)]
    tail = "\n" + text.delimiter.join(end)
    content = io.BufferedReader(_Encoded(_ended(text, tail)), BLOCK)
    blocks = _parsed(content, text.delimiter, usual, apart)
    number, held = 1, None
    for rows in blocks:
        if held is not None:
            yield held
        held = _with_others(rows, others, number, text.name)
        number = held.index[-1] + 1 if len(held) else number
    if held is None or held.empty or held.iloc[-1, :usual].tolist() != end:
        raise ValueError("EOF inside string")
    yield held.iloc[:-1]


def _ended(text: Text, tail: str) -> Iterator[str]:
    """Yield a file's text and a tail after the end of its last row."""
    last = ""
    for piece in pieces(text.file, text.encoding):
        yield piece
        last = piece[-1:] or last
    yield tail[1:] if last in "\r\n" else tail


class _Encoded(io.RawIOBase):
    """Texts one after another as a file of UTF-8."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._pieces = (text.encode() for text in texts if text)
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


def _require_bounded(text: Text, width: int) -> None:
    """Raise LoadRefused where the rows, each made as wide as the others, have far more cells than are written."""
    most, lines = MOST_MADE, 0
    for piece in pieces(text.file, text.encoding):
        most += len(piece)
        lines += piece.count("\n") + piece.count("\r")
    if width * lines > most:
        whole = io.TextIOWrapper(
            io.BufferedReader(_Encoded(pieces(text.file, text.encoding))), "utf-8", newline=""
        )
        if width * sum(1 for _ in csv.reader(whole, delimiter=text.delimiter)) > most:
            raise LoadRefused("too_large", file=text.name)


def _parsed(
    content: IO[bytes], delimiter: str, width: int, apart: Callable[[pyarrow.csv.InvalidRow], str]
) -> Iterator[pd.DataFrame]:
    """Yield the rows of a width; the others are handed to `apart`."""
    names = [str(number) for number in range(width)]
    # Only a single thread tells the numbers of rows.
    batches = pyarrow.csv.open_csv(
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
    for batch in batches:
        frame = batch.to_pandas(types_mapper={pa.large_string(): TEXT}.get)
        yield frame.set_axis(range(width), axis=1)


def _with_others(rows: pd.DataFrame, others: dict[int, list[str]], first: int, name: str) -> pd.DataFrame:
    """Return rows, numbered from the `first` on, with those of other widths before the last of them, taken out.

    Raises LoadRefused where these are too wide.
    """
    numbers = np.arange(first, first + len(rows) + len(others))
    numbers = numbers[~np.isin(numbers, list(others))][: len(rows)]
    between = [number for number in others if len(numbers) and number < numbers[-1]]
    cells = [others.pop(number) for number in between]
    width = max([rows.shape[1], *map(len, cells)])
    if width > MOST_COLUMNS:
        raise LoadRefused("too_wide", file=name, columns=width, most=MOST_COLUMNS)
    if len(cells) * width + len(rows) * (width - rows.shape[1]) > MOST_MADE:
        raise LoadRefused("too_large", file=name)
    rows = rows.set_axis(numbers)
    if not cells:
        return rows
    padded = [one + [""] * (width - len(one)) for one in cells]
    apart = pd.DataFrame(padded, index=between, columns=range(width), dtype="str")
    return pd.concat([rows.reindex(columns=range(width), fill_value=""), apart]).sort_index()
