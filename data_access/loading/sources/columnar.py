"""Parquet as texts: whole numbers without a point, moments in city time, nothing as empty text."""

from __future__ import annotations

import io

import pandas as pd
import pyarrow as pa
from pyarrow import compute, parquet

from data_access.loading.messages import LoadRefused
from data_access.loading.moments import WRITTEN, in_city_time
from data_access.loading.sources.layout import distinct
from data_access.loading.sources.limits import LARGEST
from data_access.loading.sources.typed import number_text, text_column, text_of

EXACT = 2**53
"""Above it a float no longer holds every whole number."""


def parquet_rows(raw: bytes, name: str) -> pd.DataFrame:
    """Return a Parquet file's rows; the first is row 2, as in a file with a header; raises LoadRefused."""
    try:
        file = parquet.ParquetFile(io.BytesIO(raw))
        size = sum(file.metadata.row_group(n).total_byte_size for n in range(file.metadata.num_row_groups))
        if size > LARGEST:
            raise LoadRefused("too_large", file=name)
        table = file.read()
        columns = [texts(column) for column in table.columns]
    except (pa.ArrowException, ValueError, OSError, KeyError, IndexError) as error:
        raise LoadRefused("damaged", file=name) from error
    if not table.num_rows or not columns:
        raise LoadRefused("only_header", file=name)
    rows = pd.DataFrame(dict(zip(distinct(table.column_names), columns, strict=True)))
    rows.index = pd.RangeIndex(2, len(rows) + 2)
    return rows[(rows != "").any(axis=1)]


def texts(values: pa.ChunkedArray) -> pd.Series:
    """Return a column as texts; floats that are all whole are numbers of a column with gaps."""
    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind):
        return compute.fill_null(values.cast(pa.string()), "").to_pandas().astype("str")
    if pa.types.is_timestamp(kind):
        return in_city_time(values.to_pandas()).dt.strftime(WRITTEN).fillna("").astype("str")
    if pa.types.is_floating(kind):
        numbers = values.to_pandas()
        given = numbers.dropna()
        if ((given % 1 == 0) & (given.abs() < EXACT)).all():
            return numbers.astype("Int64").astype("str").where(numbers.notna(), "")
        return text_column([number_text(number) for number in numbers])
    return text_column([text_of(value) for value in values.to_pylist()])
