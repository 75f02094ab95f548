"""Parquet files and results of queries are read block by block: no more of them is in memory than that."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from data_access.loading import spool
from data_access.loading.sources import queries, read_sources
from data_access.loading.sources.contents import sources_in
from data_access.loading.sources.given import ANY_TABLE

ROWS, BLOCK, AT_ONCE = 5_250, 500, 100
LONG = float(2**52)
"""A whole number of more digits than a float with a fraction shows."""


@pytest.fixture
def blocks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Small blocks, and how many rows each has that is kept."""
    kept: list[int] = []
    add = spool.Spool.add

    def noted(self: spool.Spool, block: pa.Table) -> None:
        kept.append(len(block))
        add(self, block)

    monkeypatch.setattr(spool, "BLOCK", BLOCK)
    monkeypatch.setattr(queries, "AT_ONCE", AT_ONCE)
    monkeypatch.setattr(spool.Spool, "add", noted)
    return kept


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    """A file of one group of rows, whose last row alone tells that `part` has fractions; one row is empty."""
    whole = [LONG if number % 7 else None for number in range(ROWS)]
    part = [*whole[:-1], 0.5]
    frame = pd.DataFrame({"name": [f"n{number}" for number in range(ROWS)], "whole": whole, "part": part})
    frame.loc[7] = [None, None, None]
    path = tmp_path / "rows.parquet"
    frame.to_parquet(path, row_group_size=ROWS)
    return path


def test_parquet_is_kept_block_by_block(parquet, blocks):
    """What all rows of a column tell together holds in each block, and rows keep their numbers."""
    (source,) = sources_in(parquet, ANY_TABLE)
    assert (max(blocks), sum(blocks)) == (BLOCK, ROWS - 1)
    rows = source.rows
    assert rows.index.tolist() == [number for number in range(2, ROWS + 2) if number != 9]
    assert set(rows["whole"]) == {"", str(2**52)}
    assert set(rows["part"]) == {"", f"{LONG:.15g}", "0.5"}


def test_rows_read_by_another_process_come_as_its_file(parquet):
    """They are the same, as often as they are gone through."""
    (source,) = read_sources([str(parquet)])
    assert isinstance(source.blocks, spool.Texts)
    (here,) = sources_in(parquet, ANY_TABLE)
    for _ in range(2):
        pd.testing.assert_frame_equal(source.rows, here.rows)


def test_of_a_query_no_more_rows_are_held_than_a_block(tmp_path, blocks, monkeypatch):
    """They are fetched as they are kept; the digest is that of all of them as one CSV file."""
    with sqlite3.connect(tmp_path / "rows.sqlite") as database:
        database.execute("CREATE TABLE rows (a INTEGER, b TEXT)")
        database.executemany("INSERT INTO rows VALUES (?, ?)", [(n, f"t,{n}") for n in range(ROWS)])
    database.close()
    held: list[int] = []
    make = queries._blocks

    def fetched(*given):
        read = 0
        for frame in make(*given):
            read += len(frame)
            held.append(read - sum(blocks))
            yield frame

    monkeypatch.setattr(queries, "_blocks", fetched)
    source = queries.read_query(f"sqlite:///{tmp_path}/rows.sqlite", "SELECT * FROM rows ORDER BY a")
    assert max(held) <= BLOCK + AT_ONCE
    assert sum(blocks) == len(source) == ROWS
    assert source.sha256 == queries.hashlib.sha256(source.rows.to_csv().encode()).hexdigest()
