"""The heat layer: values counted in cells become a smooth density, drawn by `assets/maps/heat.js` in the browser.

The density is a function of the place alone: values per km², smoothed with weights that sum to one, so that nothing
is added or lost (two passes of 1-2-1 over the cells and a cubic B-spline between them, a kernel much like a Gaussian
with a standard deviation of 1.15 cells). A colour stands for the same density everywhere on a map, and the legend
says for which. `heat_picture` draws the same on paper.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import folium
import numpy as np
import pandas as pd
from scipy.ndimage import convolve1d

from data_access.places.cells import Cells, Window
from data_access.places.distance import EQUATOR_M
from ui import theme
from ui.maps.ground import WORLD_PIXELS, Box
from ui.maps.heat_scale import Scale, told
from ui.maps.scripts import script_group

LEAST_PIXELS = 5  # of a cell on the screen; it is less than twice as many
FINEST, COARSEST = 16, 4096  # metres of a cell
FINEST_OF_RESIDENTS = 256  # a compound's residents are known at one point, however large it is
MOST_CELLS = 32_000  # in one answer, whatever box is asked for; see tests.benchmarks.heat for its bytes
MOST_BYTES = 110_000  # compressed, of all frames of a period
FRAMED_CELLS = 90_000  # cells times frames from which it is not even tried whether they fit
REACH = 4  # cells that a value is smoothed over to each side
KERNEL = np.array([1, 4, 6, 4, 1]) / 16
HIGH = 0.98  # of the cells with a value have a density up to that which the colours are scaled by
FEWEST_RESIDENTS = 100  # for each km²; where fewer live, cases are not divided by them


@dataclass(frozen=True)
class Heat:
    """A heat layer: values in cells (columns x, y, value) and the colours of their densities.

    With `residents` (x, y, residents) it shows values per 1,000 residents, else per km².
    """

    cells: Cells
    bins: pd.DataFrame
    scale: Scale
    residents: pd.DataFrame | None = None

    def answer(self) -> dict[str, Any]:
        """Return the layer as `heat.js` reads it."""
        return packed(self.cells, self.bins, self.residents) | {"scale": told(self.scale)}


@dataclass(frozen=True)
class Surface:
    """Smoothed densities of cells: rows from the south, columns from the west, and the first one's numbers.

    They are the coefficients of a cubic B-spline, whose value at the middle of a cell is close to them.
    """

    values: np.ndarray
    residents: np.ndarray | None
    west: int
    south: int


def surface(cells: Cells, bins: pd.DataFrame, residents: pd.DataFrame | None = None) -> Surface:
    """Return values per km² of cells, smoothed, and beside them residents per km²."""
    columns, rows, west, south = _room(bins, residents)

    def spread(counted: pd.DataFrame, name: str) -> np.ndarray:
        grid = np.zeros((rows, columns))
        grid[counted["y"].to_numpy() - south, counted["x"].to_numpy() - west] = counted[name]
        return _smooth(grid) / cells.km2

    people = None if residents is None else spread(residents, "residents")
    return Surface(spread(bins, "value"), people, west, south)


def _smooth(grid: np.ndarray) -> np.ndarray:
    """Return cells smoothed along the last two axes."""
    return convolve1d(convolve1d(grid, KERNEL, -1, mode="constant"), KERNEL, -2, mode="constant")


def divided(values: np.ndarray, residents: np.ndarray | None) -> np.ndarray:
    """Return densities as they are coloured: per km², or per 1,000 residents with NaN where few live."""
    if residents is None:
        return values
    return np.where(residents >= FEWEST_RESIDENTS, 1000 * values / np.maximum(residents, 1), np.nan)


def cells_for(zoom: float, latitude: float, weight: str) -> Cells:
    """Return the cells that are drawn at a zoom of the map."""
    metres = 2 * math.pi * EQUATOR_M * math.cos(math.radians(latitude)) / (WORLD_PIXELS * 2**zoom)
    side = 2 ** math.ceil(math.log2(LEAST_PIXELS * metres))
    return Cells(min(max(side, finest(weight)), COARSEST), latitude)


def finest(weight: str) -> int:
    """Return the least side in metres of the cells of a weight."""
    return FINEST_OF_RESIDENTS if weight == "residents" else FINEST


def window_of(cells: Cells, box: Box) -> tuple[Cells, Window]:
    """Return the cells that cover a box with their reach, coarser ones where they would be more than `MOST_CELLS`."""
    while True:
        west, south = math.floor(box.west / cells.width) - REACH, math.floor(box.south / cells.height) - REACH
        east = math.ceil(box.east / cells.width) + REACH
        north = math.ceil(box.north / cells.height) + REACH
        if (east - west) * (north - south) <= MOST_CELLS:
            return cells, (west, south, east, north)
        cells = coarser(cells)


def coarser(cells: Cells) -> Cells:
    """Return the cells of twice the side."""
    return replace(cells, metres=2 * cells.metres)


def steepest(cells: Cells, bins: pd.DataFrame, residents: pd.DataFrame | None = None) -> float:
    """Return the smoothed density, of either sign, that `HIGH` of the cells with a value stay under; 0 without any."""
    smooth = surface(cells, bins, residents)
    rates = np.abs(divided(smooth.values, smooth.residents))
    return _high(rates[bins["y"].to_numpy(int) - smooth.south, bins["x"].to_numpy(int) - smooth.west])


def steepest_of_frames(cells: Cells, rows: pd.DataFrame, residents: pd.DataFrame | None) -> float:
    """Return the smoothed density that `HIGH` of the cells with a value stay under, of all frames together."""
    smooth = surface(cells, rows.drop_duplicates(["x", "y"]), residents)
    frame, _ = pd.factorize(rows["frame"])
    at = (frame, rows["y"].to_numpy(int) - smooth.south, rows["x"].to_numpy(int) - smooth.west)
    grid = np.zeros((frame.max(initial=-1) + 1, *smooth.values.shape))
    grid[at] = rows["value"]
    return _high(divided(_smooth(grid) / cells.km2, smooth.residents)[at])


def _high(densities: np.ndarray) -> float:
    known = densities[~np.isnan(densities)]
    return float(np.quantile(known, HIGH)) if len(known) else 0.0


def packed(cells: Cells, bins: pd.DataFrame, residents: pd.DataFrame | None = None) -> dict[str, Any]:
    """Return cells for the browser: corner, size and number, and the steps from one to the next with its value."""
    columns, rows, west, south = _room(bins, residents)
    answer: dict[str, Any] = {
        "metres": cells.metres,
        "corner": [west * cells.width, south * cells.height],
        "size": [cells.width, cells.height],
        "columns": columns,
        "rows": rows,
        "km2": cells.km2,
        "steps": _steps(bins, west, south, columns),
    }
    if "value" in bins:
        answer["values"] = _numbers(bins["value"])
    if residents is not None:
        answer["residents"] = {
            "steps": _steps(residents, west, south, columns),
            "values": _numbers(residents["residents"]),
            "fewest": FEWEST_RESIDENTS,
        }
    return answer


def packed_frames(
    cells: Cells,
    rows: pd.DataFrame,
    frames: Sequence[date] | Sequence[int],
    residents: pd.DataFrame | None = None,
) -> dict[str, Any]:
    """Return the frames of a period (rows x, y, frame, value) for the browser: cells once, values frame by frame."""
    found = rows["frame"] if rows["frame"].dtype.kind == "i" else pd.to_datetime(rows["frame"]).dt.normalize()
    index = pd.Index(frames if rows["frame"].dtype.kind == "i" else pd.to_datetime(frames)).get_indexer(found)
    where = rows[["x", "y"]].drop_duplicates().sort_values(["y", "x"], ignore_index=True)
    place = pd.MultiIndex.from_frame(where).get_indexer(pd.MultiIndex.from_frame(rows[["x", "y"]]))
    table = np.zeros((len(frames), len(where)))
    table[index, place] = rows["value"]
    return packed(cells, where, residents) | {"frames": [_numbers(frame) for frame in table]}


def compressed_bytes(told: Mapping[str, Any]) -> int:
    """Return how many bytes an answer has on its way to the browser."""
    return len(gzip.compress(json.dumps(told, separators=(",", ":")).encode()))


def fitting(cells: Cells, bins: pd.DataFrame, frames: int, pack: Callable[[Cells], dict[str, Any]]) -> dict:
    """Return the frames in the finest cells, from those of `bins` on, whose frames stay under `MOST_BYTES`."""
    where = bins[["x", "y"]]
    while True:
        if len(where) * frames <= FRAMED_CELLS:
            told = pack(cells)
            if compressed_bytes(told) <= MOST_BYTES:
                return told
        cells, where = coarser(cells), (where // 2).drop_duplicates()


def _room(bins: pd.DataFrame, residents: pd.DataFrame | None) -> tuple[int, int, int, int]:
    """Return columns, rows, first column and first row of all cells with the reach of the outermost."""
    known = bins if residents is None else pd.concat([bins[["x", "y"]], residents[["x", "y"]]])
    if known.empty:
        return 0, 0, 0, 0
    west, south = int(known["x"].min()) - REACH, int(known["y"].min()) - REACH
    return int(known["x"].max()) + REACH + 1 - west, int(known["y"].max()) + REACH + 1 - south, west, south


def _steps(rows: pd.DataFrame, west: int, south: int, columns: int) -> list[int]:
    index = (rows["y"].to_numpy(np.int64) - south) * columns + rows["x"].to_numpy(np.int64) - west
    return np.diff(index, prepend=0).tolist()


def _numbers(values: pd.Series | np.ndarray) -> list[float]:
    """Return values short enough to send: whole ones whole, others to a tenth."""
    tenths = np.asarray(values, float).round(1)
    return [int(value) if value == int(value) else value for value in tenths.tolist()]


def heat_group(
    answer: Mapping[str, Any],
    zoom: float,
    box: Box,
    words: Mapping[str, str] | None = None,
    feed: str | None = None,
) -> folium.FeatureGroup:
    """Return the heat layer of an answer for a box and zoom.

    With `words` it draws its legend, with a feed it follows zoom and view.
    """
    look = {"zoom": zoom, "box": [box.west, box.south, box.east, box.north]}
    return _group("heat", answer=answer, look=look, words=words, feed=feed)


def player_group(
    labels: Sequence[str], words: Mapping[str, str], feed: str | None, answer: Mapping[str, Any] | None = None
) -> folium.FeatureGroup:
    """Return the player of a period's frames, which are asked of a feed once, or given."""
    position = "bottomleft" if answer is None else "topright"  # a page of its own has its note at the foot
    return _group("heatPlayer", labels=list(labels), words=words, feed=feed, answer=answer, position=position)


def _group(function: str, **data: Any) -> folium.FeatureGroup:
    return script_group(function, data | {"opacity": theme.HEAT_OPACITY}, "heat")
