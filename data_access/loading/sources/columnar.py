"""Parquet as texts: whole numbers without a point, moments in city time, nothing as empty text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

import pandas as pd
import pyarrow as pa
from pyarrow import compute, parquet

from data_access.loading import spool
from data_access.loading.messages import LoadRefused
from data_access.loading.moments import WRITTEN, in_city_time
from data_access.loading.sources.layout import distinct
from data_access.loading.sources.limits import LARGEST
from data_access.loading.sources.typed import number_text, text_column, text_of
from data_access.loading.spool import Texts

BUFFERED = 1 << 20
"""Bytes of a column that are read at a time."""

EXACT = 2**53
"""Above it a float no longer holds every whole number."""


def parquet_texts(content: IO[bytes], name: str) -> Texts:
    """Return a Parquet file's rows; the first is row 2, as in a file with a header; raises LoadRefused.

    They are read block by block, however large the file's groups of rows are.
    """
    try:
        file = parquet.ParquetFile(content, buffer_size=BUFFERED)
        size = sum(file.metadata.row_group(n).total_byte_size for n in range(file.metadata.num_row_groups))
        if size > LARGEST:
            raise LoadRefused("too_large", file=name)
        if not file.metadata.num_rows or not file.schema_arrow.names:
            raise LoadRefused("only_header", file=name)
        return Texts(_blocks(file))
    except (pa.ArrowException, ValueError, OSError, KeyError, IndexError) as error:
        raise LoadRefused("damaged", file=name) from error


def _blocks(file: parquet.ParquetFile) -> Iterator[pd.DataFrame]:
    """Yield the rows that have any cell filled as texts, block by block."""
    number, whole = 2, _whole(file)
    for batch in file.iter_batches(spool.BLOCK):
        batch.validate(full=True)  # what is no UTF-8 would only be met where a text is looked at
        table = pa.Table.from_batches([batch])
        columns = [
            texts(column, whole=name in whole)
            for name, column in zip(table.column_names, table.columns, strict=True)
        ]
        rows = pd.DataFrame(dict(zip(distinct(table.column_names), columns, strict=True)))
        rows.index = pd.RangeIndex(number, number + len(rows))
        number += len(rows)
        yield rows[(rows != "").any(axis=1)]


def _whole(file: parquet.ParquetFile) -> set[str]:
    """Return the columns of floats that are all whole: numbers of a column with gaps."""
    whole = {field.name for field in file.schema_arrow if pa.types.is_floating(_kind(field.type))}
    for batch in file.iter_batches(spool.BLOCK, columns=sorted(whole)) if whole else ():
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            if not _all_whole(column.to_pandas()):
                whole.discard(name)
    return whole


def _kind(kind: pa.DataType) -> pa.DataType:
    """Return the type of a column's values, which a dictionary may hold."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _all_whole(numbers: pd.Series) -> bool:
    given = numbers.dropna()
    return bool(((given % 1 == 0) & (given.abs() < EXACT)).all())


def texts(values: pa.ChunkedArray, *, whole: bool | None = None) -> pd.Series:
    """Return a column as texts; floats that are all `whole` are numbers of a column with gaps.

    Whether they are these values tell, where they are the whole column.
    """
    kind = _kind(values.type)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind):
        return compute.fill_null(values.cast(pa.string()), "").to_pandas().astype("str")
    if pa.types.is_timestamp(kind):
        return in_city_time(values.to_pandas()).dt.strftime(WRITTEN).fillna("").astype("str")
    if pa.types.is_floating(kind):
        numbers = values.to_pandas()
        if _all_whole(numbers) if whole is None else whole:
            return numbers.astype("Int64").astype("str").where(numbers.notna(), "")
        return text_column([number_text(number) for number in numbers])
    return text_column([text_of(value) for value in values.to_pylist()])
