"""A drawn shape on a map: its outline for everyone who has its address, and what the outline means."""

from __future__ import annotations

import folium
import pandas as pd

from data_access.places.shapes import Shape
from ui import theme
from ui.maps.features import area_features
from ui.maps.legends import Swatch, SymbolLegend
from ui.words.shapes import shape_words

SWATCH = Swatch(theme.DRAWN_FILL, theme.DRAWN, 2.5, "8 5")


def outline(shape: Shape) -> folium.FeatureGroup:
    """Return the shape's outline; clicks go through to what lies below."""
    group = folium.FeatureGroup(name="drawn")
    style = SWATCH.style() | {"fill": False}
    features = area_features(pd.DataFrame({"outline": [shape.outline()]}))
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=lambda _: style,
        interactive=False,
    ).add_to(group)
    return group


def swatched(shape: Shape) -> pd.DataFrame:
    """Return the outline as it is printed and filed: name (the shape in words), outline, swatch."""
    return pd.DataFrame({"name": [shape_words(shape)], "outline": [shape.outline()], "swatch": [SWATCH]})


def legend(shape: Shape, heading: str) -> SymbolLegend:
    """Return what the outline means, under a heading that says how it bears on the map."""
    return SymbolLegend(heading, ((SWATCH, shape_words(shape)),))
