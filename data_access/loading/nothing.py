"""Words and days by which files say that there is nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd
from sqlalchemy import Boolean

from data_access.loading.distinct import is_ascii
from data_access.loading.mapping import NO_DATES, TableMapping
from data_access.loading.spelling import spelled
from data_access.schema import metadata

LONGEST = 40
"""No such word is longer; texts that are need no look."""

DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
"""A day, with or without a time, however its parts are set apart."""

BLANKS = r"[\t-\r\x1c- ]{2}|[^ -~][\t-\r\x1c- ]|[\t-\r\x1c- ][^ -~]"
"""Blanks within a text that its spelling leaves out."""

YEARS = tuple({day[:4] for day in NO_DATES})

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
    said = {name: says_nothing(rows[name], words - kept.get(name, set())) for name in rows}
    return rows.assign(**{name: rows[name].mask(empty, "") for name, empty in said.items() if empty.any()})


def says_nothing(text: pd.Series, words: Iterable[str]) -> pd.Series:
    """Tell which texts are one of these words, or a day that stands for none, in any width, case or blanks."""
    plain = {spelled(word) for word in words}
    given = text[(text != "") & (text.str.len() <= LONGEST)]
    distinct = given[_could_be(given, max(map(len, plain), default=0))].unique()
    found = [one for one in distinct if spelled(one) in plain or _no_day(spelled(one))]
    return text.isin(["", *found] if "" in plain else found)


def _could_be(text: pd.Series, longest: int) -> pd.Series:
    """Tell which texts may be as short as a word, or begin like a day for none: few, so that each can be looked at."""
    plain = text if is_ascii(text) else text.str.normalize("NFKC")
    stripped = plain.str.strip()
    few = (stripped.str.len() <= longest) | stripped.str.contains(BLANKS)
    return few | stripped.str.startswith(YEARS)


def _no_day(word: str) -> bool:
    found = DAY.fullmatch(word)
    return found is not None and "-".join(part.zfill(2) for part in found.groups()) in NO_DATES
