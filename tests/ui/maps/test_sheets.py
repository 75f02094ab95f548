"""Maps to print: their scale, window, labels and colours."""

from __future__ import annotations

import base64
import io
import re
import xml.etree.ElementTree as ET
from itertools import combinations
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from PIL import Image

from data_access.places.cells import Cells
from tests.ui.files.test_files import HOSTILE, LINE, SQUARE
from ui import theme
from ui.maps import picture_marks, pictures
from ui.maps.ground import Box, Land
from ui.maps.heat_layer import Heat
from ui.maps.heat_picture import DOTS, density_of_dots, heat_image
from ui.maps.heat_scale import density_scale
from ui.maps.legends import AREA_OPACITY, Legend, SquareLegend, Symbol, hatched_swatch
from ui.maps.pictures import Picture
from ui.maps.sheet import Frame, broken, labels, text_width

BOX = Box(118.4, 24.5, 118.7, 24.9)

LEGEND = Legend("上报案件（件）", (("#ff0000", "1 – 5"), ("#00ff00", "6 – 9")))


def places(count: int, side: float = 0.02) -> pd.DataFrame:
    """Squares in rows of ten from the south-west corner of `BOX`, their labels in their middles."""
    rows = []
    for index in range(count):
        west, south = 118.4 + side * (index % 10), 24.5 + side * (index // 10)
        outline = shapely.to_geojson(shapely.box(west, south, west + side, south + side))
        name = {"code": f"{index:03}", "name": f"晓升第{index}社区", "outline": outline}
        rows.append(name | {"longitude": west + side / 2, "latitude": south + side / 2})
    return pd.DataFrame(rows).assign(colour="#ff0000", residents=1200, value=4.5)


def picture(areas: pd.DataFrame, **more) -> Picture:
    given: dict[str, Any] = {
        "title": "各社区（村）：上报案件",
        "words": "青阳街道 · 2026-06-01 至 2026-06-30",
        "line": LINE,
    }
    given |= {"box": BOX, "land": Land(None), "areas": areas, "legends": (LEGEND,)}
    return Picture(**(given | more))


def texts(drawn: Picture) -> list[str]:
    """Every text of the sheet, in the order in which it is drawn."""
    tree = ET.fromstring(pictures.svg(drawn))  # noqa: S314 - our own drawing
    return ["".join(node.itertext()) for node in tree.iter("{http://www.w3.org/2000/svg}text")]


def read_png(raw: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(raw)).convert("RGB")).astype(int)


def share_of(image: np.ndarray, colour: str, far: int = 40) -> float:
    return float((np.abs(image - read_rgb(colour)).sum(axis=2) < far).mean())


def read_rgb(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


@pytest.mark.parametrize("latitude", [0.5, 24.8, 47.0, 68.0])
@pytest.mark.parametrize("side", [0.004, 0.05, 0.6])
def test_the_scale_is_true_at_its_latitude(latitude, side):
    """Against lengths in the UTM zone of the place, measured along the ground from the two ends of the bar."""
    frame = Frame.around(Box(118, latitude, 118 + side, latitude + side), 30, 60, 584, 440)
    length, width = frame.scale_bar(132)
    assert 0 < width <= 132
    assert f"{length:.0e}"[0] in "125"
    ends = gpd.GeoSeries(
        gpd.points_from_xy(
            *np.array([_position(frame, 30 + 292 + offset, 60 + 220) for offset in (-width / 2, width / 2)]).T
        ),
        crs=4326,
    ).to_crs("EPSG:32650")
    assert ends.iloc[0].distance(ends.iloc[1]) == pytest.approx(length, rel=0.002)


def _position(frame: Frame, x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a point of the sheet, by the sphere's formulas of Web Mercator."""
    radius = 6_378_137
    east, north = frame.west + (x - frame.left) * frame.metres, frame.north - (y - frame.top) * frame.metres
    return np.degrees(east / radius), np.degrees(2 * np.arctan(np.exp(north / radius)) - np.pi / 2)


def test_the_window_holds_the_box_in_its_middle():
    frame = Frame.around(BOX, 30, 60, 584, 440)
    x, y = frame.place([BOX.west, BOX.east], [BOX.south, BOX.north])
    assert 30 <= x[0] < x[1] <= 30 + 584
    assert 60 <= y[1] < y[0] <= 60 + 440
    assert (x.sum() / 2, y.sum() / 2) == pytest.approx((30 + 292, 60 + 220))
    assert max((x[1] - x[0]) / 584, (y[0] - y[1]) / 440) == pytest.approx(1 / 1.04)


def test_a_single_point_has_a_window():
    frame = Frame.around(Box(118.5, 24.5, 118.5, 24.5), 30, 60, 584, 440)
    assert frame.scale_bar(132)[0] >= 20
    assert len(frame.points(pd.DataFrame({"longitude": [118.5, 119], "latitude": [24.5, 24.5]}))) == 1


def test_labels_never_overlap_and_the_smaller_place_gives_way():
    areas = places(100, side=0.01)
    large = shapely.to_geojson(shapely.box(118.4, 24.5, 118.48, 24.58))
    areas.loc[55, "outline"] = large
    frame = Frame.around(BOX, 30, 60, 584, 440)
    drawn = labels(areas, frame, 8.5)
    boxes = [
        shapely.box(*edges)
        for edges in drawn[["west", "north", "east", "south"]].itertuples(index=False, name=None)
    ]
    assert not [pair for pair in combinations(boxes, 2) if pair[0].intersects(pair[1])]
    assert 5 < len(drawn) < len(areas)
    assert "晓升第55社区" in set(drawn["text"])
    assert all(box.within(shapely.box(30, 60, 614, 500)) for box in boxes)
    alone = labels(areas.drop(55), frame, 8.5)
    assert set(alone["text"]) - set(drawn["text"])


def test_a_label_in_the_way_is_moved_beside_its_point():
    areas = places(2, side=0.1)
    areas["longitude"], areas["latitude"] = [118.5, 118.502], [24.55, 24.551]
    drawn = labels(areas, Frame.around(BOX, 30, 60, 584, 440), 8.5)
    assert len(drawn) == 2
    first, second = (shapely.box(*row) for row in drawn[["west", "north", "east", "south"]].to_numpy())
    assert not first.intersects(second)
    assert first.distance(second) < 20


def test_lines_fit_and_lose_nothing():
    words = (
        "数据：晋江市｜演示数据｜Cases closed within the deadline of 2026, https://example.org/a｜范围：青阳街道，"
        * 4
    )
    shown = list(broken(words, 7, 300))
    assert len(shown) > 3
    assert max(text_width(line, 7) for line in shown) <= 300 + 7
    assert re.sub(r"\s", "", "".join(shown)) == re.sub(r"\s", "", words)
    assert not [line for line in shown if line[0] in "，。｜："]


def test_the_sheet_says_what_where_when_and_from_where():
    said = texts(picture(places(6)))
    for words in (
        "各社区（村）：上报案件",
        "青阳街道 · 2026-06-01 至 2026-06-30",
        LINE,
        "上报案件（件）",
        "1 – 5",
    ):
        assert words in said
    assert said.count("晓升第5社区") == 1
    assert {"北", "千米"} <= set(said)


def test_the_png_is_a4_at_300_dots_and_holds_the_colours():
    raw = pictures.png_bytes(picture(places(100), labelled=False))
    shown = Image.open(io.BytesIO(raw))
    assert shown.size == pytest.approx((297 / 25.4 * 300, 210 / 25.4 * 300), abs=2)
    assert shown.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    red = _mixed("#ff0000", theme.SEA)
    assert share_of(read_png(raw), red) > 0.05
    bare = pictures.png_bytes(picture(places(100).assign(colour="#00ff00")))
    assert share_of(read_png(bare), red) < 0.001  # the legend has it


def test_the_coast_is_soft_and_street_offices_are_a_second_line():
    land = shapely.to_geojson(shapely.box(118.45, 24.55, 118.65, 24.85))
    offices = pd.DataFrame({"outline": [shapely.to_geojson(shapely.box(118.45, 24.55, 118.55, 24.7)), None]})
    bare, drawn = (
        pictures.svg(picture(places(1), land=around)) for around in (Land(land), Land(land, offices))
    )
    assert drawn.count(f'fill="{theme.SHALLOW}"') == len(theme.HALO)
    assert theme.STREET_LINE in drawn
    assert theme.STREET_LINE not in bare


def _mixed(colour: str, ground: str) -> str:
    bands = [
        round(int(colour[at : at + 2], 16) * AREA_OPACITY + int(ground[at : at + 2], 16) * (1 - AREA_OPACITY))
        for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{band:02x}" for band in bands)


def test_nothing_is_cut_a_second_time():
    """Shapes end at the window; to clip each layer to the whole sheet takes most of the time of a PNG."""
    drawn = pictures.svg(picture(places(5)))
    assert "layer_1_marks" in drawn
    assert "clip-path" not in drawn


def test_the_pdf_is_one_a4_sheet_whose_font_is_inside():
    raw = pictures.pdf_bytes(picture(places(6)))
    assert raw.startswith(b"%PDF")
    assert re.findall(rb"/MediaBox \[([^\]]+)\]", raw) == [b"0 0 842 595"]
    assert b"NotoSansSC" in raw
    assert b"/FontFile3" in raw
    assert re.search(
        rf"<[0-9a-f]+> <{ord('升'):04x}>".encode(), raw, re.IGNORECASE
    )  # a glyph told as its character


@pytest.mark.parametrize("name", [*HOSTILE, "\x00\x0b甲", "$a$", "null"])
def test_names_of_the_data_are_drawn_as_they_are(name):
    areas = places(1).assign(name=name)
    raw = pictures.svg(picture(areas, title=name, line=name, words=name))
    assert "<script" not in raw
    said = texts(picture(areas, legends=(Legend(name, (("#fff", name),)),)))
    shown = " ".join(name.replace("\x00", "").replace("\x0b", " ").split())
    assert said.count(shown) == 3


def test_points_outside_and_missing_places_are_left_out():
    rows = pd.DataFrame({"longitude": [118.5, 130.0], "latitude": [24.7, 24.7], "households": [400, 1]})
    symbol = Symbol("#123456", 4)
    drawn = picture(places(3).assign(outline=[SQUARE, None, SQUARE]), marks=((rows, symbol),))
    layer = next(part for part in pictures.drawing(drawn)["layer"] if _fill(part) == "#123456")
    assert len(layer["data"]["values"]) == 1
    assert layer["data"]["values"][0]["area"] == pytest.approx(
        np.pi * (5 * picture_marks.PIXEL) ** 2, abs=0.01
    )


def _fill(layer: dict) -> str | None:
    return layer["mark"].get("fill")


def test_heat_is_densest_where_most_cases_are():
    cells = Cells(512, 24.7)
    x, y = int(118.5 / cells.width), int(24.7 / cells.height)
    bins = pd.DataFrame({"x": [x, x + 30], "y": [y, y], "value": [400, 8]})
    heat = Heat(cells, bins, density_scale(100))
    frame = Frame.around(BOX, 30, 60, 584, 440)
    found = density_of_dots(heat, frame)
    longitudes, latitude = (np.array([x, x + 30]) + 0.5) * cells.width, (y + 0.5) * cells.height
    columns, rows = frame.place(longitudes, np.full(2, latitude))
    full, faint = (
        found[round((row - 60) * 2), round((column - 30) * 2)]
        for column, row in zip(columns, rows, strict=True)
    )
    peak = ((4 * 6 / 16 + 2 * 4 / 16) / 6) ** 2  # what the kernel leaves in the middle of a cell alone
    assert (full, faint) == pytest.approx((400 * peak / cells.km2, 8 * peak / cells.km2), rel=0.03)
    assert np.unravel_index(found.argmax(), found.shape) == pytest.approx(
        ((rows[0] - 60) * 2, (columns[0] - 30) * 2), abs=2
    )
    raw = base64.b64decode(heat_image(heat, frame).split(",")[1])
    image = np.asarray(Image.open(io.BytesIO(raw)))
    assert (image[:, :, 3] > 0).sum() == (found >= heat.scale.limits[0]).sum()
    bare, with_heat = (
        read_png(pictures.png_bytes(picture(places(1).iloc[:0], heat=shown, labelled=False)))
        for shown in (None, heat)
    )
    dark = "#ca3151"  # the colour of the highest class over the sea
    assert share_of(bare, dark) == 0
    dots = theme.SHEET[0] * theme.SHEET[1] * DOTS**2
    assert share_of(with_heat, dark) == pytest.approx((found >= 100).sum() / dots, rel=0.2)


def test_hatched_areas_and_two_figures_are_printed():
    """Lines are drawn over the hatched place alone, and the square shows all nine colours with its axes in words."""
    areas = places(2).assign(colour="#1f4e9e", hatched=[True, False])
    square = SquareLegend(
        "甲与乙",
        "甲（件）：1｜2｜3",
        "乙（%）：4｜5｜6",
        theme.BIVARIATE,
        ((hatched_swatch(), "数值小（1处）"),),
        "三等分。",
    )
    drawn = picture(areas, legends=(square,), labelled=False)
    said = "".join(texts(drawn))
    for words in ("甲与乙", "→ 甲（件）", "↑ 乙（%）", "数值小（1处）", "三等分。"):
        assert words in said
    image = read_png(pictures.png_bytes(drawn))
    beside = image[:1400:3, -800::3]
    for colour in {colour for row in theme.BIVARIATE for colour in row}:
        assert share_of(beside, over(colour, theme.PAPER), far=9) > 0.005
    rows, columns = np.nonzero(np.abs(image - read_rgb(over("#1f4e9e", theme.SEA))).sum(axis=2) < 9)
    middle, inside = (columns.min() + columns.max()) // 2, slice(rows.min() + 12, rows.max() - 12)
    hatched = image[inside, columns.min() + 12 : middle - 12]
    plain = image[inside, middle + 12 : columns.max() - 12]
    assert hatched.std(axis=(0, 1)).min() > 15
    assert plain.std(axis=(0, 1)).max() < 1


def over(colour: str, ground: str) -> str:
    """The colour that a filled area shows above a ground."""
    mixed = AREA_OPACITY * np.array(read_rgb(colour)) + (1 - AREA_OPACITY) * np.array(read_rgb(ground))
    return "#" + "".join(f"{round(part):02x}" for part in mixed)
