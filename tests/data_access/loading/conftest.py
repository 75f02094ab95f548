"""The sample as its file writes it."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.conftest import SAMPLE


@pytest.fixture(scope="module")
def source() -> pd.DataFrame:
    return pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
