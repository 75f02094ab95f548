"""The heat layer of a printed map as an image: the densities that the browser draws, at the dots of the sheet."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageColor
from scipy.ndimage import map_coordinates

from data_access.places.distance import EQUATOR_M
from ui import theme
from ui.maps.heat_layer import Heat, divided, surface
from ui.maps.sheet import Frame

DOTS = 2  # of the image in a point


def heat_image(heat: Heat, frame: Frame) -> str:
    """Return a heat layer as the data URL of a PNG that fills the frame."""
    colours = _colours(density_of_dots(heat, frame), heat)
    out = io.BytesIO()
    Image.fromarray(colours, "RGBA").save(out, "PNG")
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"


def density_of_dots(heat: Heat, frame: Frame) -> np.ndarray:
    """Return the density at each dot of the frame: per km², or per 1,000 residents; NaN where few live."""
    across = (np.arange(round(frame.width * DOTS)) + 0.5) * frame.metres / DOTS + frame.west
    down = frame.north - (np.arange(round(frame.height * DOTS)) + 0.5) * frame.metres / DOTS
    longitudes = np.degrees(across / EQUATOR_M)  # of Web Mercator
    latitudes = np.degrees(2 * np.arctan(np.exp(down / EQUATOR_M)) - np.pi / 2)
    return density_at(heat, longitudes, latitudes)


def density_at(heat: Heat, longitudes: np.ndarray, latitudes: np.ndarray) -> np.ndarray:
    """Return the density where each latitude (rows) crosses each longitude (columns)."""
    smooth = surface(heat.cells, heat.bins, heat.residents)
    x = longitudes / heat.cells.width - smooth.west - 0.5
    y = latitudes / heat.cells.height - smooth.south - 0.5
    places = np.meshgrid(y, x, indexing="ij")
    people = None if smooth.residents is None else _splined(smooth.residents, places)
    return divided(_splined(smooth.values, places), people)


def _splined(cells: np.ndarray, places: Sequence[np.ndarray]) -> np.ndarray:
    return map_coordinates(cells, places, order=3, prefilter=False, mode="grid-constant")


def _colours(density: np.ndarray, heat: Heat) -> np.ndarray:
    """Return the colour of each dot, transparent where nothing is known or nothing counted."""
    opaque = round(255 * theme.HEAT_OPACITY)
    shades = [
        (0, 0, 0, 0) if colour is None else (*ImageColor.getrgb(colour), opaque)
        for colour in heat.scale.colours
    ]
    classes = np.searchsorted(heat.scale.limits, density, side="right")
    empty = heat.scale.colours.index(None)
    classes[np.isnan(density) | (density == 0)] = empty
    return np.array(shades, np.uint8)[classes]
