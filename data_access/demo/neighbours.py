"""The demo city's residents' groups (楼栋群、业主群、落户群)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_access.demo.placed import compound_codes, numbered
from data_access.demo.places import City


def groups(city: City, rng: np.random.Generator) -> pd.DataFrame:
    """Return residents' groups: one of each building kind, owners' groups, some settlers' groups."""
    parts = []
    for kind, has, cover in (("building", 0.8, 0.7), ("owners", 0.7, 0.6), ("settlers", 0.3, 0.15)):
        chosen = np.flatnonzero(rng.random(len(city.compounds)) < has)
        households = rng.binomial(city.compounds["households"].to_numpy()[chosen], cover)
        members = (households * rng.uniform(1.0, 1.8, len(chosen))).round().astype(int)
        parts.append(
            compound_codes(city, chosen).assign(kind=kind, members=members, households_covered=households)
        )
    return numbered(pd.concat(parts, ignore_index=True), "group_id", "G")
