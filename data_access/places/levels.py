"""The city's own names for its levels: a borough for a street office, 镇 for 街道."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

NAMED_LEVELS = ("street_office", "community", "grid", "compound")
"""The levels that a city may call by names of its own."""

NAME = re.compile(r"[^\W\d_](?:[\w（）() -]{0,28}[\w）)])?")
"""What a level may be called: letters, nothing that a text, a file or a page would read as more."""


def kept_level_names(names: Mapping[str, Mapping[str, str]]) -> str | None:
    """Return names of levels as the data set keeps them, with the English plural; None where there are none."""
    if not names:
        return None
    whole = {level: dict(name) for level, name in names.items()}
    for name in whole.values():
        if "en" in name:
            name.setdefault("plural", _plural(name["en"]))
    return json.dumps(whole, ensure_ascii=False)


def read_level_names(kept: str | None) -> dict[str, dict[str, str]]:
    """Return the names (zh, en, plural) of each level that the data set names; what is no name is left out."""
    told = json.loads(kept) if kept else {}
    return {level: _names(told[level]) for level in NAMED_LEVELS if level in told}


def _names(told: Mapping[str, object]) -> dict[str, str]:
    names = {key: name for key, name in told.items() if isinstance(name, str) and NAME.fullmatch(name)}
    return names if "plural" in names else {key: name for key, name in names.items() if key != "en"}


def _plural(name: str) -> str:
    """Return the usual plural of an English word; a mapping can give another."""
    if re.search(r"[^aeiou]y$", name):
        return f"{name[:-1]}ies"
    return f"{name}es" if re.search(r"(s|x|z|ch|sh)$", name) else f"{name}s"
