"""The marks that a printed map is drawn with, as layers of Vega-Lite in points of the sheet."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import shapely

from ui import theme
from ui.maps.legends import Swatch, Symbol
from ui.maps.sheet import Frame

PIXEL = 0.8  # points of the sheet for a pixel of a symbol on a page's map


Layer = dict[str, Any]  # of the drawing, in Vega-Lite


def window_edge(frame: Frame) -> dict[str, Any]:
    """Return the rectangle around the map, as a row of `bar_marks`."""
    return {
        "x": frame.left,
        "y": frame.top,
        "x2": frame.left + frame.width,
        "y2": frame.top + frame.height,
        "fill": theme.PAPER,
        "edge": theme.BORDER,
        "opacity": 0,
    }


def _at(name: str) -> dict[str, Any]:
    """Return the encoding of a position in points as it stands in a column."""
    return {"field": name, "type": "quantitative", "scale": None, "axis": None}


def _plain(name: str, kind: str = "nominal") -> dict[str, Any]:
    """Return the encoding of a colour or size as it stands in a column."""
    return {"field": name, "type": kind, "scale": None, "legend": None}


def _layer(rows: list[dict[str, Any]], mark: dict[str, Any], encoding: dict[str, Any]) -> Layer:
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def shape_marks(shapes: np.ndarray, fills: Any, **mark: Any) -> Layer:
    """Return geometries in points, each filled as `fills` says; None leaves one empty."""
    features = [
        {"type": "Feature", "properties": {"fill": fill}, "geometry": json.loads(shapely.to_geojson(shape))}
        for shape, fill in zip(shapes, fills, strict=True)
        if shape is not None and not shape.is_empty
    ]
    encoding = {} if mark.get("filled") is False else {"fill": _plain("properties.fill")}
    # Shapes are cut to the map's window before: Vega-Lite's clip to the whole sheet would only take time, two
    # thirds of what a PNG takes.
    return _layer(features, {"type": "geoshape", "clip": False, **mark}, encoding)


def swatch_marks(shapes: np.ndarray, swatch: Swatch) -> Layer:
    """Return geometries filled and edged as a swatch of a legend is."""
    style = swatch.style()
    look = {"stroke": style["color"], "strokeWidth": style["weight"] * PIXEL}
    if swatch.dashes:
        look["strokeDash"] = [float(length) * PIXEL for length in swatch.dashes.split()]
    return shape_marks(shapes, [swatch.colour] * len(shapes), fillOpacity=style["fillOpacity"], **look)


def hatch_marks(shapes: np.ndarray) -> Iterator[Layer]:
    """Give parallel lines over shapes: dark ones, each beside a light one, so that they are seen on every colour."""
    for colour, shift in zip(theme.HATCH, (0.0, 0.7), strict=True):
        lines = [line for shape in shapes for line in _lines_through(shape, shift)]
        yield shape_marks(np.array(lines), [None] * len(lines), stroke=colour, strokeWidth=0.7, filled=False)


def _lines_through(shape: shapely.Geometry, shift: float) -> list[shapely.Geometry]:
    """Return the parts of rising lines that lie in a shape; the lines are the same for all shapes of a sheet."""
    step = theme.SHEET_HATCH * math.sqrt(2)  # along the x axis
    if shape is None or shape.is_empty:
        return []
    west, north, east, south = shape.bounds
    first, last = math.floor((west + north) / step), math.ceil((east + south) / step)
    sums = [step * number + shift * math.sqrt(2) for number in range(first, last + 1)]
    rays = shapely.linestrings([[(at - south, south), (at - north, north)] for at in sums])
    # A faulty outline is drawn as it is, but cannot be cut: its hatching is that of the repaired one.
    parts = shapely.intersection(rays, shapely.make_valid(shape))
    return [part for part in parts if not part.is_empty]


def point_marks(rows: pd.DataFrame, symbol: Symbol) -> Layer:
    """Return points (x, y, radius in pixels of a page's map) as one symbol draws them."""
    style = symbol.style()
    mark = {
        "type": "point",
        "shape": "circle",
        "fill": style["fillColor"],
        "fillOpacity": style["fillOpacity"],
        "stroke": style["color"],
        "strokeWidth": style["weight"] * PIXEL,
        "opacity": 1,
    } | ({"strokeDash": [2, 2]} if symbol.dashed else {})
    area = math.pi * (rows["radius"] * PIXEL) ** 2
    places = rows[["x", "y"]].assign(area=area).round(2).to_dict("records")
    return _layer(places, mark, {"x": _at("x"), "y": _at("y"), "size": _plain("area", "quantitative")})


def bar_marks(rows: list[dict[str, Any]]) -> Layer:
    """Return rectangles, each with its own fill, edge and opacity."""
    encoding = {"x": _at("x"), "y": _at("y"), "x2": {"field": "x2"}, "y2": {"field": "y2"}}
    colours = {"fill": _plain("fill"), "stroke": _plain("edge")}
    opacity = {"fillOpacity": _plain("opacity", "quantitative")}
    return _layer(rows, {"type": "rect", "strokeWidth": 0.6, "opacity": 1}, encoding | colours | opacity)


def text_marks(rows: pd.DataFrame, **mark: Any) -> Layer:
    """Return texts, each with its own size and colour."""
    encoding = {"x": _at("x"), "y": _at("y"), "text": {"field": "text", "type": "nominal"}}
    looks = {"size": _plain("size", "quantitative"), "fill": _plain("colour")}
    shape = {"type": "text", "align": "left", "baseline": "alphabetic", "limit": 0}
    return _layer(rows.round(2).to_dict("records"), shape | mark, encoding | looks)


def image_mark(url: str, frame: Frame) -> Layer:
    """Return an image that fills the window."""
    mark = {"type": "image", "width": frame.width, "height": frame.height, "aspect": False}
    mark |= {"align": "left", "baseline": "top"}
    place = {"x": _at("x"), "y": _at("y"), "url": {"field": "url", "type": "nominal"}}
    return _layer([{"x": frame.left, "y": frame.top, "url": url}], mark, place)


def polygon_mark(corners: list[tuple[float, float]]) -> Layer:
    """Return one dark polygon."""
    return shape_marks(np.array([shapely.Polygon(corners)]), [theme.INK])
