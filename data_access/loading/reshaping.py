"""Bring a source's rows into the shape that a mapping speaks of: columns joined, a key made, no records left out."""

from __future__ import annotations

import pandas as pd

from data_access.loading.mapping import TableMapping, key_name
from data_access.loading.messages import LoadRefused
from data_access.loading.nothing import emptied
from data_access.loading.personal import named, of_persons
from data_access.loading.spelling import is_one_of

KEY_SIGN = "-"


def reshaped(rows: pd.DataFrame, mapping: TableMapping, file: str) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the rows with the columns that `join` and `key` make, and how many were left out by each column.

    What says that there is nothing is empty from here on. Joined parts stand one after another with a blank
    between them, so that a day and a time make a moment; empty parts fall away. A key is empty, and its row then
    refused, where one of its parts is. Raises LoadRefused where the file lacks a column.
    """
    rows = emptied(rows, mapping)
    for made, parts in mapping.join.items():
        require(rows, parts, file)
        rows = rows.assign(**{made: _joined(rows, parts)})
    if mapping.key:
        require(rows, mapping.key, file)
        whole = (rows[list(mapping.key)] != "").all(axis=1)
        texts = rows[mapping.key[0]].str.cat(rows[list(mapping.key[1:])], sep=KEY_SIGN)
        rows = rows.assign(**{key_name(mapping.key): texts.where(whole, "")})
    return _left_out(rows, mapping, file)


def _joined(rows: pd.DataFrame, parts: tuple[str, ...]) -> pd.Series:
    """Return the parts one after another; a person's name keeps its column's as the word that tells it is one."""
    said = [_announced(rows[part], part) if of_persons(part) else rows[part] for part in parts]
    return said[0].str.cat(said[1:], sep=" ").str.split().str.join(" ")


def _announced(texts: pd.Series, column: str) -> pd.Series:
    return texts.where(texts == "", f"{named(column)}：" + texts)


def _left_out(rows: pd.DataFrame, mapping: TableMapping, file: str) -> tuple[pd.DataFrame, dict[str, int]]:
    """Leave out the rows that hold one of a column's words, such as void ones (作废)."""
    counts = {}
    for column, words in mapping.leave_out.items():
        require(rows, (column,), file)
        out = is_one_of(rows[column], words)
        counts[column] = int(out.sum())
        rows = rows[~out]
    return rows, counts


def require(rows: pd.DataFrame, columns: tuple[str, ...], file: str) -> None:
    """Raise LoadRefused where a column is missing."""
    for column in columns:
        if column not in rows:
            found = ", ".join(map(str, list(rows)[:40]))
            raise LoadRefused(
                "missing_column",
                file=file,
                column=column,
                target="join, key, leave_out, count_up",
                found=found,
            )
