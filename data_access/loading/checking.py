"""Turn text columns into the schema's types, and collect each row that cannot be taken, with its reason."""

from __future__ import annotations

import re

import pandas as pd
from sqlalchemy import Column

from data_access.loading.mapping import TableMapping
from data_access.messages import LoadRefused, message
from data_access.schema import metadata

PERSONAL = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)")
"""Identity numbers (居民身份证号, GB 11643) and mobile telephones of mainland China, as people write them."""

VALUE_SHOWN = 60

ANSWERS = {
    word: answer
    for answer, words in ((True, "true yes y 1 是 有"), (False, "false no n 0 否 无"))
    for word in words.split()
}
"""The words that a yes/no column may hold; a mapping's `values` turns others into true and false."""


class Rejects:
    """The rows refused so far: the first reason of each."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._rows: dict[int, tuple[str, str, str]] = {}

    def add(self, rows: pd.Series, column: str, reason: str, **details: object) -> None:
        """Refuse the rows of a text series (row number → value) for one reason."""
        words = message(f"reject.{reason}", self._language, **details)
        for number, value in rows.items():
            self._rows.setdefault(int(number), (column, masked(str(value))[:VALUE_SHOWN], words))

    def frame(self) -> pd.DataFrame:
        """Return row_number, column_name, value (masked) and reason, in the file's order."""
        rows = [(number, *self._rows[number]) for number in sorted(self._rows)]
        return pd.DataFrame(rows, columns=["row_number", "column_name", "value", "reason"])


def masked(text: str) -> str:
    """Return a text with identity and telephone numbers starred out."""
    return PERSONAL.sub(lambda found: found[0][:3] + "*" * (len(found[0]) - 3), text)


def require_columns(frame: pd.DataFrame, mapping: TableMapping, file: str) -> None:
    """Raise LoadRefused where the file lacks a column that the mapping names."""
    wanted = {source: target for target, source in mapping.columns.items()}
    wanted |= dict.fromkeys(mapping.no_point_values, "no_position")
    if mapping.place:
        wanted[mapping.place] = "place"
    for name in mapping.category or ():
        wanted[name] = "category"
    for column, target in wanted.items():
        if column not in frame.columns:
            found = ", ".join(list(frame.columns)[:40])
            raise LoadRefused("missing_column", file=file, column=column, target=target, found=found)


def converted(frame: pd.DataFrame, mapping: TableMapping, rejects: Rejects) -> tuple[pd.DataFrame, int]:
    """Return the mapped columns in the schema's types, and how many texts had a personal number masked.

    Rows that cannot be taken are added to `rejects` and are still in the result.
    """
    table = metadata.tables[mapping.target]
    out, hidden = {}, 0
    for target, source in mapping.columns.items():
        text = frame[source].str.strip()
        if target in mapping.values:
            text = _valued(text, mapping.values[target], source, rejects)
        if target in mapping.required:
            rejects.add(text[text == ""], source, "missing")
        if target in mapping.defaults:
            text = text.where(text != "", _as_text(mapping.defaults[target]))
        out[target] = _typed(text, table.c[target], mapping, source, rejects)
        if not table.c[target].primary_key and pd.api.types.is_string_dtype(out[target]):
            personal = out[target].str.contains(PERSONAL).fillna(False).astype(bool)
            hidden += int(personal.sum())
            out[target] = out[target].mask(personal, out[target].map(masked, na_action="ignore"))
    for target, value in mapping.defaults.items():
        if target not in out:
            constant = pd.Series(_as_text(value), index=frame.index)
            out[target] = _typed(constant, table.c[target], mapping, target, rejects)
    for key in (column.name for column in table.primary_key if column.name in out):
        _reject_duplicates(out[key], mapping.columns[key], rejects)
    return pd.DataFrame(out, index=frame.index), hidden


def _valued(text: pd.Series, words: dict[str, str], source: str, rejects: Rejects) -> pd.Series:
    """Replace values by the mapping's; "*" stands for all others, which are refused without it."""
    known = text.map(words)
    unknown = known.isna() & (text != "")
    if "*" in words:
        return known.mask(unknown, words["*"]).fillna("")
    rejects.add(text[unknown], source, "unknown_value")
    return known.fillna("")


def _typed(
    text: pd.Series, column: Column, mapping: TableMapping, source: str, rejects: Rejects
) -> pd.Series:
    given = text != ""
    kind = column.type.__class__.__name__
    if kind in ("DateTime", "Date"):
        form = mapping.date_formats.get(column.name, mapping.date_format)
        moments = pd.to_datetime(text.where(given), format=form, errors="coerce")
        rejects.add(text[given & moments.isna()], source, "bad_date", format=form)
        return moments.astype("datetime64[us]")
    if kind in ("Integer", "SmallInteger", "Double"):
        numbers = pd.to_numeric(text.where(given).str.replace(",", ""), errors="coerce").astype("Float64")
        rejects.add(text[given & numbers.isna()], source, "bad_number")
        if kind == "Double":
            return numbers
        rejects.add(text[(numbers != numbers.round()).fillna(False)], source, "not_whole")
        return numbers.round().astype("Int64")
    if kind == "Boolean":
        answers = text.str.lower().map(ANSWERS).astype("boolean")
        rejects.add(text[given & answers.isna()], source, "bad_boolean")
        return answers
    return text.where(given, None).astype("string")


def _as_text(value: object) -> str:
    """Return a TOML value as a file would write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _reject_duplicates(keys: pd.Series, source: str, rejects: Rejects) -> None:
    """Refuse every row but the first of a key."""
    given = keys.dropna()
    repeated = given[given.duplicated()]
    first = {value: number for number, value in given[given.isin(repeated)].drop_duplicates().items()}
    for number, value in repeated.items():
        rejects.add(pd.Series({number: value}), source, "duplicate", row=first[value])
