"""The heat layer of a printed map as an image, drawn as leaflet.heat draws it on the page.

Its formulas (github.com/Leaflet/Leaflet.heat with the pull request 78 that folium ships, and
github.com/mourner/simpleheat): cells of half a spot are summed up and divided by the fullest; each is a
disc blurred by a Gaussian, laid over the others by its opacity; the colour is that of the opacity reached.
"""

from __future__ import annotations

import base64
import io

import numpy as np
import pandas as pd
from PIL import Image, ImageColor
from scipy.ndimage import gaussian_filter

from ui import theme
from ui.maps import heat_layer
from ui.maps.sheet import Frame

DOTS = 2  # of the image in a point; the layer has no edges that more would show


def heat_image(bins: pd.DataFrame, cell: float, frame: Frame, pixel: float) -> str:
    """Return counted cells (columns x, y, reported) as the data URL of a PNG that fills the frame.

    `pixel` is how many points a pixel of the map on the page becomes.
    """
    opacity = _opacity(_spots(bins, cell, frame, pixel), frame, pixel * DOTS)
    stops = sorted(theme.HEAT.items())
    colours = np.array([ImageColor.getrgb(colour) for _, colour in stops])
    at = [stop for stop, _ in stops]
    bands = [np.interp(opacity, at, colours[:, band]) for band in range(3)]
    image = Image.fromarray(np.dstack([*bands, 255 * opacity]).round().astype(np.uint8), "RGBA")
    out = io.BytesIO()
    image.save(out, "PNG")
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"


def _spots(bins: pd.DataFrame, cell: float, frame: Frame, pixel: float) -> pd.DataFrame:
    """Return the spots to lay over each other: x and y in points from the frame's corner, and opacity."""
    latitude, longitude, weight = np.array(heat_layer.heat_points(bins, cell)).reshape(-1, 3).T
    x, y = frame.place(longitude, latitude)
    side = (heat_layer.HEAT_RADIUS + heat_layer.HEAT_BLUR) / 2 * pixel
    rows = pd.DataFrame({"x": (x - frame.left) * weight, "y": (y - frame.top) * weight, "weight": weight})
    columns = [((x - frame.left) // side).astype(int), ((y - frame.top) // side).astype(int)]
    summed = rows.groupby(columns).sum()
    middle = summed[["x", "y"]].div(summed["weight"], axis=0)
    most = max(summed["weight"].max(), 1)
    return middle.assign(opacity=(summed["weight"] / most).clip(heat_layer.HEAT_FAINTEST))


def _opacity(spots: pd.DataFrame, frame: Frame, dots: float) -> np.ndarray:
    """Return the opacity of each dot of the image, from 0 to 1."""
    disc = _disc(dots)
    reach = disc.shape[0] // 2
    height, width = round(frame.height * DOTS), round(frame.width * DOTS)
    clear = np.ones((height + 2 * disc.shape[0], width + 2 * disc.shape[0]))
    for x, y, opacity in spots.itertuples(index=False):
        column, row = round(x * DOTS) + disc.shape[0] - reach, round(y * DOTS) + disc.shape[0] - reach
        if 0 <= row <= clear.shape[0] - disc.shape[0] and 0 <= column <= clear.shape[1] - disc.shape[1]:
            clear[row : row + disc.shape[0], column : column + disc.shape[1]] *= 1 - opacity * disc
    margin = disc.shape[0]
    return 1 - clear[margin : margin + height, margin : margin + width]


def _disc(dots: float) -> np.ndarray:
    """Return one spot: a disc blurred by a Gaussian of half the blur (HTML canvas, shadowBlur)."""
    reach = int(np.ceil((heat_layer.HEAT_RADIUS + heat_layer.HEAT_BLUR) * dots))
    across = np.arange(-reach, reach + 1)
    inside = np.hypot(*np.meshgrid(across, across)) <= heat_layer.HEAT_RADIUS * dots
    return gaussian_filter(inside.astype(float), heat_layer.HEAT_BLUR / 2 * dots)
