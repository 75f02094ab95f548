"""Columns of many rows: work done once for each distinct text or row, and what need not be done at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

SAMPLE, SELDOM = 1_000, 0.8
"""Of so many texts more than this share must be distinct for those of a column to be taken as they come."""


def by_distinct(text: pd.Series, meaning: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Return what `meaning` makes of each text, asked once for each distinct one; missing ones are missing.

    Where nearly all are distinct, as moments are, finding the others would take longer than reading them again.
    """
    known = text[text.notna()]
    if known.head(SAMPLE).nunique() > SELDOM * SAMPLE:
        made = meaning(known.reset_index(drop=True))
        return pd.Series(made.array, index=known.index).reindex(text.index)
    codes, distinct = pd.factorize(text)
    made = meaning(pd.Series(distinct, dtype="str"))
    return pd.Series(made.array.take(codes, allow_fill=True), index=text.index)


def distinct_rows(frame: pd.DataFrame, columns: Sequence[str]) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the distinct rows of some columns in the order in which they come first, and which of them each row is.

    The distinct rows keep the number of the first row that is like them.
    """
    path = np.zeros(len(frame), dtype=np.int64)
    for column in columns:
        codes, values = pd.factorize(frame[column], use_na_sentinel=False)
        path = pd.factorize(path * (len(values) + 1) + codes)[0]
    first = np.flatnonzero(~pd.Series(path).duplicated().to_numpy())
    return frame[list(columns)].iloc[first], path


def is_ascii(text: pd.Series) -> bool:
    """Tell whether no text has a sign beyond ASCII, so that there are no widths or forms to do away with."""
    return bool(
        pc.all(pc.string_is_ascii(pa.array(text, pa.large_string(), from_pandas=True))).as_py() is not False
    )


def bytes_of(text: pd.Series) -> bytes:
    """Return all texts one after another in UTF-8: what is not in there, no text has."""
    texts = pa.array(text, pa.large_string(), from_pandas=True)
    chunks = texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]
    buffers = (chunk.buffers()[2] for chunk in chunks)
    return b"".join(buffer.to_pybytes() for buffer in buffers if buffer is not None)


def matching(texts: pd.Series | pd.Index, pattern: str) -> np.ndarray:
    """Tell of each text whether RE2 finds a pattern in it."""
    found = pc.match_substring_regex(pa.array(texts, pa.large_string(), from_pandas=True), pattern)
    return pc.fill_null(found, False).to_numpy(zero_copy_only=False)
