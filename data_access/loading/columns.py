"""Columns of a source: their texts as the mapping words them, and these in the schema's types."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from sqlalchemy import Boolean, Column, Date, DateTime, Double, Integer, SmallInteger

from data_access.loading.mapping import TableMapping
from data_access.loading.moments import USUAL, Shown, in_unknown_order, lack_year, moments_of, order_shown
from data_access.loading.numbers import NARROW, numbers_of
from data_access.loading.reasons import RowReasons
from data_access.loading.spelling import translated
from data_access.schema import CASE_STATES

NUMBERS = (Integer, SmallInteger, Double)

ANSWERS = {
    word: answer
    for answer, words in ((True, "true yes y 1 是 有 已 √ ✓"), (False, "false no n 0 否 无 未 × ✗"))
    for word in words.split()
}
"""The words that a yes/no column may hold; a mapping's `values` turns others into true and false."""


def words_of(target: str, mapping: TableMapping) -> Mapping[str, str]:
    """Return what the words of a column mean: as the mapping says; of a state without it, what it is."""
    states = {state: state for state in CASE_STATES} if target == "status" else {}
    return {word: as_text(meaning) for word, meaning in mapping.values.get(target, states).items()}


def worded(frame: pd.DataFrame, target: str, mapping: TableMapping) -> tuple[pd.Series, pd.Series]:
    """Return a column's texts with the mapping's words for its values, and those that it has no word for.

    "*" stands for all others; without it they are empty.
    """
    text = frame[mapping.columns[target]].str.strip()
    if not (words := words_of(target, mapping)):
        return text, text.iloc[:0]
    known = translated(text, words)
    unknown = known.isna() & (text != "")
    if "*" in words:
        return known.mask(unknown, words["*"]).fillna(""), text.iloc[:0]
    return known.fillna(""), text[unknown]


def filled(text: pd.Series, target: str, mapping: TableMapping) -> pd.Series:
    """Return texts with the mapping's default where there is none."""
    return text.where(text != "", as_text(mapping.defaults[target])) if target in mapping.defaults else text


def typed(
    text: pd.Series,
    column: Column,
    mapping: TableMapping,
    source: str,
    rejects: RowReasons,
    shown: Shown | None = None,
) -> pd.Series:
    """Return texts in a column's type; those that cannot be are added to `rejects`. For `shown` see `moments_of`."""
    given = text != ""
    kind = column.type
    if isinstance(kind, DateTime | Date):
        return _moments(text, column, mapping, source, rejects, shown)
    if isinstance(kind, NUMBERS):
        numbers, refused = numbers_of(text, column)
        for rows, reason, details in refused:
            rejects.add(rows, source, reason, **details)
        return numbers
    if isinstance(kind, Boolean):
        answers = text.str.translate(NARROW).str.lower().map(ANSWERS).astype("boolean")
        rejects.add(text[given & answers.isna()], source, "bad_boolean")
        return answers
    return text.where(given, None).astype("string")


def _moments(
    text: pd.Series,
    column: Column,
    mapping: TableMapping,
    source: str,
    rejects: RowReasons,
    shown: Shown | None,
) -> pd.Series:
    given = text != ""
    forms = forms_of(column.name, mapping)
    moments = moments_of(text.where(given), forms, mapping.year, shown)
    unread = text[given & moments.isna()]
    if unread.empty:
        return moments
    if not forms:
        rejects.add(unread[in_unknown_order(unread, shown or order_shown(text))], source, "day_or_month")
    if mapping.year is None:
        rejects.add(unread[lack_year(unread)], source, "no_year")
    rejects.add(unread, source, "bad_date", format=", ".join(forms or USUAL))
    return moments


def forms_of(target: str, mapping: TableMapping) -> tuple[str, ...]:
    """Return the forms of moments that the mapping says a column has, none where it does not say."""
    return mapping.date_formats.get(target, mapping.date_format)


def as_text(value: object) -> str:
    """Return a TOML value as a file would write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def joined(frame: pd.DataFrame) -> pd.Series:
    """Return each row's texts as one; the unit separator between them stands in no file that people write."""
    rows = zip(*(frame[name] for name in frame), strict=True)
    return pd.Series(["\x1f".join(row) for row in rows], index=frame.index, dtype="str")
