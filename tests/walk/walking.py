"""The walk: each page for each Selection, read and held against the oracle."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from tests.walk import (
    activities,
    cases,
    community,
    deliberation,
    elderly,
    evaluation,
    grid_work,
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
}

PASSED_OVER: dict[str, dict[str, str]] = {}
"""What is not held against the oracle, by page, each with its reason."""


def walked(
    asked: Iterable[Asked], city: City, url: object, patch: pytest.MonkeyPatch, pages: Iterable[str] = PAGES
) -> Tally:
    """Walk the pages for each of the Selections and return what was compared."""
    tally = Tally()
    for one in asked:
        for name in pages:
            before = len(tally.wrong)
            page = read_page(name, url, patch, **one.query)
            PAGES[name](tally, city, one, page)
            tally.unread(name, page, PASSED_OVER.get(name, {}))
            tally.wrong[before:] = [f"[{one.name}] {line}" for line in tally.wrong[before:]]
    return tally
