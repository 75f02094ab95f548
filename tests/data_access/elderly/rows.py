"""What the rows of surveys and spaces say, worked out in pandas."""

from __future__ import annotations

from datetime import date

import pandas as pd

from data_access.demo.known import XIAOSHENG
from data_access.selection import Selection
from tests.oracle import placed

ALL = Selection(date(2023, 7, 1), date(2026, 7, 1))

GRID_4 = f"{XIAOSHENG}004"


def latest(frames, selection: Selection) -> pd.DataFrame:
    """The newest survey of each compound, or of the grid where no compound is named."""
    rows = frames["elderly_surveys"]
    rows = rows[rows["surveyed_on"] < selection.end]
    place = rows["compound_code"].fillna(rows["grid_code"])
    rows = rows.sort_values(["surveyed_on", "survey_id"]).groupby(place).tail(1)
    return placed(rows, selection)
