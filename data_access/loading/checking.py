"""Turn text columns into the schema's types, and collect each row that cannot be taken, with its reason."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Boolean, Column, Date, DateTime, Double, Integer, SmallInteger, String, Table

from data_access.clock import city_now
from data_access.loading.mapping import TableMapping
from data_access.loading.messages import LoadRefused, message
from data_access.loading.moments import USUAL, in_unknown_order, lack_year, moments_of
from data_access.loading.numbers import NARROW, are_about, numbers_of
from data_access.loading.personal import hidden, masked
from data_access.loading.spelling import translated
from data_access.schema import CASE_STATES, metadata

NUMBERS = (Integer, SmallInteger, Double)
VALUE_SHOWN = 60

REMARK = ["row_number", "column_name", "value", "cause", "reason"]
"""The columns of what is told of rows that were refused, or are odd."""

ID_BYTES = 8  # two of a billion different rows share such a code with a chance of 3 %

ANSWERS = {
    word: answer
    for answer, words in ((True, "true yes y 1 是 有 已 √ ✓"), (False, "false no n 0 否 无 未 × ✗"))
    for word in words.split()
}
"""The words that a yes/no column may hold; a mapping's `values` turns others into true and false."""


class RowReasons:
    """Rows that were refused, or are odd: the first reason of each, and every cell that gave one."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._rows: dict[int, tuple[str, str, str, str]] = {}
        self._cells: dict[tuple[int, str], None] = {}

    def add(self, rows: pd.Series, column: str, reason: str, **details: object) -> None:
        """Note the rows of a text series (row number → value) for one reason."""
        shown = {name: masked(told) if isinstance(told, str) else told for name, told in details.items()}
        words = message(f"reject.{reason}", self.language, **shown)
        for number, value in rows.items():
            told = (column, masked(str(value), column)[:VALUE_SHOWN], reason, words)
            self._rows.setdefault(int(number), told)
            self._cells[int(number), column] = None

    def frame(self) -> pd.DataFrame:
        """Return row_number, column_name, value (masked), cause (a code) and reason (words), in the file's order."""
        rows = [(number, *self._rows[number]) for number in sorted(self._rows)]
        return pd.DataFrame(rows, columns=REMARK)

    def cells(self) -> frozenset[tuple[int, str]]:
        """Return row number and column of every cell that gave a reason."""
        return frozenset(self._cells)


@dataclass(frozen=True)
class Remarks:
    """What is odd about rows that were taken all the same; the frames are as `RowReasons.frame` gives them."""

    repeated: pd.DataFrame
    implausible: pd.DataFrame
    approximate: pd.DataFrame
    misplaced: pd.DataFrame
    at_midnight: int

    def frame(self) -> pd.DataFrame:
        """Return all remarks in the file's order."""
        kinds = [self.repeated, self.implausible, self.approximate, self.misplaced]
        every = pd.concat(kinds, ignore_index=True)
        return every.sort_values("row_number", kind="stable", ignore_index=True)


def require_columns(frame: pd.DataFrame, mapping: TableMapping, file: str) -> None:
    """Raise LoadRefused where the file lacks a column that the mapping names."""
    wanted = {source: target for target, source in mapping.columns.items()}
    wanted |= dict.fromkeys(mapping.no_point_values, "no_position")
    wanted |= dict.fromkeys(mapping.places.values(), "places")
    if mapping.unit:
        wanted[mapping.unit] = "unit_code"
    if mapping.place:
        wanted[mapping.place] = "place"
    for name in mapping.category or ():
        wanted[name] = "category"
    for column, target in wanted.items():
        if column not in frame.columns:
            found = ", ".join(list(frame.columns)[:40])
            raise LoadRefused("missing_column", file=file, column=column, target=target, found=found)


def require_states(frame: pd.DataFrame, mapping: TableMapping, file: str) -> None:
    """Raise LoadRefused where a case's status is neither told by the mapping nor one of `CASE_STATES`."""
    if (source := mapping.columns.get("status")) is None:
        return
    told = _words_of("status", mapping)
    words = frame[source].str.strip()
    unknown = words[(words != "") & translated(words, told).isna()].value_counts()
    if len(unknown) and "*" not in told:
        listed = ", ".join(f"{masked(word)[:VALUE_SHOWN]} ({count})" for word, count in unknown.items())
        raise LoadRefused("unmapped_states", file=file, column=source, values=listed)


def converted(
    frame: pd.DataFrame, mapping: TableMapping, rejects: RowReasons
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the mapped columns in the schema's types, and how often each kind of personal data was found in them.

    Rows that cannot be taken are added to `rejects` and are still in the result. Where the source has no
    key of its own, `row_codes` makes one.
    """
    table = metadata.tables[mapping.target]
    out = {}
    for target, source in mapping.columns.items():
        text = frame[source].str.strip()
        if words := _words_of(target, mapping):
            text = _valued(text, words, source, rejects)
        if _is_needed(table.c[target], mapping):
            rejects.add(text[text == ""], source, "missing")
        if target in mapping.defaults:
            text = text.where(text != "", _as_text(mapping.defaults[target]))
        out[target] = _typed(text, table.c[target], mapping, source, rejects)
    for target, value in mapping.defaults.items():
        if target not in out:
            constant = pd.Series(_as_text(value), index=frame.index)
            out[target] = _typed(constant, table.c[target], mapping, target, rejects)
    for key in (column.name for column in table.primary_key if column.name in mapping.columns):
        _reject_duplicates(out[key], mapping.columns[key], rejects)
    if (made := _made_key(table, mapping)) is not None:
        out[made] = row_codes(frame)
    return hidden(pd.DataFrame(out, index=frame.index), mapping, rejects)


def _is_needed(column: Column, mapping: TableMapping) -> bool:
    """Tell whether a row without a value in a column is none: as the mapping says, or as the table asks."""
    return column.name in mapping.required or not (column.nullable or column.name in mapping.defaults)


def row_codes(frame: pd.DataFrame) -> pd.Series:
    """Return a code for each row that depends on its texts alone, so the same rows keep it in every load.

    A row that repeats earlier ones gets its number among them as an ending (`…-2`).
    """
    texts = _joined(frame)
    codes = texts.map(lambda text: hashlib.blake2b(text.encode(), digest_size=ID_BYTES).hexdigest())
    turn = codes.groupby(codes).cumcount() + 1
    return codes.where(turn == 1, codes + "-" + turn.astype(str))


def remarks_on(
    frame: pd.DataFrame, rows: pd.DataFrame, misplaced: pd.DataFrame, mapping: TableMapping, language: str
) -> Remarks:
    """Return what is odd about the rows taken: `frame` has their texts, `rows` their values.

    `misplaced` has what was found about their points, as `RowReasons.frame` gives it.
    """
    repeated, implausible = RowReasons(language), RowReasons(language)
    texts = _joined(frame) if _may_repeat(mapping) else pd.Series(dtype="str")
    again = texts[texts.duplicated()]
    first = {text: number for number, text in texts[texts.isin(again)].drop_duplicates().items()}
    for number, text in again.items():
        repeated.add(pd.Series({number: ""}), "", "repeated", row=first[text])
    for target, (start, last) in mapping.plausible.items():
        day = rows[target].dt.date
        odd = day.notna() & ~day.between(start, last)
        source = mapping.columns[target]
        implausible.add(frame.loc[odd, source], source, "implausible", first=start, last=last)
    for target in (name for name in mapping.as_of if name in mapping.columns):
        to_come = rows[target] > city_now()
        source = mapping.columns[target]
        implausible.add(frame.loc[to_come, source], source, "to_come")
    approximate = _approximate(frame, mapping, language).frame()
    return Remarks(repeated.frame(), implausible.frame(), approximate, misplaced, _at_midnight(rows, mapping))


def _approximate(frame: pd.DataFrame, mapping: TableMapping, language: str) -> RowReasons:
    """Return the rows whose numbers are only about right; they count as they are written."""
    found = RowReasons(language)
    for target, source in mapping.columns.items():
        column = metadata.tables[mapping.target].c[target]
        if isinstance(column.type, NUMBERS):
            text = frame[source].str.strip()
            found.add(text[are_about(text, column.info["unit"])], source, "approximate")
    return found


def _may_repeat(mapping: TableMapping) -> bool:
    """Tell whether a row that was taken can have an earlier one's texts: not where these hold a key, each its own."""
    return not any(column.name in mapping.columns for column in metadata.tables[mapping.target].primary_key)


def may_set_as_of(rows: pd.DataFrame, target: str, mapping: TableMapping) -> pd.Series:
    """Tell of each row whether its moment may be the data's last: not after the loading, and plausible."""
    credible = rows[target] <= city_now()
    if target in mapping.plausible:
        credible &= rows[target].dt.date.between(*mapping.plausible[target])
    return credible


def _at_midnight(rows: pd.DataFrame, mapping: TableMapping) -> int:
    """Return how many rows happen at exactly 00:00 although the source writes a time of day."""
    table, odd = metadata.tables[mapping.target], pd.Series(False, index=rows.index)
    for name in rows.columns.intersection(list(mapping.columns)):
        forms = mapping.date_formats.get(name, mapping.date_format)
        happens = isinstance(table.c[name].type, DateTime) and not table.c[name].nullable
        if not happens:
            continue
        midnight = rows[name] == rows[name].dt.normalize()
        timed = any(re.search("%[HIcX]", form) for form in forms) if forms else not midnight.all()
        odd |= midnight & timed
    return int(odd.sum())


def _joined(frame: pd.DataFrame) -> pd.Series:
    """Return each row's texts as one; the unit separator between them stands in no file that people write."""
    rows = zip(*(frame[name] for name in frame), strict=True)
    return pd.Series(["\x1f".join(row) for row in rows], index=frame.index, dtype="str")


def _made_key(table: Table, mapping: TableMapping) -> str | None:
    """Return the key that is to be made: the only one of the table, a text, where the source has none."""
    keys = list(table.primary_key)
    if len(keys) != 1 or keys[0].name in mapping.columns or not isinstance(keys[0].type, String):
        return None
    return keys[0].name


def _words_of(target: str, mapping: TableMapping) -> Mapping[str, str]:
    """Return what the words of a column mean: as the mapping says; of a state without it, what it is."""
    states = {state: state for state in CASE_STATES} if target == "status" else {}
    return {word: _as_text(meaning) for word, meaning in mapping.values.get(target, states).items()}


def _valued(text: pd.Series, words: Mapping[str, str], source: str, rejects: RowReasons) -> pd.Series:
    """Replace values by the mapping's; "*" stands for all others, which are refused without it."""
    known = translated(text, words)
    unknown = known.isna() & (text != "")
    if "*" in words:
        return known.mask(unknown, words["*"]).fillna("")
    rejects.add(text[unknown], source, "unknown_value")
    return known.fillna("")


def _typed(
    text: pd.Series, column: Column, mapping: TableMapping, source: str, rejects: RowReasons
) -> pd.Series:
    given = text != ""
    kind = column.type
    if isinstance(kind, DateTime | Date):
        forms = mapping.date_formats.get(column.name, mapping.date_format)
        moments = moments_of(text.where(given), forms, mapping.year)
        if not forms and (given & moments.isna()).any():
            rejects.add(text[moments.isna() & in_unknown_order(text)], source, "day_or_month")
        unread = text[given & moments.isna()]
        if mapping.year is None:
            rejects.add(unread[lack_year(unread)], source, "no_year")
        rejects.add(unread, source, "bad_date", format=", ".join(forms or USUAL))
        return moments
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


def _as_text(value: object) -> str:
    """Return a TOML value as a file would write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _reject_duplicates(keys: pd.Series, source: str, rejects: RowReasons) -> None:
    """Refuse every row but the first of a key."""
    given = keys.dropna()
    repeated = given[given.duplicated()]
    first = {value: number for number, value in given[given.isin(repeated)].drop_duplicates().items()}
    for number, value in repeated.items():
        rejects.add(pd.Series({number: value}), source, "duplicate", row=first[value])
