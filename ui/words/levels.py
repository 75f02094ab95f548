"""What a city calls its levels, in texts that speak of street offices, communities, grids and compounds.

In the catalogues such words stand in ‹ ›, as they are said where a city has no names of its own: ‹Street offices›,
‹a community›, ‹街道（镇）›. Each stands for a level, so a borough is called so in every text by this one rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from data_access.places.levels import read_level_names

MARKED = re.compile(r"‹([^‹›]*)›")

ENGLISH = {
    "street_office": ("street office", "street offices"),
    "community": ("community", "communities"),
    "grid": ("grid", "grids"),
    "compound": ("compound", "compounds"),
}
CHINESE = {
    "street_office": ("街道（镇）", "街道"),
    "community": ("社区（村）", "社区"),
    "grid": ("网格",),
    "compound": ("小区",),
}
VOWELS = tuple("aeiouAEIOU")


def with_levels(text: str, called: Mapping[str, str]) -> str:
    """Return a text of the catalogue with its marked words as they are called, or as they stand."""
    return MARKED.sub(lambda found: called.get(found[1], found[1]), text)


def phrases(language: str, level_names: str) -> dict[str, str]:
    """Return what is said for each marked word, by a data set's `level_names`; nothing for levels without a name."""
    said: dict[str, str] = {}
    for level, name in read_level_names(level_names).items():
        if language in name:
            said |= dict(_english(level, name) if language == "en" else _chinese(level, name))
    return said


def _chinese(level: str, name: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for word in CHINESE[level]:
        yield word, name["zh"]


def _english(level: str, name: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield one and many of a level, with and without an article, at the start of a sentence and within."""
    (one, many), own, plural = ENGLISH[level], name["en"], name["plural"]
    article = "an" if own.startswith(VOWELS) else "a"
    for word, said in ((one, own), (many, plural), (f"a {one}", f"{article} {own}")):
        yield word, said
        yield _begun(word), _begun(said)


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
