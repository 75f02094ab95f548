"""Rows kept block by block in a temporary file, so that no load is larger than the memory."""

from __future__ import annotations

import contextlib
import sys
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from multiprocessing import reduction
from typing import IO, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from data_access.loading.messages import LoadRefused

BLOCK = 100_000
"""Rows that are checked and placed together."""

NUMBER = "\x1frow"
"""The column that keeps the rows' numbers; no file has a column of this name."""

TEXT = pd.StringDtype("pyarrow", na_value=np.nan)


class Spool:
    """Blocks of the same columns, to be added first and then read as often as need be.

    Their file has no name: it is gone with the program, however that ends. Raises LoadRefused where the disk is full.
    """

    def __init__(self) -> None:
        with _room():
            self._keep(tempfile.TemporaryFile())  # noqa: SIM115 - closed with the spool
        self._writer: pa.RecordBatchFileWriter | None = None
        self._reader: pa.RecordBatchFileReader | None = None
        self.columns: list[str] = []
        self._rows = 0

    def _keep(self, file: IO[bytes]) -> None:
        self._file = file
        weakref.finalize(self, _close, file)

    def __len__(self) -> int:
        return self._rows

    def add(self, block: pa.Table) -> None:
        """Keep a block."""
        block = block.replace_schema_metadata(None)
        with _room():
            if self._writer is None:
                self.columns = block.column_names
                self._writer = pa.ipc.new_file(pa.PythonFile(self._file, "w"), block.schema)
            self._writer.write_table(block.combine_chunks())
        self._rows += len(block)

    def __iter__(self) -> Iterator[pa.Table]:
        """Yield the blocks in their order."""
        if (reader := self._read()) is None:
            return
        if not reader.num_record_batches:
            yield reader.schema.empty_table()
        for number in range(reader.num_record_batches):
            yield pa.Table.from_batches([reader.get_batch(number)])

    def _read(self) -> pa.RecordBatchFileReader | None:
        """Return the reader of what was added, None where nothing was; nothing more can be added then."""
        if self._reader is None and self._writer is not None:
            with _room():
                self._writer.close()
                self._file.flush()
            self._reader = pa.ipc.open_file(pa.PythonFile(self._file, "r"))
        return self._reader

    def __reduce__(self) -> tuple[object, ...]:
        """Go to another process as the open file itself: no row passes through the memory of either."""
        if self._read() is None or sys.platform == "win32":
            return Spool, ()
        return _fetched, (reduction.DupFd(self._file.fileno()), self.columns, self._rows)


def _fetched(file: Any, columns: list[str], rows: int) -> Spool:
    """Return the spool of a file that another process has filled."""
    spool = Spool.__new__(Spool)
    spool._keep(open(file.detach(), "rb"))  # noqa: SIM115, PTH123 - closed with the spool
    spool._writer, spool._reader = None, pa.ipc.open_file(pa.PythonFile(spool._file, "r"))
    spool.columns, spool._rows = columns, rows
    return spool


def _close(file: IO[bytes]) -> None:
    with contextlib.suppress(OSError):  # what found no room is not wanted any more
        file.close()


@contextlib.contextmanager
def _room() -> Iterator[None]:
    """Raise LoadRefused where what is written finds no room."""
    try:
        yield
    except OSError as error:
        raise LoadRefused("no_room", detail=error.strerror or error) from error


class Texts:
    """A source's rows as frames of texts, their index the numbers of the rows, in a spool."""

    def __init__(self, blocks: Iterable[pd.DataFrame]) -> None:
        self._spool = Spool()
        self._columns: list[str] = []
        self._left_out: list[str] = []
        for block in blocks:
            self._columns = list(block)
            named = block.set_axis([str(number) for number in range(len(self._columns))], axis=1)
            schema = pa.schema([(name, pa.large_string()) for name in named] + [(NUMBER, pa.int64())])
            self._spool.add(
                pa.Table.from_pandas(named.assign(**{NUMBER: block.index}), schema, preserve_index=False)
            )

    def __len__(self) -> int:
        return len(self._spool)

    def __iter__(self) -> Iterator[pd.DataFrame]:
        """Yield the blocks in their order."""
        for block in self._spool:
            frame = block.to_pandas(types_mapper={pa.large_string(): TEXT}.get)
            frame = frame.set_index(NUMBER).rename_axis(None).set_axis(self._columns, axis=1)
            yield frame.drop(columns=self._left_out) if self._left_out else frame

    def leave_out_empty(self, columns: Iterable[str]) -> None:
        """Leave out those of the columns that hold nothing in any row."""
        asked = list(columns)
        filled = {name for block in (self if asked else ()) for name in asked if (block[name] != "").any()}
        self._left_out = [name for name in asked if name not in filled]


def in_blocks(frames: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Yield frames of at most `BLOCK` rows each, smaller ones put together; one frame at least."""
    held: list[pd.DataFrame] = []
    for frame in frames:
        for start in range(0, max(len(frame), 1), BLOCK):
            piece = frame.iloc[start : start + BLOCK]
            if held and sum(map(len, held)) + len(piece) > BLOCK:
                yield pd.concat(held)
                held = []
            held.append(piece)
    if held:
        yield pd.concat(held) if len(held) > 1 else held[0]
