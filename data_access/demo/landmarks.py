"""The demo city's landmarks: invented schools, hospitals, parks and markets, named after their community or town."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from data_access.demo.partition import KM_PER_DEGREE, points_inside, to_plane
from data_access.demo.placed import PLACE_CODES, numbered
from data_access.demo.places import City

OF_A_COMMUNITY = {"school": ("小学", 0.6), "park": ("公园", 0.35), "market": ("农贸市场", 0.3)}
"""What a community may have: the end of its name, and the share of communities that have it."""

OF_A_TOWN = {"school": "中学", "hospital": "卫生院"}
"""What every street office and town has, somewhere in it."""


def landmarks(city: City, rng: np.random.Generator) -> pd.DataFrame:
    """Return landmarks: code, place codes, name, kind, longitude, latitude."""
    members = city.grids.groupby("community_code").indices
    of_town = city.grids.groupby("street_office_code").indices
    chosen: list[tuple[int, str, str]] = []  # number of the grid, name, kind
    for code, name in zip(city.communities["code"], city.communities["name"], strict=True):
        for kind, (end, share) in OF_A_COMMUNITY.items():
            if rng.random() < share:
                chosen.append((int(rng.choice(members[code])), f"{name}{end}", kind))
    for code, name in zip(city.street_offices["code"], city.street_offices["name"], strict=True):
        for kind, end in OF_A_TOWN.items():
            chosen.append((int(rng.choice(of_town[code])), f"{name}{end}", kind))
    grid, names, kinds = zip(*chosen, strict=True)
    where = city.grids.iloc[list(grid)].reset_index(drop=True)
    parts = [to_plane(shapely.from_geojson(outline)) for outline in where["outline"]]
    points = np.vstack([points_inside(part, 1, rng) for part in parts]) / KM_PER_DEGREE
    rows = where[["street_office_code", "community_code", "code"]].set_axis(PLACE_CODES, axis=1)
    rows = rows.assign(name=names, kind=kinds)
    rows["longitude"], rows["latitude"] = np.round(points, 6).T
    return numbered(rows, "code", "L")
