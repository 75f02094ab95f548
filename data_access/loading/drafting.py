"""Draft a mapping from files: what each column and word probably means, how sure that is, and why."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Boolean, Column, Date, DateTime, Double, Integer, SmallInteger

from data_access.loading.columns import ANSWERS
from data_access.loading.mapping import EMPTY
from data_access.loading.moments import moments_of
from data_access.loading.nothing import NO, says_nothing
from data_access.loading.numbers import read_numbers
from data_access.loading.sources import Source
from data_access.loading.spelling import by_alias, plain
from data_access.schema import metadata

KNOWN = Path(__file__).resolve().parents[2] / "assets" / "mappings" / "known-words.toml"
SAMPLE = 2_000
"""Rows by which the values of a column are judged."""

FITS_FROM = 0.8
"""A column fits a type when so many of its values can be read as it."""

FEWEST_COLUMNS = 2
ASKED_OF = "status"
"""The column of which every word must be told; of others what is not told is `other`, or left to the reader."""

WORDS_LISTED = 60


@dataclass(frozen=True)
class Guess:
    """The column of a source that is meant by one of the schema, how sure (`sure`, `likely`), and why (text key)."""

    target: str
    column: str
    sure: str
    why: str


@dataclass(frozen=True)
class Draft:
    """What one table's section of a mapping will say, and of which sources."""

    table: str
    sources: tuple[Source, ...]
    guesses: tuple[Guess, ...]
    places: Mapping[str, str]
    category: Mapping[str, str]
    unit: str | None
    unmapped: tuple[str, ...]
    words: Mapping[str, Mapping[str, tuple[int, str | None]]] = field(default_factory=dict)
    """By column of the schema each word of the source, its count, and what it is taken for; None: to be asked."""


def drafts(sources: Sequence[Source]) -> list[Draft]:
    """Return a draft for each table that the sources fill; sources whose columns are alike fill one together.

    A source of which no table's columns are known is left out (`unused` tells which).
    """
    groups: dict[tuple[str, tuple[str, ...]], list[Source]] = {}
    for source in sources:
        if (table := _table_of(source)) is not None:
            groups.setdefault((table, tuple(source.rows)), []).append(source)
    best = {
        table: max((key for key in groups if key[0] == table), key=lambda key: _size(groups[key]))
        for table, _ in groups
    }
    return [_draft(table, tuple(groups[best[table]])) for table in best]


def unused(sources: Sequence[Source], made: Sequence[Draft]) -> list[str]:
    """Return the names of the sources that no draft uses."""
    used = {source.name for draft in made for source in draft.sources}
    return [source.name for source in sources if source.name not in used]


def _size(sources: Iterable[Source]) -> int:
    return sum(len(source.rows) for source in sources)


def _table_of(source: Source) -> str | None:
    """Return the table of which the source has most columns that must be there, then most columns at all."""
    names = set(by_alias(source.rows))
    scores = {}
    for table, columns in known()["columns"].items():
        keys = [column.name for column in metadata.tables[table].primary_key]
        found = {target for target, words in columns.items() if names & set(map(plain, words))} - set(keys)
        needed = [column.name for column in metadata.tables[table].c if not column.nullable]
        scores[table] = (len(found.intersection(needed)), len(found))
    table, score = max(scores.items(), key=lambda item: item[1])
    return table if score[1] >= FEWEST_COLUMNS else None


def _draft(table: str, sources: tuple[Source, ...]) -> Draft:
    rows = pd.concat([source.rows for source in sources], ignore_index=True)
    guesses = _guessed(table, max((source.rows for source in sources), key=len))
    taken = {guess.column for guess in guesses}
    places = _first_named(known()["places"], rows, taken)
    taken |= set(places.values())
    category = _first_named(known()["category"], rows, taken) if table == "cases" else {}
    if "main" not in category and "sub" in category:
        category = {"main": category["sub"]}
    taken |= set(category.values())
    unit = _first_named(known()["unit"], rows, taken).get("name") if table == "cases" else None
    words = {
        guess.target: _words(rows[guess.column], table, guess)
        for guess in guesses
        if words_of(table, guess.target)
    }
    unmapped = tuple(name for name in rows if name not in taken | {unit})
    return Draft(
        table, sources, guesses, places, category, unit, unmapped, {k: v for k, v in words.items() if v}
    )


def _guessed(table: str, rows: pd.DataFrame) -> tuple[Guess, ...]:
    """Return a guess for each column of the table that one of the source's can be: by name, borne out by its values."""
    guesses, taken = [], set()
    for target, words in known()["columns"][table].items():
        by_name = by_alias(name for name in rows if name not in taken)
        for place, word in enumerate(map(plain, words)):
            name = by_name.get(word)
            if name is None:
                continue
            fits = _fits(rows[name].head(SAMPLE), table, metadata.tables[table].c[target])
            if fits is False:
                continue
            sure = "sure" if place == 0 or fits else "likely"
            guesses.append(Guess(target, name, sure, "name_and_values" if fits else "name"))
            taken.add(name)
            break
    return tuple(guesses)


def _first_named(words: Mapping[str, Sequence[str]], rows: pd.DataFrame, taken: set[str]) -> dict[str, str]:
    """Return for each meaning the first of its words that is a column's name and not taken yet."""
    found: dict[str, str] = {}
    for meaning, names in words.items():
        by_name = by_alias(name for name in rows if name not in taken | set(found.values()))
        if (hit := next((by_name[word] for word in map(plain, names) if word in by_name), None)) is not None:
            found[meaning] = hit
    return found


def _fits(values: pd.Series, table: str, column: Column) -> bool | None:
    """Tell whether most values can be read as the column's type; None where it takes any text, or none is given."""
    given = values[~says_nothing(values, EMPTY)]
    if given.empty:
        return None
    if isinstance(column.type, DateTime | Date):
        readable = moments_of(given, ()).notna()
    elif isinstance(column.type, Boolean):
        words = _meanings(table, column.name, "")
        readable = given.str.lower().isin(list(ANSWERS)) | given.map(plain).isin(list(words))
    elif words_of(table, column.name):
        return None
    elif isinstance(column.type, Integer | SmallInteger | Double):
        readable = read_numbers(given, column.info["unit"]).notna()
    else:
        return bool(given.is_unique) if column.primary_key else None
    return bool(readable.mean() >= FITS_FROM)


def _words(values: pd.Series, table: str, guess: Guess) -> dict[str, tuple[int, str | None]]:
    """Return each word of a column with its count and meaning, most frequent first; numbers mean themselves.

    Those of a yes or no do not: the column may ask the contrary.
    """
    asks = isinstance(metadata.tables[table].c[guess.target].type, Boolean)
    nothing = [word for word in EMPTY if not (asks and word == NO)]
    silent = says_nothing(values, nothing)
    counts = values[~silent].value_counts()
    numbers = pd.to_numeric(pd.Series(counts.index), errors="coerce").notna().all()
    if (numbers and not asks) or len(counts) > WORDS_LISTED:
        return {}
    meanings = _meanings(table, guess.target, guess.column)
    chinese = guess.target == ASKED_OF and not all(word.isascii() for word in counts.index)
    told: dict[str, tuple[int, str | None]] = {
        word: (int(count), None if chinese and word.isascii() else meanings.get(plain(word)))
        for word, count in counts.items()
    }
    unsaid = int(silent.sum()) if guess.target == ASKED_OF else 0
    return told | ({"": (unsaid, None)} if unsaid else {})


def words_of(table: str, target: str) -> Mapping[str, Sequence[str]]:
    """Return the words known for each value of a column: the table's own, else those of any column so called."""
    values = known()["values"]
    return values.get(f"{table}.{target}", values.get(target, {}))


def _meanings(table: str, target: str, column: str) -> dict[str, str]:
    """Return what each known word of a column of a source means; a yes where it asks the contrary is a no."""
    told = {plain(word): value for value, words in words_of(table, target).items() for word in words}
    if not isinstance(metadata.tables[table].c[target].type, Boolean):
        return told
    contrary = plain(column) in map(plain, known()["contrary"].get(target, ()))
    answers = {plain(word): str(answer != contrary).lower() for word, answer in ANSWERS.items()}
    return answers | told


@cache
def known() -> dict[str, Any]:
    """Return the names and words that ledgers use, from `assets/mappings/known-words.toml`."""
    return tomllib.loads(KNOWN.read_text(encoding="utf-8"))
