"""What happens in a place of the demo city: codes, schedules and numbers of the rows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_access.demo.calendar import DAYS, drawn_days
from data_access.demo.places import City

PLACE_CODES = ["street_office_code", "community_code", "grid_code"]


def scheduled(
    city: City, a_month: float, weekday_weights: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw events for each community, so many a month; return a compound of the community and the day of each."""
    months = len(DAYS) / 30.44
    members = city.compounds.groupby("community_code").indices
    drawn = [
        rng.choice(members[code], count)
        for code, count in zip(
            city.communities["code"], rng.poisson(a_month * months, len(city.communities)), strict=True
        )
    ]
    compound = np.concatenate(drawn)
    return compound, drawn_days(len(compound), weekday_weights, rng)


def grid_codes(city: City) -> pd.DataFrame:
    """Return the place codes of every grid."""
    return city.grids[["street_office_code", "community_code", "code"]].rename(columns={"code": "grid_code"})


def compound_codes(city: City, index: np.ndarray) -> pd.DataFrame:
    """Return the place codes of the compounds by their numbers."""
    rows = city.compounds.iloc[index].reset_index(drop=True)
    return rows[[*PLACE_CODES, "code"]].rename(columns={"code": "compound_code"})


def numbered(rows: pd.DataFrame, name: str, prefix: str) -> pd.DataFrame:
    """Return the rows with numbers before them in a column `name`."""
    rows = rows.reset_index(drop=True)
    rows.insert(0, name, [f"{prefix}{number:06d}" for number in range(1, len(rows) + 1)])
    return rows
