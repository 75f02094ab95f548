"""The city with every fault on both databases."""

from __future__ import annotations

import pandas as pd
import pytest
from sqlalchemy import URL, Engine

from data_access.database.opening import reading_engine
from tests.conftest import write
from tests.data_access.data.rows import troubled


@pytest.fixture(scope="package")
def frames(demo_frames) -> dict[str, pd.DataFrame]:
    return troubled(demo_frames)


@pytest.fixture(scope="package", params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request, frames, tmp_path_factory) -> Engine:
    if request.param == "duckdb":
        url = URL.create("duckdb", database=str(tmp_path_factory.mktemp("faults")))
    else:
        url = request.getfixturevalue("new_postgres")("faults")
    write(url, frames)
    return reading_engine(url)
