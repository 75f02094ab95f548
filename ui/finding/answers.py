"""What the server answers while one types into the box: groups of rows, by kind, in the reader's words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from data_access import cases
from data_access.places.search import NameIndex, Place
from data_access.selection import Selection
from ui.finding.known import Entry, found_entries
from ui.maps.feeds import Look
from ui.session.source import Source, place_names
from ui.words.text import side_by_side

PLACES, OTHERS, CASES = 8, 4, 10
"""Places, entries of another kind, and cases that are listed at once."""

LONGEST = 80  # signs of what is looked for
SHORTEST = 2  # signs of words that are looked for in cases
LEVEL_WORDS = {
    "street_office": "filter.street_office",
    "community": "filter.community",
    "grid": "filter.grid",
    "compound": "map.layer.compounds",
}

Row = tuple[str, str, str, str, str]
"""Kind and key of what is found, its name, what it is, and what more there is to say."""


def found_names(
    index: NameIndex[Place],
    known: NameIndex[Entry],
    allowed: frozenset[str] | None,
    texts: Mapping[str, str],
    written: Callable[[str], str],
    look: Look,
) -> list[dict[str, Any]]:
    """Return the groups of places, pages, indicators and help whose names or words are looked for.

    `written` gives a place's name as the reader writes it.
    """
    words = _sought(look)
    places, found = index.find(words, PLACES, allowed)
    rows = [
        (place.level, place.code, written(place.name), _lies(place, texts, written), "") for place in places
    ]
    more = texts["find.more"].format(found=f"{found:,}", shown=len(places)) if found > len(places) else ""
    others = {
        kind: [(kind, entry.code, entry.name, entry.told, entry.more) for entry in entries]
        for kind, entries in found_entries(known, words, OTHERS).items()
    }
    return [
        _group("place", rows, texts, more),
        *(_group(kind, given, texts) for kind, given in others.items()),
    ]


def found_cases(
    source: Source,
    selection: Selection,
    categories: Mapping[str, str],
    texts: Mapping[str, str],
    look: Look,
) -> list[dict[str, Any]]:
    """Return the group of cases whose number is looked for, else of the newest that hold the words.

    `categories` are their names by code. Answers are kept by the browser, not here.
    """
    words = unicodedata.normalize("NFKC", _sought(look))
    if len(words) < SHORTEST:
        return []
    for number in dict.fromkeys((words, words.upper())):
        numbered = source.fetch_once(cases.numbered, selection, number, CASES)
        if len(numbered):
            return [_group("number", _case_rows(source, numbered, categories, texts), texts)]
    rows = source.fetch_once(cases.told_in_words, selection, source.dataset.as_of, words, CASES)
    further = ("search", words, texts["find.further"].format(words=words), "", "")
    note = texts["find.cases_note"].format(shown=CASES, days=cases.FOUND_DAYS) if len(rows) else ""
    return [_group("case", [*_case_rows(source, rows, categories, texts), further], texts, note)]


def _sought(look: Look) -> str:
    return " ".join((look.words or "")[:LONGEST].split())


def _lies(place: Place, texts: Mapping[str, str], written: Callable[[str], str]) -> str:
    """Return what a place is and what it lies in, which tells apart those that are called alike."""
    return side_by_side((texts[LEVEL_WORDS[place.level]], *map(written, place.above)), " · ")


def _case_rows(
    source: Source, rows: pd.DataFrame, categories: Mapping[str, str], texts: Mapping[str, str]
) -> list[Row]:
    """Return cases with what they are about, where they lie, when they were reported and whether they are open."""
    places = place_names(source)
    names = dict(zip(places["code"], places["name"], strict=True)) | dict(categories)
    known = rows.astype(object).where(rows.notna(), None)
    return [
        ("case", row["case_id"], row["case_id"], _told(row, names, texts), row["summary"] or "")
        for row in known.to_dict("records")
    ]


def _told(row: Mapping[str, Any], names: Mapping[str, str], texts: Mapping[str, str]) -> str:
    status = texts.get(f"value.case_status.{row['status']}", str(row["status"]))
    codes = (row[name] for name in ("category_code", "street_office_code", "community_code"))
    parts = (*(names.get(code, code) for code in codes), f"{row['reported_at']:%Y-%m-%d}", status)
    return side_by_side((part for part in parts if part), " · ")


def _group(kind: str, rows: Iterable[Row], texts: Mapping[str, str], note: str = "") -> dict[str, Any]:
    return {"title": texts[f"find.group.{kind}"], "rows": list(rows), "note": note}
