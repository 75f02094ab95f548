"""A made city's pages opened one by one: what they raise, and which of their sums differ from pandas'."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import URL

from tests.cities.making import Frames, made
from tests.cities.sums import SUMS, Difference
from tests.cities.traits import Traits, span_of, traits_of
from tests.conftest import write
from tests.opening import PAGES
from tests.walk.reading import read_page


def city_at(traits: Traits, folder: Path) -> tuple[Frames, URL, dict[str, str]]:
    """Write the city of these traits; return its tables, its database, and the query string of all its days."""
    frames = made(traits)
    url = URL.create("duckdb", database=str(folder))
    write(url, frames)
    first, last = span_of(traits)
    return frames, url, {"from": f"{first:%Y-%m-%d}", "to": f"{last:%Y-%m-%d}"}


def faults_of(
    seed: int, folder: Path, patch: pytest.MonkeyPatch, pages: Iterable[str] = PAGES
) -> Iterator[str]:
    """Open pages of the city of a seed; give each exception, and each sum that is not what pandas counts."""
    traits = traits_of(seed)
    frames, url, query = city_at(traits, folder)
    for name in pages:
        try:
            page = read_page(name, url, patch, **query)
        except AssertionError as raised:
            yield f"{seed} {name}: raises {raised}"
            continue
        yield from (f"{seed} {name}: {error.value}" for error in page.app.error)
        if name in SUMS:
            compared = SUMS[name](page, frames, traits, span_of(traits))
            yield from (f"{seed} {name}: {line}" for line in differing(compared))


def differing(compared: Iterable[Difference]) -> Iterator[str]:
    """Tell what differs."""
    for what, shown, counted in compared:
        try:
            np.testing.assert_equal(shown, counted)
        except AssertionError:
            yield f"{what} is {str(shown)[:300]}, not {str(counted)[:300]}"
