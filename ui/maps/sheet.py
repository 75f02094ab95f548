"""The sheet of a printed map in points: its window onto the world, its scale, and texts that keep apart."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pylopdf_fonts_zh_cn
import shapely
from PIL import ImageFont
from pyproj import Geod, Transformer

from ui import theme
from ui.maps.ground import Box

ROOM = 1.04  # what a window shows, against the box it is to hold
FINEST = 1.2  # metres of Web Mercator in a point, about the deepest zoom of the maps on pages
DETAIL = 0.05  # points; a finer bend of a line is not seen at 300 dots per inch
MEASURED_SIZE = 100
SIDES = ((0, -1), (0, 1), (-1, 0), (1, 0), (-1, -1), (1, -1), (-1, 1), (1, 1))
BESIDE = ((0, 0), *((x * far, y * far) for far in (0.5, 1, 1.4) for x, y in SIDES))
WORDS = re.compile(r"(?:[!-~]{1,24} ?|.)[，。、；：）》”｜]*")  # what a line may be broken after


@dataclass(frozen=True)
class Frame:
    """A window of the sheet onto the world: its place in points, its upper left corner and a point in metres."""

    left: float
    top: float
    width: float
    height: float
    west: float  # Web Mercator, as the maps on pages are drawn
    north: float
    metres: float  # of Web Mercator in a point

    @classmethod
    def around(cls, box: Box, left: float, top: float, width: float, height: float) -> Frame:
        """Return the window that shows a box in its middle, as large as it fits."""
        (west, east), (south, north) = _to_mercator().transform(
            (box.west, box.east), (box.south, box.north), errcheck=True
        )
        metres = max(ROOM * (east - west) / width, ROOM * (north - south) / height, FINEST)
        middle, centre = (west + east) / 2, (south + north) / 2
        return cls(
            left, top, width, height, middle - metres * width / 2, centre + metres * height / 2, metres
        )

    def place(self, longitudes: Any, latitudes: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return where positions lie on the sheet, in points from its left and upper edges."""
        x, y = _to_mercator().transform(np.asarray(longitudes, float), np.asarray(latitudes, float))
        return self.left + (x - self.west) / self.metres, self.top + (self.north - y) / self.metres

    def shapes(self, outlines: pd.Series) -> np.ndarray:
        """Return GeoJSON outlines as shapes on the sheet, cut at the window's edges; empty where none of it shows.

        None where an outline is missing.
        """
        known = outlines.astype(object).where(outlines.notna(), None)
        drawn = shapely.transform(
            shapely.from_geojson(known.to_numpy()), lambda xy: np.column_stack(self.place(*xy.T))
        )
        # Ring by ring and not repaired: what the page draws of a faulty outline is drawn here too.
        return shapely.simplify(self.cut(drawn), DETAIL)

    def cut(self, shapes: np.ndarray) -> np.ndarray:
        """Return shapes on the sheet without what lies beyond the window."""
        return shapely.clip_by_rect(
            shapes, self.left, self.top, self.left + self.width, self.top + self.height
        )

    def points(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows whose position is in the window, with `x` and `y`."""
        x, y = self.place(rows["longitude"], rows["latitude"])
        placed = rows.assign(x=x, y=y)
        inside = placed["x"].between(self.left, self.left + self.width)
        return placed[inside & placed["y"].between(self.top, self.top + self.height)]

    def scale_bar(self, longest: float) -> tuple[float, float]:
        """Return a round length in metres and its length in points, at most `longest`.

        True for the latitude of the window's middle, by the ellipsoid WGS-84; Web Mercator alone would make
        a kilometre too long by the secant of the latitude.
        """
        y = self.north - self.metres * self.height / 2
        (west, east), (latitude, _) = _to_mercator().transform(
            (self.west, self.west + self.metres * self.width), (y, y), direction="INVERSE"
        )
        across = Geod(ellps="WGS84").inv(west, latitude, east, latitude)[2]
        limit = longest * across / self.width
        power = 10.0 ** math.floor(math.log10(limit))
        length = max(step * power for step in (1, 2, 5) if step * power <= limit)
        return length, length * self.width / across


@dataclass
class Sheet:
    """What is drawn beside and above the map, in points from the left and upper edges of the sheet."""

    texts: list[dict[str, Any]] = field(default_factory=list)
    bars: list[dict[str, Any]] = field(default_factory=list)

    def write(self, x: float, y: float, text: str, size: float, colour: str = theme.INK) -> None:
        """Write one line of text whose foot is at `y`."""
        self.texts.append({"x": x, "y": y, "text": printable(text), "size": size, "colour": colour})

    def paragraph(
        self, x: float, y: float, text: str, size: float, width: float, colour: str = theme.INK
    ) -> float:
        """Write text in lines that fit a width, the first with its head at `y`; return where the next begins."""
        for line in broken(text, size, width):
            y += size * theme.SHEET_LEADING
            self.write(x, y - size * (theme.SHEET_LEADING - 1), line, size, colour)
        return y

    def bar(self, x: float, y: float, width: float, height: float, fill: str, edge: str, opacity: float = 1):
        """Draw a rectangle whose upper left corner is given."""
        self.bars.append(
            {
                "x": x,
                "y": y,
                "x2": x + width,
                "y2": y + height,
                "fill": fill,
                "edge": edge,
                "opacity": opacity,
            }
        )


def labels(areas: pd.DataFrame, frame: Frame, size: float) -> pd.DataFrame:
    """Return the labels that are drawn: x and y of the middle, text, and the box as west, south, east, north.

    A label is tried at its place's point and then a little beside it, as on pages. Where two would lie over
    each other, the smaller place has none; nor has a place whose label would leave the window.
    """
    known = areas.dropna(subset=["longitude", "latitude"])
    rows = frame.points(known.assign(area=shapely.area(frame.shapes(known["outline"]))))
    kept: list[dict[str, Any]] = []
    taken: list[shapely.Polygon] = []
    inside = shapely.box(frame.left, frame.top, frame.left + frame.width, frame.top + frame.height)
    for row in rows.sort_values("area", ascending=False, kind="stable").to_dict("records"):
        text = printable(row["name"])
        across, upwards = text_width(text, size) / 2 + 1, 0.6 * size
        room = math.sqrt(row["area"]) / 4 if row["area"] > 0 else 0
        right, down = max(across * 2 / 3, room), max(1.6 * upwards, room)
        for x, y in ((row["x"] + right * step[0], row["y"] + down * step[1]) for step in BESIDE):
            edges = (x - across, y - upwards, x + across, y + upwards)
            box = shapely.box(*edges)
            if inside.contains(box) and not any(box.intersects(other) for other in taken):
                taken.append(box)
                names = ("west", "north", "east", "south")
                kept.append({"x": x, "y": y, "text": text} | dict(zip(names, edges, strict=True)))
                break
    return pd.DataFrame(kept)


def broken(text: str, size: float, width: float) -> Iterator[str]:
    """Give a text in lines that fit a width in points: broken between words and between Chinese characters."""
    line = ""
    for part in WORDS.findall(printable(text)):
        if line and text_width((line + part).rstrip(), size) > width:
            yield line.rstrip()
            line = ""
        line += part
    yield line.rstrip()


def text_width(text: str, size: float) -> float:
    """Return how wide a text is in the font of pictures, in points."""
    return _font().getlength(text) * size / MEASURED_SIZE


def printable(text: object) -> str:
    """Return a text of the data on one line, without the signs that no drawing may hold."""
    return "".join(sign for sign in " ".join(str(text).split()) if sign.isprintable())


@cache
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), MEASURED_SIZE)


@cache
def _to_mercator() -> Transformer:
    return Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)
