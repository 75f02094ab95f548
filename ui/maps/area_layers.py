"""Layers of places: filled, patterned, as borders, and their labels. Every name from the data is escaped."""

from __future__ import annotations

import folium
import pandas as pd

from ui import theme
from ui.maps.features import COORDINATE_DIGITS, area_features, safe, safe_lines
from ui.maps.legends import AREA_OPACITY
from ui.maps.scripts import script_group


def choropleth(areas: pd.DataFrame, turn: int = 0) -> folium.FeatureGroup:
    """Return places filled by their `colour`, with `name` and `figure` on hovering.

    `turn` goes into each feature, so that clicking the same place again after going back is a new click.
    """
    shown = areas[["code", "name", "figure", "colour", "outline"]].assign(turn=turn)
    shown["tip"] = [
        f"<b>{safe(name)}</b><br>{safe(figure)}"
        for name, figure in zip(areas["name"], areas["figure"], strict=True)
    ]
    features = area_features(shown.drop(columns=["name", "figure"]))
    group = folium.FeatureGroup(name="areas")
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=lambda feature: {
            "fillColor": feature["properties"]["colour"],
            "fillOpacity": AREA_OPACITY,
            "color": theme.PAPER,
            "weight": 1.2,
        },
        highlight_function=lambda _: {"weight": 3, "color": theme.INK},
        tooltip=folium.GeoJsonTooltip(["tip"], labels=False, sticky=True),
    ).add_to(group)
    return group


def patterned(areas: pd.DataFrame, name: str) -> folium.FeatureGroup:
    """Return areas (columns code, outline, tip, swatch) drawn by their swatches, with their tip on hovering."""
    group = folium.FeatureGroup(name=name)
    if areas.empty:
        return group
    shown = areas[["code", "outline"]].assign(
        tip=areas["tip"].map(safe_lines), style=[swatch.style() for swatch in areas["swatch"]]
    )
    folium.GeoJson(
        {"type": "FeatureCollection", "features": area_features(shown)},
        style_function=lambda feature: feature["properties"]["style"],
        highlight_function=lambda _: {"weight": 3, "color": theme.INK},
        tooltip=folium.GeoJsonTooltip(["tip"], labels=False, sticky=True),
    ).add_to(group)
    return group


def labels(areas: pd.DataFrame) -> folium.FeatureGroup:
    """Return each place's name at its label point, as inert text; a name that would overlap one before it is hidden."""
    shown = areas.dropna(subset=["longitude", "latitude"])
    rows = [
        [round(y, COORDINATE_DIGITS), round(x, COORDINATE_DIGITS), safe(name)]
        for y, x, name in zip(shown["latitude"], shown["longitude"], shown["name"], strict=True)
    ]
    return script_group("labels", rows, "labels")


def borders(areas: pd.DataFrame) -> folium.FeatureGroup:
    """Return places as lines only, to lie over a heat layer."""
    group = folium.FeatureGroup(name="borders")
    shown = areas.dropna(subset=["outline"])
    if shown.empty:
        return group
    folium.GeoJson(
        {"type": "FeatureCollection", "features": area_features(shown[["code", "outline"]])},
        style_function=lambda _: {"color": theme.BORDER, "weight": 0.8, "fill": False},
        interactive=False,
    ).add_to(group)
    return group
