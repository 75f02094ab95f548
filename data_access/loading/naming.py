"""Places by their names: each told apart by its parent, with or without the ending that says what kind it is."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from data_access.loading.spelling import BLANKS_BESIDE_CHINESE

LEVELS = ("street_office", "community", "grid", "compound")

ENDINGS = {
    "street_office": re.compile(r"(.+?)(街道|镇|乡)?(?:办事处|人民政府)?"),
    "community": re.compile(
        r"(.+?)(社区|村)?(?:居民委员会|居委会|(?<=村)民委员会|(?<=村)委会|村民委员会|村委会)?"
    ),
    "grid": re.compile(r"(.+?)(网格)?"),
    "compound": re.compile(r"(.+?)(小区)?"),
}
"""A name's stem and what kind of place it is; an office (办事处, 居委会) is no part of the name."""

BLANKS = re.compile(r"\s+")
CANDIDATES_TOLD = 5

SIGN = re.compile(r"\s*([^\w\s])\s*")
DIGEST_BYTES = 4  # tells apart the few names of one city that differ in signs alone


@dataclass
class Place:
    """A place: its own name, its kind of ending ("" where no name told it), and the codes of the places above it."""

    code: str
    level: str
    name: str
    kind: str
    above: dict[str, str]
    made: bool  # only a name in the tables tells of it
    outlined: bool = False

    @property
    def parent(self) -> str:
        """The code of the nearest place above, empty where there is none."""
        return next((self.above[level] for level in reversed(LEVELS) if level in self.above), "")

    @property
    def line(self) -> dict[str, str]:
        """The codes of the place and of those above it, by level."""
        return {**self.above, self.level: self.code}


@dataclass(frozen=True)
class Found:
    """What a row's names mean: the codes by level, and where that ends, the level and the places it could be."""

    line: dict[str, str]
    open_level: str | None = None
    candidates: tuple[Place, ...] = ()


class Register:
    """All places of a load, found by name."""

    def __init__(self, city_code: str) -> None:
        self.places: dict[str, Place] = {}
        self._city_code = city_code
        self._named: dict[tuple[str, str, str], list[Place]] = defaultdict(list)

    def add(
        self, level: str, name: str, above: Mapping[str, str], code: str | None = None, *, made: bool = False
    ) -> Place:
        """Return a new place of a name; its code is made of the names from the top where none is given."""
        shown, stem, kind = parts_of(name, level)
        place = Place(code or "", level, shown, kind, dict(above), made)
        place.code = code or self._free_code(place)
        self.places[place.code] = place
        for within in ("", *above.values()):
            self._named[level, within, stem].append(place)
        return place

    def find(self, level: str, name: str, within: str) -> list[Place]:
        """Return the places that a name can mean, within a place or, where that is empty, in the whole city.

        Of one parent's places those of the same ending come first: 象山村 is not 象山社区, 象山 may be either.
        """
        _, stem, kind = parts_of(name, level)
        by_parent: dict[str, list[Place]] = defaultdict(list)
        for place in self._named.get((level, within, stem), ()):
            by_parent[place.parent].append(place)
        found: list[Place] = []
        for places in by_parent.values():
            same = [place for place in places if place.kind == kind]
            found += same or [place for place in places if not (kind and place.kind)]
        return found

    def read(self, names: Mapping[str, str]) -> Found:
        """Return what a row's names by level mean together, from the top; the search ends at a name not known."""
        line: dict[str, str] = {}
        for level in LEVELS:
            if not (name := names.get(level, "")):
                continue
            found = self.find(level, name, _last(line))
            if len(found) != 1:
                return Found(line, level, tuple(found))
            line = found[0].line
        return Found(line)

    def learn(self, paths: Iterable[Mapping[str, str]], created: Iterable[str], *, made: bool = True) -> None:
        """Add the places of the levels `created` that only these names tell; a place's name becomes the fullest."""
        given = [{level: path.get(level, "") for level in LEVELS} for path in paths]
        for number, level in enumerate(LEVELS):
            parent = LEVELS[number - 1] if number else ""
            named = {
                tuple(path[upper] for upper in LEVELS[: number + 1]): path for path in given if path[level]
            }
            # Those with their parent and with an ending come first, so that the others find them.
            order = sorted(
                named.items(),
                key=lambda item: (
                    bool(parent and not item[1][parent]),
                    not parts_of(item[1][level], level)[2],
                    item[0],
                ),
            )
            for names, _ in order:
                self._learn(dict(zip(LEVELS, names, strict=False)), level, level in created, made)

    def _learn(self, names: dict[str, str], level: str, create: bool, made: bool) -> None:
        """Add the place of a level that names tell, if it is not known and may be made."""
        above = self.read({upper: name for upper, name in names.items() if upper != level})
        if above.open_level is not None:
            return
        found = self.find(level, names[level], _last(above.line))
        if not found and create and (level == "street_office" or "street_office" in above.line):
            self.add(level, names[level], above.line, made=made)
        elif len(found) == 1 and not found[0].kind:
            found[0].name, _, found[0].kind = parts_of(names[level], level)

    def _free_code(self, place: Place) -> str:
        """Return a code of the names from the top; one that is taken gets the name's own signs as an ending."""
        code = f"{place.parent or self._city_code}-{slug(place.name)}"
        if code in self.places:
            code += "-" + "".join(f"{ord(sign):x}" for sign in place.name if not sign.isalnum())
        number, free = 2, code
        while free in self.places:
            free, number = f"{code}-{number}", number + 1
        return free

    def frame(self, level: str) -> pd.DataFrame:
        """Return code, name and the codes of the places above, of each place of a level."""
        above = LEVELS[: LEVELS.index(level)]
        rows = [
            {
                "code": place.code,
                "name": place.name,
                **{f"{upper}_code": place.above.get(upper) for upper in above},
            }
            for place in self.places.values()
            if place.level == level
        ]
        return pd.DataFrame(
            rows, columns=["code", "name", *(f"{upper}_code" for upper in above)], dtype=object
        )

    def told(self, found: Found) -> str:
        """Return the places that a name can mean in words, each with the one above it."""
        names = [
            " ".join(self.places[code].name for code in place.line.values() if code in self.places)
            for place in found.candidates[:CANDIDATES_TOLD]
        ]
        return " / ".join(names)


def parts_of(name: str, level: str) -> tuple[str, str, str]:
    """Return a name as it is shown, the stem by which it is found, and the ending that says its kind."""
    clean = BLANKS_BESIDE_CHINESE.sub("", BLANKS.sub(" ", name.strip()))
    found = ENDINGS[level].fullmatch(clean)
    stem, kind = (found[1], found[2] or "") if found else (clean, "")
    key = BLANKS.sub("", unicodedata.normalize("NFKC", stem)).casefold()
    return stem + kind, key, kind


def slug(name: str) -> str:
    """Return a name as a code: letters, digits and Chinese characters, the rest hyphens."""
    return re.sub(r"[^\w]+", "-", name.lower()).strip("-")


def name_code(name: str) -> str:
    """Return the code of a name, whatever its width, case and blanks; names that differ in signs have others.

    The signs stand in no code, so a name that has some ends in a digest: 噪音(夜间) is not 噪音-夜间, C++ not C#.
    """
    spelled = SIGN.sub(r"\1", " ".join(unicodedata.normalize("NFKC", name).lower().split()))
    if not SIGN.search(spelled):
        return slug(spelled)
    digest = hashlib.blake2b(spelled.encode(), digest_size=DIGEST_BYTES).hexdigest()
    return f"{slug(spelled)}~{digest}"


def _last(line: Mapping[str, str]) -> str:
    return next((line[level] for level in reversed(LEVELS) if level in line), "")
