"""The share of step-free activity spaces by place: what a map shows where there are too many spaces to tell apart."""

from __future__ import annotations

import folium
import pandas as pd

from data_access.elderly import spaces
from data_access.indicators import STEP_FREE_SHARE
from ui.maps import area_layers, classes
from ui.maps.ground import Land
from ui.maps.legends import Legend
from ui.panels.areas import class_entries, reading_entries, tips
from ui.session.view import View
from ui.words.tables import heading

MOST_DOTS = 300
"""So many spaces are told apart on a map of the whole city."""


def shares(view: View, outlines: pd.DataFrame, level: str) -> tuple[pd.DataFrame, Legend]:
    """Return the places that have an outline with value (per cent), figure and colour, and the legend.

    None is hatched: every space is counted, none is a sample of others.
    """
    measured = view.fetch(spaces.by_place, view.selection, level).drop(columns=["name", "residents"])
    table = outlines.dropna(subset=["outline"]).merge(measured, on="code").reset_index(drop=True)
    table["value"] = STEP_FREE_SHARE.of(table)
    table["hatched"] = False
    found = classes.graded(table["value"], classes.DEFAULT)
    table["colour"] = found.colours(table["value"])
    table["figure"] = tips(STEP_FREE_SHARE, table)
    entries = class_entries(found, table["value"], STEP_FREE_SHARE) + reading_entries(table)
    return table, Legend(heading(STEP_FREE_SHARE), entries)


def layers(table: pd.DataFrame, land: Land, turn: int) -> list[folium.FeatureGroup]:
    """Return the places filled by their share, and their names."""
    return [
        area_layers.choropleth(table, turn),
        area_layers.street_offices(land.streets),
        area_layers.labels(table),
    ]
