"""The walk: each page for each Selection, read and held against the oracle."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from tests.walk import cases, overview
from tests.walk.asking import Asked
from tests.walk.comparing import Tally
from tests.walk.counting import City
from tests.walk.reading import Page, read_page

PAGES: dict[str, Callable[[Tally, City, Asked, Page], None]] = {
    "overview": overview.walk,
    "cases": cases.walk,
}


def walked(
    asked: Iterable[Asked], city: City, url: object, patch: pytest.MonkeyPatch, pages: Iterable[str] = PAGES
) -> Tally:
    """Walk the pages for each of the Selections and return what was compared."""
    tally = Tally()
    for one in asked:
        for name in pages:
            before = len(tally.wrong)
            PAGES[name](tally, city, one, read_page(name, url, patch, **one.query))
            tally.wrong[before:] = [f"[{one.name}] {line}" for line in tally.wrong[before:]]
    return tally
