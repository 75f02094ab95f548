"""Maps as they are printed: one sheet of A4 with title, legend, scale, north, source and date, as PNG and PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import shapely
import vl_convert

from ui import theme
from ui.charts.pictures import register_fonts
from ui.maps import point_layers
from ui.maps.area_layers import to_hatch
from ui.maps.ground import Box, Land
from ui.maps.heat_layer import Heat
from ui.maps.heat_picture import heat_image
from ui.maps.legends import AREA_OPACITY, Legend, SquareLegend, Swatch, Symbol, SymbolLegend
from ui.maps.picture_marks import (
    PIXEL,
    Layer,
    bar_marks,
    hatch_marks,
    image_mark,
    point_marks,
    polygon_mark,
    shape_marks,
    swatch_marks,
    text_marks,
    window_edge,
)
from ui.maps.sheet import Frame, Sheet, labels, text_width

SWATCH = (16, 10)
ARROW = ((0, 0), (7, 24), (0, 19), (-7, 24))  # an arrow to the north from its tip, y downwards

Marks = tuple[pd.DataFrame, Symbol]
"""Points with longitude and latitude, and `households` or `events` where they grow by them; and how they are drawn."""


@dataclass(frozen=True)
class Picture:
    """A map as it is seen on a page, and the words around it.

    `areas` has outline, name, longitude and latitude (of the label) and, where they are filled, colour and
    `hatched`; `heat` is the heat layer; `spots` (outline, swatch) are areas above the borders.
    """

    title: str
    words: str
    line: str
    box: Box
    land: Land
    areas: pd.DataFrame
    legends: tuple[Legend | SquareLegend | SymbolLegend, ...]
    marks: tuple[Marks, ...] = ()
    heat: Heat | None = None
    spots: pd.DataFrame | None = None
    labelled: bool = True


def png_bytes(picture: Picture) -> bytes:
    """Return the map as a picture of A4 at 300 dots per inch."""
    return vl_convert.svg_to_png(svg(picture), ppi=theme.SHEET_DOTS)


def pdf_bytes(picture: Picture) -> bytes:
    """Return the map as a PDF of one sheet of A4, its texts as text in an embedded font."""
    return vl_convert.svg_to_pdf(svg(picture))


def svg(picture: Picture) -> str:
    """Return the map as a drawing, in which a text's light edge lies below its own letters.

    Vega knows no such order, and a second text below the first would be found and copied twice.
    """
    register_fonts()
    drawn = vl_convert.vegalite_to_svg(drawing(picture))
    edged = drawn.replace("<text ", '<text paint-order="stroke" ')
    # The heat layer is smooth itself; to smooth it again takes three quarters of the time of the picture.
    return edged.replace("<image ", '<image image-rendering="optimizeSpeed" ')


def drawing(picture: Picture) -> dict[str, Any]:
    """Return the sheet as a Vega-Lite chart whose positions are points from its left and upper edges."""
    width, height = theme.SHEET
    sheet = Sheet()
    frame = _around_the_map(sheet, picture)
    x = frame.left + frame.width + theme.SHEET_GAP
    symbols = _column(sheet, picture, frame, x)
    drawn = [
        *_ground(picture, frame),
        *(point_marks(_sized(frame.points(rows), symbol), symbol) for rows, symbol in picture.marks),
        *_labels(picture, frame),
        bar_marks([window_edge(frame)]),
        bar_marks(sheet.bars),
        *symbols,
        polygon_mark([(x + 8 + right, frame.top + 12 + down) for right, down in ARROW]),
        text_marks(pd.DataFrame(sheet.texts)),
    ]
    return {
        "$schema": alt.SCHEMA_URL,
        "width": width,
        "height": height,
        "padding": 0,
        "projection": {"type": "identity", "scale": 1, "translate": [0, 0]},
        "config": theme.chart_config(theme.PICTURE_FONT),
        "layer": drawn,
    }


def _around_the_map(sheet: Sheet, picture: Picture) -> Frame:
    """Write the title above and the source below, and return the window between them."""
    width, height = theme.SHEET
    left, across = theme.SHEET_MARGIN, width - 2 * theme.SHEET_MARGIN
    top = sheet.paragraph(left, theme.SHEET_MARGIN - 6, picture.title, theme.SHEET_TITLE, across)
    top = sheet.paragraph(left, top, picture.words, theme.SHEET_SUBTITLE, across, theme.MUTED)
    below = Sheet()
    used = below.paragraph(left, 0, picture.line, theme.SHEET_NOTE, across, theme.MUTED)
    foot = height - theme.SHEET_MARGIN - used
    sheet.texts += [row | {"y": row["y"] + foot} for row in below.texts]
    window = across - theme.SHEET_COLUMN - theme.SHEET_GAP
    return Frame.around(picture.box, left, top + 6, window, foot - top - 12)


def _column(sheet: Sheet, picture: Picture, frame: Frame, x: float) -> list[Layer]:
    """Write the column beside the map, the scale at its foot; return the symbols and swatches of its legends."""
    sheet.write(x + 20, frame.top + 28, picture.land.words.north, theme.SHEET_HEADING)
    y = frame.top + 48
    symbols: list[Layer] = []
    for legend in picture.legends:
        y = sheet.paragraph(x, y, legend.heading, theme.SHEET_HEADING, theme.SHEET_COLUMN) + 3
        if isinstance(legend, SquareLegend):
            y = _square(sheet, legend, x, y)
        for drawn, words in legend.entries:
            if isinstance(drawn, Symbol):
                at = pd.DataFrame({"x": [x + SWATCH[0] / 2], "y": [y + SWATCH[1] / 2 + 1]})
                symbols.append(point_marks(at.assign(radius=drawn.radius), drawn))
            elif isinstance(drawn, Swatch):
                corners = shapely.box(x, y + 1, x + SWATCH[0], y + 1 + SWATCH[1])
                symbols.append(swatch_marks(np.array([corners]), drawn))
                symbols += hatch_marks(np.array([corners])) if drawn.hatched else []
            else:
                sheet.bar(x, y + 1, *SWATCH, drawn, theme.MUTED, AREA_OPACITY)
            room = theme.SHEET_COLUMN - SWATCH[0] - 6
            y = sheet.paragraph(x + SWATCH[0] + 6, y, words, theme.SHEET_TEXT, room) + 3
        if not isinstance(legend, SymbolLegend) and legend.note:
            y = sheet.paragraph(x, y, legend.note, theme.SHEET_TEXT, theme.SHEET_COLUMN, theme.MUTED)
        y += 8
    _scale(sheet, picture, frame, x)
    return symbols


def _square(sheet: Sheet, legend: SquareLegend, x: float, y: float) -> float:
    """Draw the square of two figures, its axes in words below; return where the next begins."""
    side = theme.SHEET_SQUARE
    for down, row in enumerate(reversed(legend.colours)):
        for right, colour in enumerate(row):
            sheet.bar(x + right * side, y + down * side, side, side, colour, theme.PAPER, AREA_OPACITY)
    y += len(legend.colours) * side + 4
    for arrow, words in (("↑", legend.upwards), ("→", legend.across)):
        y = sheet.paragraph(x, y, f"{arrow} {words}", theme.SHEET_TEXT, theme.SHEET_COLUMN) + 2
    return y + 2


def _scale(sheet: Sheet, picture: Picture, frame: Frame, x: float) -> None:
    """Draw the scale: two halves, the first dark, with the lengths at their ends."""
    length, points = frame.scale_bar(theme.SHEET_COLUMN - 40)
    said = picture.land.words
    words, shown = (said.kilometres, length / 1000) if length >= 1000 else (said.metres, length)
    foot = frame.top + frame.height
    sheet.bar(x, foot - 5, points / 2, 4, theme.INK, theme.INK)
    sheet.bar(x + points / 2, foot - 5, points / 2, 4, theme.PAPER, theme.INK)
    sheet.write(x, foot - 9, "0", theme.SHEET_TEXT)
    for at, number in ((points / 2, f"{shown / 2:g}"), (points, f"{shown:g}")):
        sheet.write(x + at - text_width(number, theme.SHEET_TEXT) / 2, foot - 9, number, theme.SHEET_TEXT)
    after = x + points + text_width(f"{shown:g}", theme.SHEET_TEXT) / 2 + 3
    sheet.write(after, foot - 9, words, theme.SHEET_TEXT)


def _ground(picture: Picture, frame: Frame) -> Iterator[Layer]:
    """Give what lies below points and labels: sea, land, and filled areas, or the heat layer below borders."""
    yield bar_marks([window_edge(frame) | {"fill": theme.SEA, "opacity": 1}])
    if picture.land.outline:
        land = frame.shapes(pd.Series([picture.land.outline]))
        for width in theme.HALO:
            yield shape_marks(
                frame.cut(shapely.buffer(land, width * PIXEL / 2)), [theme.SHALLOW], fillOpacity=0.35
            )
        yield shape_marks(land, [theme.LAND], stroke=theme.COAST, strokeWidth=1)
    areas = picture.areas.dropna(subset=["outline"])
    outlines = frame.shapes(areas["outline"])
    if picture.heat is not None and len(picture.heat.bins):
        yield image_mark(heat_image(picture.heat, frame), frame)
    if "colour" in areas:
        yield shape_marks(
            outlines, areas["colour"], stroke=theme.PAPER, strokeWidth=1, fillOpacity=AREA_OPACITY
        )
        if "hatched" in areas:
            yield from hatch_marks(outlines[to_hatch(areas).to_numpy()])
            yield shape_marks(outlines, [None] * len(areas), stroke=theme.PAPER, strokeWidth=1, filled=False)
    else:
        yield shape_marks(outlines, [None] * len(areas), stroke=theme.BORDER, strokeWidth=0.7, filled=False)
    if picture.spots is not None:
        for swatch, rows in picture.spots.groupby("swatch", sort=False):
            yield swatch_marks(frame.shapes(rows["outline"]), swatch)
    streets = frame.shapes(picture.land.streets["outline"].dropna())
    if len(streets):
        line = {"stroke": theme.STREET_LINE, "strokeWidth": 1.3, "strokeOpacity": 0.75}
        yield shape_marks(streets, [None] * len(streets), filled=False, **line)


def _labels(picture: Picture, frame: Frame) -> Iterator[Layer]:
    """Give the labels over a light edge, so that they read on every colour."""
    placed = labels(picture.areas, frame, theme.SHEET_LABEL) if picture.labelled else pd.DataFrame()
    if len(placed):
        rows = placed[["x", "y", "text"]].assign(size=theme.SHEET_LABEL, colour=theme.INK)
        edge = {"stroke": theme.PAPER, "strokeWidth": 2.5, "strokeOpacity": 0.8, "strokeJoin": "round"}
        yield text_marks(rows, align="center", baseline="middle", **edge)


def _sized(rows: pd.DataFrame, symbol: Symbol) -> pd.DataFrame:
    return rows[["x", "y"]].assign(radius=point_layers.radii(rows, symbol.radius))
