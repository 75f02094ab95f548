"""The map of a community's portrait: a drawing, not a map to move, so that it prints as it is seen."""

from __future__ import annotations

import json

import altair as alt
import pandas as pd
import shapely

from ui import theme
from ui.charts import field, tooltip


def grid_map(areas: pd.DataFrame, points: pd.DataFrame, name: str, kind: str, label: str) -> alt.LayerChart:
    """Return outlines with their names, and points whose shape and colour tell what they are.

    Parameters
    ----------
    areas
        Columns outline (GeoJSON text), longitude, latitude (of the label) and `label`, a short name.
    points
        Columns longitude, latitude, `name` and `kind` (its words, in the order of `theme.PORTRAIT_POINTS`).
    """
    layers = [_ground(areas["outline"])]
    if len(points):
        layers.append(_points(points, name, kind))
    layers.append(_names(areas.drop(columns="outline"), label))
    drawn = alt.LayerChart(layer=layers).project(type="mercator")
    return drawn.properties(height=theme.CHART_HEIGHT + 40)


def _ground(outlines: pd.Series) -> alt.Chart:
    shapes = [{"type": "Feature", "properties": {}, "geometry": _turned(text)} for text in outlines]
    ground = alt.Chart(alt.Data(values=shapes))
    return ground.mark_geoshape(fill=theme.LAND, stroke=theme.BORDER, strokeWidth=1.2)


def _points(points: pd.DataFrame, name: str, kind: str) -> alt.Chart:
    kinds = list(points[kind].unique())
    shapes, colours = zip(*theme.PORTRAIT_POINTS[: len(kinds)], strict=True)
    marks = alt.Chart(points).mark_point(filled=True, size=70, opacity=0.9)
    return marks.encode(
        longitude="longitude:Q",
        latitude="latitude:Q",
        shape=alt.Shape(
            field=field(kind),
            type="nominal",
            legend=alt.Legend(columns=2),
            scale=alt.Scale(domain=kinds, range=list(shapes)),
        ),
        color=alt.Color(
            field=field(kind), type="nominal", scale=alt.Scale(domain=kinds, range=list(colours))
        ),
        tooltip=tooltip(points, [name, kind]),
    )


def _names(places: pd.DataFrame, label: str) -> alt.Chart:
    texts = alt.Chart(places).mark_text(fontSize=12, fontWeight=600, color=theme.INK, dy=-12)
    text = alt.Text(field=field(label), type="nominal")
    return texts.encode(longitude="longitude:Q", latitude="latitude:Q", text=text)


def _turned(outline: str) -> dict:
    """Return a geometry with its rings turned as the drawing library wants them: clockwise outside."""
    turned = shapely.orient_polygons(shapely.from_geojson(outline), exterior_cw=True)
    return json.loads(shapely.to_geojson(turned))
