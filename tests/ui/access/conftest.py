"""The marked city, and the same without any other street offices than a reader's."""

from __future__ import annotations

import shutil

import pytest
from sqlalchemy import URL

from tests.ui.access.marked import TWO, alone, marked


@pytest.fixture(scope="session")
def city(shared, altered, demo_frames) -> URL:
    """The small demo city with the sign of its street office in every text of a row."""
    return _kept(shared, altered, "marked", marked(demo_frames))


@pytest.fixture(scope="session")
def city_of_two(shared, altered, demo_frames) -> URL:
    """The marked city as if there were two street offices only."""
    return _kept(shared, altered, "marked_two", alone(marked(demo_frames), TWO))


@pytest.fixture(scope="session")
def offices(demo_frames) -> frozenset[str]:
    """The codes of all street offices."""
    return frozenset(demo_frames["street_offices"]["code"])


def _kept(shared, altered, name, frames) -> URL:
    def fill(folder):
        shutil.copytree(str(altered("duckdb", frames).database), folder, dirs_exist_ok=True)

    return URL.create("duckdb", database=str(shared(name, fill)))
