"""A map on the wall: one drawing in SVG, so that a screen that runs for days holds no map library."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import shapely

from ui import theme
from ui.maps.features import safe
from ui.maps.ground import Box
from ui.maps.heat_layer import Heat
from ui.maps.heat_picture import heat_image
from ui.maps.sheet import Frame, labels

LABEL_ROOM = 1.1  # letters of the screen's own font may be wider than those measured


def svg(box: Box, land: str | None, areas: pd.DataFrame, heat: Heat | None = None) -> str:
    """Return a map as SVG that takes its colours of sea, land, lines and labels from `assets/wall.css`.

    `areas` has outline, name, longitude and latitude (of the label) and, where they are filled, colour; `heat`
    is the heat layer.
    """
    width, height = theme.WALL_MAP
    frame = Frame.around(box, 0, 0, width, height)
    known = areas.dropna(subset=["outline"])
    shapes = frame.shapes(known["outline"])
    parts = [f'<svg class="map" viewBox="0 0 {width} {height}" aria-hidden="true">']
    if land:
        parts.append(f'<path class="land" d="{_path(_wider(frame).shapes(pd.Series([land]))[0])}"/>')
    if heat is not None:
        image = heat_image(heat, frame)
        parts.append(f'<image href="{image}" width="{width}" height="{height}"/>')
    fills = known["colour"] if "colour" in known else ["none"] * len(known)
    parts += [
        f'<path class="area" d="{_path(shape)}" fill="{fill}"/>'
        for shape, fill in zip(shapes, fills, strict=True)
    ]
    parts += _names(known, frame)
    return "".join([*parts, "</svg>"])


def _wider(frame: Frame) -> Frame:
    """Return the window with as much again on every side: a screen of another shape shows some of that."""
    across, upwards = frame.width, frame.height
    west, north = frame.west - frame.metres * across, frame.north + frame.metres * upwards
    return replace(
        frame, left=-across, top=-upwards, width=3 * across, height=3 * upwards, west=west, north=north
    )


def _names(areas: pd.DataFrame, frame: Frame) -> list[str]:
    placed = labels(areas, frame, theme.WALL_LABEL * LABEL_ROOM)
    return [
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{theme.WALL_LABEL}">{safe(text)}</text>'
        for x, y, text in placed.reindex(columns=["x", "y", "text"]).itertuples(index=False)
    ]


def _path(shape: shapely.Geometry | None) -> str:
    """Return a shape's rings as the path of an SVG, to a tenth of a pixel."""
    polygons = [part for part in np.atleast_1d(shapely.get_parts(shape)) if part.geom_type == "Polygon"]
    rings = [ring for part in polygons for ring in (part.exterior, *part.interiors)]
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring)) + "Z" for ring in rings
    )
