"""Layers of points. Every name from the data is escaped."""

from __future__ import annotations

import folium
import pandas as pd

from ui import theme
from ui.maps.features import COORDINATE_DIGITS, point_features, safe_lines
from ui.maps.legends import POINT_OPACITY, Symbol

POINT_RADIUS = 4


def points(rows: pd.DataFrame, kind: str, radius: float = POINT_RADIUS) -> folium.FeatureGroup:
    """Return points with their `tip` on hovering; `kind` (compounds, stations, spaces, cases, case) gives the colour.

    A column `case_id` goes with a point, so that clicking it names its case.
    """
    group = folium.FeatureGroup(name=kind)
    if rows.empty:
        return group
    features = [
        {
            "type": "Feature",
            "properties": {"tip": safe_lines(tip), "radius": round(float(size), 1)} | own,
            "geometry": {
                "type": "Point",
                "coordinates": [round(x, COORDINATE_DIGITS), round(y, COORDINATE_DIGITS)],
            },
        }
        for tip, size, x, y, own in zip(
            rows["tip"],
            radii(rows, radius),
            rows["longitude"],
            rows["latitude"],
            rows[["case_id"]].to_dict("records") if "case_id" in rows else [{}] * len(rows),
            strict=True,
        )
    ]
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=folium.CircleMarker(radius=4),
        style_function=lambda feature: {
            "radius": feature["properties"]["radius"],
            "fill": True,  # folium's marker says no
            "color": theme.PAPER,
            "weight": 1,
            "fillColor": theme.POINT_COLOURS[kind],
            "fillOpacity": POINT_OPACITY,
        },
        tooltip=folium.GeoJsonTooltip(["tip"], labels=False),
    ).add_to(group)
    return group


def point_symbol(kind: str) -> Symbol:
    """Return how `points` draws a kind, without the households by which its circles may grow."""
    return Symbol(theme.POINT_COLOURS[kind], POINT_RADIUS)


def symbols(rows: pd.DataFrame, symbol: Symbol, name: str) -> folium.FeatureGroup:
    """Return points (columns tip, longitude, latitude) drawn by one symbol, with their `tip` on hovering."""
    group = folium.FeatureGroup(name=name)
    if rows.empty:
        return group
    features = point_features(rows.assign(tip=rows["tip"].map(safe_lines))[["tip", "longitude", "latitude"]])
    style = symbol.style()
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=folium.CircleMarker(radius=symbol.radius),
        style_function=lambda _: style,
        tooltip=folium.GeoJsonTooltip(["tip"], labels=False),
    ).add_to(group)
    return group


def radii(rows: pd.DataFrame, radius: float) -> pd.Series:
    """Return each point's radius in pixels: its area grows with the households, `radius` without any."""
    if "households" not in rows:
        return pd.Series(float(radius), index=rows.index)
    return (rows["households"].fillna(0).clip(lower=0) ** 0.5 / 4).clip(3, 12)
