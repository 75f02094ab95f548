"""The page of the heatmap against the oracle: the cases in each cell of its files, and the hours of the week."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pyproj import Geod

from tests.walk.asking import Asked
from tests.walk.comparing import Tally
from tests.walk.counting import City, within
from tests.walk.reading import Page
from tests.walk.telling import WORDS, column, word

NAME, KEY = "heatmap", "heat"
EARTH = Geod(ellps="WGS84")


def hours(rows: pd.DataFrame) -> pd.DataFrame:
    """The cases reported at each hour of the week."""
    at = rows["reported_at"]
    counts = at.groupby([at.dt.day_of_week + 1, at.dt.hour]).size()
    told = [[word("weekday", day), hour, count] for (day, hour), count in counts.items()]
    return pd.DataFrame(told, columns=[column("weekday"), column("hour"), column("reported")])


def cells(tally: Tally, page: Page, placed: pd.DataFrame) -> None:
    """Hold the cases in each cell, and their density, against the points of the cases."""
    told = page.features(KEY)
    x, y = (placed[name].to_numpy(dtype=float) for name in ("longitude", "latitude"))
    tally.figure(NAME, "cases in all cells", told["value"].sum(), len(placed))
    for (value, density), ring in zip(told[["value", "density"]].to_numpy(), page.rings(KEY), strict=True):
        (west, south), (east, north) = np.min(ring, axis=0), np.max(ring, axis=0)
        inside = int(((x >= west) & (x < east) & (y >= south) & (y < north)).sum())
        tally.figure(NAME, f"cases in the cell at {west}, {south}", value, inside)
        area, _ = EARTH.polygon_area_perimeter(*np.transpose(ring))
        per_km2 = value / (abs(area) / 1e6)
        tally.figure(
            NAME, f"density of the cell at {west}, {south}", density, per_km2, 0.005 * per_km2 + 0.001
        )
    for kind in ("gpkg", "zip"):
        tally.table(NAME, f"{KEY}.{kind}", page.layers(KEY, kind), told[["value", "density"]], 3)


def walk(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold the page of the heatmap against the oracle."""
    rows = city.rows("cases", asked.places)
    rows = rows[within(rows["reported_at"], asked.span)]
    placed = rows.dropna(subset=["longitude", "latitude"])
    sizes = {"reported": len(rows), "placed": len(placed), "missing": len(rows) - len(placed)}
    counts = {name: f"{size:,}" for name, size in sizes.items()}
    tally.said(NAME, page, WORDS["heatmap.positions"].format(**counts))
    tally.panel(NAME, page, "hours", hours(rows))
    if len(placed):
        cells(tally, page, placed)
