"""The walk: each page for each Selection, read and held against the oracle."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from tests.walk import (
    activities,
    attention,
    cases,
    community,
    data,
    deliberation,
    elderly,
    evaluation,
    familiarity,
    grid_work,
    heatmap,
    hotspots,
    maps,
    neighbours,
    overview,
    process,
)
from tests.walk.asking import Asked
from tests.walk.comparing import Tally
from tests.walk.counting import City
from tests.walk.reading import Page, read_page

PAGES: dict[str, Callable[[Tally, City, Asked, Page], None]] = {
    "overview": overview.walk,
    "cases": cases.walk,
    "evaluation": evaluation.walk,
    "process": process.walk,
    "grid_work": grid_work.walk,
    "activities": activities.walk,
    "deliberation": deliberation.walk,
    "neighbours": neighbours.walk,
    "elderly": elderly.walk,
    "community": community.walk,
    "map": maps.walk,
    "attention": attention.walk,
    "hotspots": hotspots.walk,
    "heatmap": heatmap.walk,
    "familiarity": familiarity.walk,
    "data": data.walk,
}

VARIANTS: dict[str, tuple[dict[str, str], ...]] = {
    "evaluation": ({}, {"evaluated": "unit", "kind": "department"}),
    "hotspots": ({}, {"areas": "community"}),
    "map": ({}, {"map": "change"}, {"figure": "on_time"}, {"figure": "median_days", "map": "change"}),
}
"""What is chosen on a page besides, by its parameters of the address: each Selection takes the next in turn."""

PASSED_OVER: dict[str, dict[str, str]] = {
    "heatmap": {"the map": "it is drawn from the cells that are held in the map's files"},
    "elderly": {"the map": "its points and places come by a feed; the same are held in the map's files"},
}
"""What is not held against the oracle, by page, each with its reason."""


def walked(
    asked: Iterable[Asked], city: City, url: object, patch: pytest.MonkeyPatch, pages: Iterable[str] = PAGES
) -> Tally:
    """Walk the pages for each of the Selections and return what was compared."""
    tally = Tally()
    for turn, selection in enumerate(asked):
        for name in pages:
            before = len(tally.wrong)
            variants = VARIANTS.get(name, ({},))
            one = replace(selection, extra=variants[turn % len(variants)])
            page = read_page(name, url, patch, **one.query)
            try:
                PAGES[name](tally, city, one, page)
            except LookupError as lacking:
                tally.wrong.append(f"{name}: cannot be walked further: {lacking!r}")
            tally.unread(name, page, PASSED_OVER.get(name, {}))
            told = " ".join([one.name, *one.extra.values()])
            tally.wrong[before:] = [f"[{told}] {line}" for line in tally.wrong[before:]]
    return tally
