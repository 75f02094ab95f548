"""Mappings of tests, and the whole city's files."""

from __future__ import annotations

import pandas as pd

FORMAT = "%m/%d/%Y %I:%M:%S %p"


def written(folder, frame: pd.DataFrame, name: str = "city_311.csv"):
    path = folder / name
    frame.to_csv(path, index=False)
    return path
