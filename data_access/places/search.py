"""Finding a place (地名查找) by its Chinese name, its pinyin or the initials of that, also mixed: 梅庭, meiting, mt.

Every reading of a character counts, for names of places keep old ones (厦 is sha and xia), and every reading may
be cut short after its first letter. An index is built once for a data set; a search then looks only at the
characters that may begin with the first sign of what is looked for.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Generic, Protocol, TypeVar

import pandas as pd
from pypinyin import Style, pinyin

LEVELS = ("street_office", "community", "grid", "compound")
"""Levels of the places that are found, in the order in which they are listed."""

LONGEST = 40  # signs of a search; what is longer is cut


@dataclass(frozen=True)
class Place:
    """A place that can be found: level, code and name, the names above it from near to far, and codes.

    These are of its street office and, of a compound, of its grid.
    """

    level: str
    code: str
    name: str
    above: tuple[str, ...]
    street: str
    grid: str | None = None


class Named(Protocol):
    """What an index finds: something of a level, told apart by its code, called by a name, in a street office."""

    @property
    def level(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def street(self) -> str: ...


Found = TypeVar("Found", bound=Named)


class NameIndex(Generic[Found]):
    """The places of a data set, or what else has names, by the signs with which their characters may begin."""

    def __init__(self, places: Sequence[Found], levels: Sequence[str] = LEVELS) -> None:
        self.places = places
        self._levels = levels
        self._by_code = {(place.level, place.code): place for place in places}
        self._signs = [tuple(_readings(sign) for sign in _plain(place.name)) for place in places]
        self._starts: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, signs in enumerate(self._signs):
            for at, readings in enumerate(signs):
                for first in {reading[0] for reading in readings}:
                    self._starts[first].append((number, at))

    def place(self, level: object, code: object) -> Found | None:
        """Return the place of a level and code, None where there is none."""
        return self._by_code.get((level, code)) if isinstance(level, str) and isinstance(code, str) else None

    def find(self, words: str, limit: int, allowed: Collection[str] | None = None) -> tuple[list[Found], int]:
        """Return the best places and how many were found.

        Whole names come first, then those that begin so, then those that hold it; in each the higher levels, then
        where fewer characters are meant and fewer readings cut, then shorter names, then codes. `allowed` are
        the street offices whose places may be found, None for all.
        """
        sought = _plain(words)[:LONGEST]
        best: dict[int, tuple] = {}
        for number, at in self._starts.get(sought[:1], ()):
            place, signs = self.places[number], self._signs[number]
            if allowed is not None and place.street not in allowed:
                continue
            if (met := _met(sought, signs[at:])) is None:
                continue
            kind = 2 if at else 1 if met[0] < len(signs) else 0
            rank = (kind, self._levels.index(place.level), *met, len(signs), place.code, number)
            best[number] = min(rank, best.get(number, rank))
        return [self.places[rank[-1]] for rank in sorted(best.values())[:limit]], len(best)


def places_of(names: pd.DataFrame, compounds: pd.DataFrame) -> list[Place]:
    """Return the places that `areas.names` and `areas.compound_names` list; a compound is told without its grid."""
    above = dict(zip(names["code"], names["parent_code"], strict=True))
    called = dict(zip(names["code"], names["name"], strict=True))

    def chain(code: str | None) -> list[str]:
        codes = []
        while isinstance(code, str) and code in called and code not in codes:
            codes.append(code)
            code = above[code]
        return codes

    def place(level: str, code: str, name: str, parents: list[str]) -> Place:
        grid = parents[0] if parents and level == "compound" else None
        shown = parents[1:] if grid else parents
        return Place(
            level, code, name, tuple(called[parent] for parent in shown), (parents or [code])[-1], grid
        )

    known = [
        place(row["level"], row["code"], row["name"], chain(row["parent_code"]))
        for row in names.to_dict("records")
    ]
    return known + [
        place("compound", row["code"], row["name"], chain(row["grid_code"]))
        for row in compounds.to_dict("records")
    ]


def _plain(text: str) -> str:
    """Return the letters, digits and characters of a text: small, of one width, without tones, signs and spaces."""
    apart = unicodedata.normalize("NFKD", text[: 4 * LONGEST].casefold())
    return "".join(sign for sign in apart if sign.isalnum())


@cache
def _readings(sign: str) -> tuple[str, ...]:
    """Return what a character may be written as: itself and its readings, those with ü also with u."""
    (read,) = pinyin(sign, style=Style.NORMAL, heteronym=True, errors="ignore") or [[]]
    return tuple(dict.fromkeys((sign, *read, *(reading.replace("v", "u") for reading in read))))


def _met(sought: str, signs: tuple[tuple[str, ...], ...]) -> tuple[int, int] | None:
    """Return for how many characters, from the first on, the whole of what is sought stands, and how many are cut.

    None where it does not stand for them.
    """
    reached = {0: 0}  # how far, with how many readings cut short
    for count, readings in enumerate(signs, start=1):
        further: dict[int, int] = {}
        for at, cuts in reached.items():
            for reading in readings:
                for length in range(1, len(reading) + 1):
                    if not sought.startswith(reading[:length], at):
                        break
                    cut = cuts + (length < len(reading))
                    further[at + length] = min(cut, further.get(at + length, cut))
        if len(sought) in further:
            return count, further[len(sought)]
        if not further:
            return None
        reached = further
    return None
