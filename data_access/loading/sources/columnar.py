"""Parquet as texts: whole numbers without a point, moments in city time, nothing as empty text."""

from __future__ import annotations

import io

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from data_access.loading.messages import LoadRefused
from data_access.loading.sources.limits import LARGEST
from data_access.loading.sources.queries import as_text

EXACT = 2**53
"""Above it a float no longer holds every whole number."""


def parquet_rows(raw: bytes, name: str) -> pd.DataFrame:
    """Return a Parquet file's rows; the first is row 2, as in a file with a header; raises LoadRefused."""
    try:
        file = parquet.ParquetFile(io.BytesIO(raw))
        size = sum(file.metadata.row_group(n).total_byte_size for n in range(file.metadata.num_row_groups))
        if size > LARGEST:
            raise LoadRefused("too_large", file=name)
        frame = file.read().to_pandas()
    except (pa.ArrowException, ValueError, OSError, KeyError, IndexError) as error:
        raise LoadRefused("table", file=name, detail=str(error).strip()[:200]) from error
    if frame.empty:
        raise LoadRefused("only_header", file=name)
    rows = frame.reset_index(drop=True).apply(_texts)
    rows.columns = [str(column) for column in rows]
    rows.index = pd.RangeIndex(2, len(rows) + 2)
    return rows[(rows != "").any(axis=1)]


def _texts(values: pd.Series) -> pd.Series:
    """Return a column as texts; floats that are all whole are numbers of a column with gaps."""
    if pd.api.types.is_float_dtype(values):
        given = values.dropna()
        if ((given % 1 == 0) & (given.abs() < EXACT)).all():
            return values.astype("Int64").astype("string").fillna("").astype(object)
    return as_text(values)
