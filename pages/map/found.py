"""The compound that was found last, ringed on the map in the grid that it lies in."""

from __future__ import annotations

import folium
import pandas as pd
import shapely
import streamlit as st

from data_access.places import areas
from ui import theme
from ui.maps import area_layers, point_layers
from ui.maps.ground import Box
from ui.maps.legends import Symbol
from ui.session import address
from ui.session.view import View
from ui.words.text import inert, t

AROUND = 0.0015  # degrees to each side of a compound that was found: some 150 m
FOUND = Symbol(theme.OUT_OF_REACH, 13, line=3, hollow=True)


def found_compound(view: View) -> pd.DataFrame:
    """Return the compound that the URL names in the selected grid: name and point, no row for none.

    One that is not known, or lies elsewhere, is taken out of the URL.
    """
    none = pd.DataFrame(columns=["name", "longitude", "latitude"])
    code = address.parameter("compound")
    if code is None:
        return none
    rows = view.fetch(areas.compound_names)
    found = rows[rows["code"] == code]
    if found.empty:
        st.warning(t("filter.ignored_unknown", parameter="compound", value=inert(code[:60])))
    if found.empty or view.selection.grids != (found["grid_code"].iloc[0],):
        address.set_parameter("compound", None)
        return none
    return found.reset_index(drop=True)


def found_box(found: pd.DataFrame) -> Box | None:
    """Return the box around the compound, None without one whose point is known."""
    for x, y in found[["longitude", "latitude"]].dropna().itertuples(index=False):
        return Box(x - AROUND, y - AROUND, x + AROUND, y + AROUND)
    return None


def found_groups(found: pd.DataFrame) -> list[folium.FeatureGroup]:
    """Return a ring around the compound, with its name."""
    placed = found.dropna(subset=["longitude", "latitude"])
    if placed.empty:
        return []
    named = placed.assign(tip=[[name] for name in placed["name"]])
    about = shapely.buffer(shapely.points(placed[["longitude", "latitude"]]), AROUND)
    sized = placed.assign(
        outline=shapely.to_geojson(about)
    )  # its name stands while its surroundings are seen
    return [point_layers.marked([(named, FOUND)], "found"), area_layers.labels(sized)]
