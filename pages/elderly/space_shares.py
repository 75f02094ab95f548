"""The share of step-free activity spaces by place: what a map shows where there are too many spaces to tell apart."""

from __future__ import annotations

import folium
import pandas as pd

from data_access.elderly import spaces
from data_access.indicators import STEP_FREE_SHARE
from ui.maps import area_layers
from ui.maps.ground import Land
from ui.maps.legends import Legend
from ui.panels.areas import coloured_areas
from ui.session.view import View

MOST_DOTS = 300
"""So many spaces are told apart on a map."""
IN_FILES = ("spaces", "step_free", "access_known", "value")
"""What the map's files tell of a place beside its code and name."""


def too_many(placed: pd.DataFrame, outlines: pd.DataFrame) -> bool:
    """Tell whether spaces are too many to be drawn each, and there are places to be coloured instead."""
    return len(placed) > MOST_DOTS and int(outlines["outline"].notna().sum()) > 1


def shares(view: View, level: str) -> tuple[pd.DataFrame, Legend]:
    """Return the places of a level as `coloured_areas` does; none is hatched, for all of their spaces are counted."""
    return coloured_areas(view, level, STEP_FREE_SHARE, measured=spaces.by_place, whole=True)


def layers(table: pd.DataFrame, land: Land, turn: int) -> list[folium.FeatureGroup]:
    """Return the places filled by their share, and their names."""
    return [
        area_layers.choropleth(table, turn),
        area_layers.street_offices(land.streets),
        area_layers.labels(table),
    ]
