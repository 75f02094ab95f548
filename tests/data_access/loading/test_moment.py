"""When a load was made, told in the city's time wherever the machine stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import select

from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.schema import dataset, import_batches
from tests.data_access.loading.squares import CORNERS, NAMES, loaded


@pytest.mark.usefixtures("new_york")
def test_a_load_is_dated_in_the_citys_time(empty_url, tmp_path):
    x, y = zip(*(CORNERS[name] for name in NAMES), strict=True)
    loaded(tmp_path, empty_url, pd.DataFrame({"no": list(NAMES), "place": list(NAMES), "x": x, "y": y}))
    in_jinjiang = datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=8)
    for table in (dataset, import_batches):
        told = read(reading_engine(empty_url), select(table.c.loaded_at))["loaded_at"]
        assert (abs(told - in_jinjiang) < timedelta(minutes=5)).all()
