"""The selections that queries are tried with."""

from __future__ import annotations

import pytest

from data_access.selection import Selection
from tests.oracle import SELECTIONS


@pytest.fixture(params=SELECTIONS)
def selection(request: pytest.FixtureRequest) -> Selection:
    """Each selection in turn."""
    return SELECTIONS[request.param]
