"""Words and days by which files say that there is nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd
from sqlalchemy import Boolean

from data_access.loading.mapping import NO_DATES, TableMapping
from data_access.loading.spelling import spelled
from data_access.schema import metadata

LONGEST = 40
"""No such word is longer; texts that are need no look."""

DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
"""A day, with or without a time, however its parts are set apart."""

NO = "无"
"""The empty word that answers no where a column asks yes or no."""


def emptied(rows: pd.DataFrame, mapping: TableMapping) -> pd.DataFrame:
    """Return the rows of texts with "" wherever one says that there is nothing, in any width, case or blanks.

    A word that the mapping's `values` translate for a column says something there, as 无 does where a column
    asks yes or no.
    """
    words = {spelled(word) for word in mapping.empty}
    kept = {}
    for target, source in mapping.columns.items():
        kept[source] = {spelled(word) for word in mapping.values.get(target, {})}
        if isinstance(metadata.tables[mapping.target].c[target].type, Boolean):
            kept[source].add(NO)
    return rows.assign(
        **{
            name: rows[name].mask(says_nothing(rows[name], words - kept.get(name, set())), "")
            for name in rows
        }
    )


def says_nothing(text: pd.Series, words: Iterable[str]) -> pd.Series:
    """Tell which texts are one of these words, or a day that stands for none, in any width, case or blanks."""
    plain = {spelled(word) for word in words}
    distinct = text[text.str.len() <= LONGEST].unique()
    return text.isin([one for one in distinct if spelled(one) in plain or _no_day(spelled(one))])


def _no_day(word: str) -> bool:
    found = DAY.fullmatch(word)
    return found is not None and "-".join(part.zfill(2) for part in found.groups()) in NO_DATES
