"""Words and days by which files say that there is nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Boolean

from data_access.loading.distinct import bytes_of, is_ascii, matching
from data_access.loading.mapping import NO_DATES, TableMapping
from data_access.loading.spelling import spelled
from data_access.schema import metadata

LONGEST = 40
"""No such word is longer; texts that are need no look."""

DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
"""A day, with or without a time, however its parts are set apart."""

BLANK = r"[\t-\r\x1c- ]"
BLANKS = rf"{BLANK}{{2}}|[^ -~]{BLANK}|{BLANK}[^ -~]"
"""Blanks within a text that its spelling leaves out."""

PRINTABLE = bytes(range(ord(" "), ord("~") + 1))
"""Without other signs, and without two blanks together, the spelling of a text leaves out nothing within it."""

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
    said = {name: _for_nothing(rows[name], words - kept.get(name, set())) for name in rows}
    return rows.assign(
        **{name: rows[name].mask(rows[name].isin(few), "") for name, few in said.items() if few}
    )


def says_nothing(text: pd.Series, words: Iterable[str]) -> pd.Series:
    """Tell which texts are one of these words, or a day that stands for none, in any width, case or blanks."""
    plain = {spelled(word) for word in words}
    return text.isin([*_for_nothing(text, plain), *plain.intersection([""])])


def _for_nothing(text: pd.Series, plain: set[str]) -> list[str]:
    """Return those of the texts that say nothing, the empty one aside; few can, so that each can be looked at."""
    read = text if is_ascii(text) else text.str.normalize("NFKC")
    distinct = text[_could(read, max(map(len, plain), default=0))].unique()
    return [one for one in distinct if len(one) <= LONGEST and one and _says_nothing(one, plain)]


def _could(texts: pd.Series, longest: int) -> np.ndarray:
    """Tell which texts are no longer than the longest word for nothing, or a day of one of the years."""
    written = bytes_of(texts)
    if b"  " in written or written.translate(None, PRINTABLE):
        return matching(
            texts, rf"(?s)^{BLANK}*.{{0,{longest}}}{BLANK}*$|{BLANKS}|^{BLANK}*(?:{'|'.join(YEARS)})"
        )
    plain = pc.ascii_trim_whitespace(pa.array(texts, pa.large_string(), from_pandas=True))
    could = pc.less_equal(pc.binary_length(plain), longest)
    for year in YEARS:
        could = pc.or_(could, pc.starts_with(plain, year))
    return pc.fill_null(could, False).to_numpy(zero_copy_only=False)


def _says_nothing(text: str, plain: set[str]) -> bool:
    word = spelled(text)
    return word in plain or _no_day(word)


def _no_day(word: str) -> bool:
    found = DAY.fullmatch(word)
    return found is not None and "-".join(part.zfill(2) for part in found.groups()) in NO_DATES
