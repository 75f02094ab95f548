"""The sections of a mapping file (TOML): what each may hold, and its values, refused where they are none."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from data_access.loading.mapping import Count, Deadline
from data_access.loading.messages import LoadRefused
from data_access.places.levels import NAME, NAMED_LEVELS

KEYS = {
    "": {"city", "levels", "outlines", "places", "tables", "holidays"},
    "holidays": {"rest", "work"},
    "city": {"code", "name", "source"},
    "outlines": {"source", "name", "street_office", "note", "street_offices", "crs"},
    "levels": set(NAMED_LEVELS),
    "level": {"zh", "en", "plural"},
    "places": {"note", "create"},
    "tables": {
        "source",
        "query",
        "columns",
        "values",
        "defaults",
        "date_format",
        "date_formats",
        "year",
        "required",
        "plausible",
        "as_of",
        "deadlines",
        "category",
        "unit",
        "place",
        "places",
        "no_position",
        "crs",
        "sheet",
        "header",
        "delimiter",
        "encoding",
        "empty",
        "join",
        "leave_out",
        "count_up",
        "key",
        "personal",
    },
    "count_up": {"column", "from", "words", "different"},
    "category": {"main", "sub"},
    "place": {"column", "names"},
    "no_position": {"points", "values"},
}
"""Every key that a section of a mapping may have; another one is a slip of the pen, not a wish."""

YEARS = range(1990, 2100)
"""What a mapping's `year` may be."""


def tree_of(path: Path) -> dict[str, Any]:
    """Return what stands in a mapping file, sections within sections."""
    if not path.is_file():
        raise LoadRefused("no_file", file=path)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LoadRefused("mapping_file", file=path, detail=error) from error


def only_known(section: dict[str, Any], name: str, kind: str, path: Path) -> None:
    """Refuse a key that no section of this kind has."""
    for key in section:
        if key not in KEYS[kind]:
            where = f"{name}.{key}".lstrip(".")
            raise LoadRefused("mapping_unknown", file=path, key=where, known=", ".join(sorted(KEYS[kind])))


def section_of(tree: dict[str, Any], key: str, path: Path) -> dict[str, Any]:
    """Return a section; refuse a file without it."""
    if not isinstance(tree.get(key), dict):
        raise LoadRefused("mapping_key", file=path, key=key)
    return tree[key]


def value_of(section: dict[str, Any], key: str, path: Path) -> Any:
    """Return what a section has under the last name of a key; refuse one without it."""
    name = key.rsplit(".", 1)[-1]
    if name not in section:
        raise LoadRefused("mapping_key", file=path, key=key)
    return section[name]


def one_of(section: dict[str, Any], key: str, known: tuple[str, ...], where: str, path: Path) -> str:
    """Return a key's word, the first one known without it; refuse another."""
    word = section.get(key, known[0])
    if word not in known:
        raise LoadRefused("mapping_choice", file=path, key=f"{where}.{key}", known=", ".join(known))
    return word


def year_of(section: dict[str, Any], key: str, path: Path) -> int | None:
    """Return the year of days that are written without one, if the section tells it."""
    year = section.get("year")
    if year is not None and not (type(year) is int and year in YEARS):
        raise LoadRefused("mapping_choice", file=path, key=key, known=f"{YEARS[0]} … {YEARS[-1]}")
    return year


def counts_of(section: dict[str, Any], key: str, path: Path) -> dict[str, Count]:
    """Return what each column named is counted up from: numbers, words, or different texts of a column."""
    found = {}
    for target, given in section.get("count_up", {}).items():
        where = f"{key}.{target}"
        told = given if isinstance(given, dict) else {}
        only_known(told, where, "count_up", path)
        least, words, different = (told.get(name) for name in ("from", "words", "different"))
        column = told.get("column") if different is None else different
        one_rule = [least, words, different].count(None) == 2 and ("column" in told) == (different is None)
        whole = isinstance(least, int | float | None) and isinstance(words, list | None)
        if not (isinstance(column, str) and one_rule and whole):
            raise LoadRefused("mapping_count", file=path, key=where)
        name = f"{target} ← {column}"
        found[target] = Count(name, column, least, tuple(map(str, words or ())), different is not None)
    return found


def level_names_of(tree: dict[str, Any], path: Path) -> dict[str, dict[str, str]]:
    """Return what the city calls its levels, by level and language; refuse what is no name."""
    names = tree.get("levels", {})
    only_known(names, "levels", "levels", path)
    for level, name in names.items():
        where = f"levels.{level}"
        if not (isinstance(name, dict) and name):
            raise LoadRefused("mapping_levels", file=path, key=where)
        only_known(name, where, "level", path)
        for key, word in name.items():
            if not (isinstance(word, str) and NAME.fullmatch(word)):
                raise LoadRefused("mapping_levels", file=path, key=f"{where}.{key}")
    return names


def listed(given: object) -> tuple[str, ...]:
    """Return one text or a list of them as a tuple."""
    return (given,) if isinstance(given, str) else tuple(given)  # type: ignore[arg-type]


def plausible_days(section: dict[str, Any], key: str, path: Path) -> dict[str, tuple[date, date]]:
    """Return the first and last plausible day of each date column named."""
    found = {}
    for column, days in section.get("plausible", {}).items():
        if not (isinstance(days, list) and [type(day) for day in days] == [date, date]):
            raise LoadRefused("mapping_plausible", file=path, key=f"{key}.{column}")
        found[column] = (days[0], days[1])
    return found


def deadlines_of(section: dict[str, Any], key: str, path: Path) -> dict[str, Deadline]:
    """Return the deadline of each category named, `*` standing for all others."""
    found = {}
    for category, given in section.get("deadlines", {}).items():
        units = list(given) if isinstance(given, dict) else []
        if len(units) != 1 or units[0] not in ("hours", "working_days") or type(given[units[0]]) is not int:
            raise LoadRefused("mapping_deadline", file=path, key=f"{key}.{category}")
        found[category] = Deadline(**given)
    return found
