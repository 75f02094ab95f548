"""Whole columns looked through for what tells of a person, in what way the mapping says: starred out, or refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import compress
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from sqlalchemy import Column

from data_access.loading.distinct import matching
from data_access.loading.mapping import TableMapping, key_name
from data_access.loading.messages import LoadRefused, message
from data_access.loading.personal import addresses, names, numbers
from data_access.schema import metadata

if TYPE_CHECKING:
    from data_access.loading.reasons import RowReasons

Mask = Callable[[str, list[str]], str]

KINDS = ("identity", "card", "mobile", "landline", "plate", "address", "name")
"""What is looked for, in the order of a report."""

LOOKED_FOR: dict[str, Mask] = {
    numbers.LONG: numbers.long_numbers,
    numbers.TELEPHONE: numbers.telephones,
    numbers.VEHICLE: numbers.plates,
    names.TRIGGER: names.names,
    addresses.ROOM_TRIGGER: addresses.rooms,
    addresses.HOME_TRIGGER: addresses.homes,
}
"""What to look for in a text in which RE2 finds the pattern; it reads a million texts in a third of a second."""

IN_WORDS: dict[str, Mask] = {numbers.LONG: numbers.long_numbers, numbers.TELEPHONE: numbers.telephones}
"""What to look for in names of places and coded words, which nothing else may harm."""

KEYS_READ = 1000

WIDE = {
    wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
WIDE_SIGN = re.compile("[０-９Ａ-Ｚａ-ｚ]")
"""Full-width digits and letters, and what they are read as."""

ASIDE = re.compile(r"[（(【\[].*?[)）】\]]|[\s*＊:：]")
"""What column names carry beside their words."""

TELLING = re.compile(
    "身份证|证件|卡号|账号|帐号|账户|电话|手机|座机|固话|联系方式|住址|住处|家庭地址|户籍|tel|phone|mobile",
    re.IGNORECASE,
)
"""Words in a column's name that make its numbers those of persons."""


class _Reader:
    """Reads the texts of a column, whose name is read as the word that stands before each of them."""

    def __init__(self, column: str) -> None:
        own = named(column)
        self._before = f"{own}：" if own else ""
        self._of_persons = of_persons(column)
        self.telling = self._of_persons or TELLING.search(own) is not None

    def starred(self, text: str, masks: Iterable[Mask], found: list[str]) -> str:
        """Return a text starred out by each mask, and note the kind of each find; nothing else in it changes."""
        given = self._before + (names.names_alone(text, found) if self._of_persons else text)
        wide = WIDE_SIGN.search(given)
        stars = given.translate(WIDE) if wide else given
        for mask in masks:
            stars = mask(stars, found)
        if wide:
            stars = "".join("*" if star == "*" else sign for star, sign in zip(stars, given, strict=True))
        return stars[len(self._before) :]


def masked(text: str, column: str = "") -> str:
    """Return a text with what tells of a person starred out, as long as before; its column says what it may be."""
    return _Reader(column).starred(text, LOOKED_FOR.values(), [])


def masked_texts(texts: pd.Series, column: str = "") -> list[str]:
    """Return what `masked` makes of each text."""
    given = texts.reset_index(drop=True).astype("str")
    found = _look_through(given, column, LOOKED_FOR)
    given[found.index] = found["text"]
    return given.tolist()


def named(column: str) -> str:
    """Return a column's name without what stands in brackets and the like."""
    return ASIDE.sub("", column)


def of_persons(column: str) -> bool:
    """Tell whether a column is named for persons' names."""
    return names.COLUMN.fullmatch(named(column)) is not None


def hidden(
    rows: pd.DataFrame, mapping: TableMapping, rejects: RowReasons
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return rows with what tells of a person starred out, and how often each kind (`KINDS`) was found.

    Where the mapping refuses such rows they are added to `rejects` as well. Keys, codes and outlines stay as they
    are; in names of places and coded words only numbers are looked for.
    """
    table, counts = metadata.tables[mapping.target], Counter[str]()
    clean = {}
    for target in rows.columns.intersection(list(mapping.columns)):
        if _is_spared(table.c[target]) or not pd.api.types.is_string_dtype(rows[target]):
            continue
        source, looked_for = mapping.columns[target], _looked_for(table.c[target])
        found = _look_through(rows[target], source, looked_for)
        if found.empty:
            continue
        counts.update(found["kinds"].explode().value_counts().to_dict())
        clean[target] = rows[target].copy()
        clean[target].loc[found.index] = found["text"]
        if mapping.personal == "refuse":
            _refuse(rows[target], found["kinds"], source, rejects)
    return rows.assign(**clean), {kind: counts[kind] for kind in KINDS if counts[kind]}


def told(kinds: Iterable[str], language: str) -> str:
    """Return kinds in words, with how many of each where that is known (a mapping)."""
    counts = kinds if isinstance(kinds, Mapping) else dict.fromkeys(kinds)
    words = (
        message(f"personal.{kind}", language) + ("" if count is None else f" {count:,}")
        for kind, count in counts.items()
    )
    return message("personal.between", language).join(words)


def require_no_person_as_key(frame: pd.DataFrame, mapping: TableMapping, file: str) -> None:
    """Raise LoadRefused where the key of a source would be persons' names, numbers or telephones."""
    keys = metadata.tables[mapping.target].primary_key
    for source in (mapping.columns[column.name] for column in keys if column.name in mapping.columns):
        parts = mapping.key if source == key_name(mapping.key) else (source,)
        telling = [part for part in parts if of_persons(part) or TELLING.search(named(part))]
        if telling or _are_identity_numbers(frame[source]):
            raise LoadRefused("personal_key", file=file, column=(telling or [source])[0])


def _are_identity_numbers(keys: pd.Series) -> bool:
    """Tell whether most of the first keys are identity numbers; of case numbers of 18 digits one in eleven looks so."""
    keys = keys.head(KEYS_READ)
    found = _look_through(keys.str.strip(), "", {numbers.LONG: numbers.long_numbers})
    return found["kinds"].map(lambda kinds: "identity" in kinds).sum() > len(keys) / 2


def _is_spared(column: Column) -> bool:
    return column.primary_key or column.name.endswith("code") or column.name == "outline"


def _looked_for(column: Column) -> dict[str, Mask]:
    """Return what to look for in a column; the terms of coded words list them after a colon."""
    names_place = column.name in ("name", "name_en") and column.table.name != "activities"
    return IN_WORDS if names_place or "：" in column.info["term"] else LOOKED_FOR


def _look_through(texts: pd.Series, column: str, looked_for: dict[str, Mask]) -> pd.DataFrame:
    """Return for each row in which something was found its text, starred, and the kinds, one for each find."""
    reader = _Reader(column)
    rows = texts[texts.notna()] if reader.telling else texts[matching(texts, "|".join(looked_for))]
    if rows.empty:
        return pd.DataFrame({"text": rows, "kinds": rows.astype(object)})
    turn, distinct = pd.factorize(rows)
    present = [reader.telling | matching(distinct, pattern) for pattern in looked_for]
    groups = zip(*(flags.tolist() for flags in present), strict=True)
    starred: list[str] = []
    kinds: list[tuple[str, ...]] = []
    for text, flags in zip(distinct.tolist(), groups, strict=True):
        found: list[str] = []
        starred.append(reader.starred(text, compress(looked_for.values(), flags), found))
        kinds.append(tuple(found))
    something = np.array([bool(found) for found in kinds], dtype=bool)[turn]
    turn, index = turn[something], rows.index[something]
    return pd.DataFrame(
        {
            "text": pd.array(starred, "str").take(turn),
            "kinds": pd.Series(kinds, dtype=object).to_numpy()[turn],
        },
        index,
    )


def _refuse(texts: pd.Series, kinds: pd.Series, source: str, rejects: RowReasons) -> None:
    """Refuse the rows in which something was found, and say of which kinds."""
    for found, rows in kinds.groupby(kinds.map(lambda all_kinds: tuple(k for k in KINDS if k in all_kinds))):
        rejects.add(texts.loc[rows.index], source, "personal", kinds=told(found, rejects.language))
