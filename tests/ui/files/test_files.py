"""Files that people take away: Chinese right, texts inert, provenance in each."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import folium
import openpyxl
import pandas as pd
import pytest
from PIL import Image

from data_access.indicators import GRIDS_VISITED, MEDIAN_DAYS, ON_TIME, REPORTED
from data_access.places.cells import Cells
from pages.activities.charts import scatter
from ui import charts, theme
from ui.charts import pictures
from ui.files import tables
from ui.maps import area_layers, classes, features, heat_layer, heat_scale, offline_page, point_layers
from ui.maps import assets as map_assets
from ui.maps.features import area_features
from ui.maps.ground import MAP_WIDTH, Box, Land, box_of
from ui.maps.legends import Legend, Symbol
from ui.words import numbers
from ui.words.numbers import Change

LINE = "数据：晋江市｜演示数据｜范围：青阳街道"
HOSTILE = [
    "=1+1",
    "+cmd",
    "@x",
    'a "b", c',
    "<script>alert(1)</script>",
    "行\n换",
    "`${alert(1)}`",
    "</script>",
]
TABLE = pd.DataFrame({"名称": HOSTILE, "案件（件）": range(len(HOSTILE))})
SQUARE = json.dumps(
    {"type": "Polygon", "coordinates": [[[118, 24], [119, 24], [119, 25], [118, 25], [118, 24]]]}
)


def area(name: str, **more) -> pd.DataFrame:
    row = {"code": "1", "name": name, "figure": "3", "colour": "#fff", "longitude": 118.5, "latitude": 24.5}
    return pd.DataFrame([row | {"outline": SQUARE} | more])


def test_names_say_what_where_and_when():
    name = tables.file_name(
        '上报/案件: "各街道"',
        "青阳街道",
        date(2026, 6, 1),
        date(2026, 6, 30),
        ["对比上期", "演示数据"],
        "png",
    )
    assert name == "上报-案件-各街道_青阳街道_20260601-20260630_对比上期_演示数据.png"


def test_a_long_name_keeps_what_tells_it_apart():
    """The places are cut first; names that differ anywhere stay two, and none is longer than file systems take."""
    days = date(2026, 6, 1), date(2026, 6, 30)
    marks = ["圆形范围（圆心118.57000-24.79000-半径300米）", "对比2026-05-01-至-2026-05-31"]
    names = [tables.file_name("上报案件", "长" * 5_000 + end, *days, marks, "csv") for end in "甲乙"]
    assert len(set(names)) == 2
    for name in names:
        assert len(name.encode()) <= 255
        assert name.startswith("上报案件_长长长长")
        assert f"_20260601-20260630_{'_'.join(marks)}_" in name
    assert len(tables.file_name("长" * 5_000, "市", *days, ["名" * 5_000], "geojson").encode()) <= 255


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"])
def test_csv_runs_no_cell_however_it_begins(sign):
    table = pd.DataFrame({f"{sign}栏": [f"{sign}1+1", f"1{sign}1"]})
    rows = list(csv.reader(io.StringIO(tables.csv_bytes(table, LINE).decode("utf-8-sig"), newline="")))
    assert rows[:3] == [[f"'{sign}栏"], [f"'{sign}1+1"], [f"1{sign}1"]]


def test_a_workbook_says_what_it_cuts():
    """A cell holds 32,767 characters; a longer text ends in a mark there, and the file says how many were cut."""
    table = pd.DataFrame(
        {"a": ["长" * 32_767, "长" * 32_768, None], "b": ["短", "长" * 40_000, "x"], "c": [1, 2, 3]}
    )
    sheet = openpyxl.load_workbook(io.BytesIO(tables.xlsx_bytes(table, LINE))).active
    assert sheet["A2"].value == "长" * 32_767
    assert sheet["A3"].value == sheet["B3"].value == "长" * 32_766 + "…"
    assert (sheet["A4"].value, sheet["B4"].value, sheet["C4"].value) == (None, "x", 3)
    assert sheet["A6"].value == LINE
    assert sheet["A7"].value == "2个单元格超过32,767字，已截断并以“…”结尾；全文见CSV文件。"


def test_csv_opens_right_in_excel_and_runs_nothing():
    raw = tables.csv_bytes(TABLE, LINE)
    assert raw.startswith(b"\xef\xbb\xbf")
    text = raw.decode("utf-8-sig")
    assert text.rstrip().endswith(LINE)
    got = pd.read_csv(io.StringIO(text), nrows=len(HOSTILE))
    assert got["名称"].tolist() == ["'=1+1", "'+cmd", "'@x", *HOSTILE[3:]]


def test_csv_writes_whole_numbers_whole():
    """Counts are alike in a CSV whether a database tells them as whole numbers, as floats or with gaps."""
    counts = pd.Series([21203, -4, None], dtype="Int64")
    table = pd.DataFrame(
        {"a": counts, "b": counts.astype(float), "c": counts.astype("Float64"), "d": [0.5, 1, None]}
    )
    lines = tables.csv_bytes(table, LINE).decode("utf-8-sig").splitlines()
    assert lines[:4] == ["a,b,c,d", "21203,21203,21203,0.5", "-4,-4,-4,1", ",,,"]


def test_xlsx_keeps_texts_as_texts():
    sheet = openpyxl.load_workbook(io.BytesIO(tables.xlsx_bytes(TABLE, LINE))).active
    cells = [sheet.cell(row, 1) for row in range(2, 2 + len(HOSTILE))]
    assert [cell.value for cell in cells] == HOSTILE
    assert {cell.data_type for cell in cells} == {"s"}
    assert sheet.cell(len(HOSTILE) + 3, 1).value == LINE


@pytest.mark.parametrize(
    "chart",
    [
        charts.bars(TABLE, "名称", "案件（件）"),
        charts.columns(TABLE, "名称", "案件（件）"),
        scatter(TABLE.assign(人口=5), "人口", "案件（件）", "名称"),
    ],
)
def test_pictures_hold_chinese_and_provenance(chart):
    svg = pictures.svg_bytes(chart, "各街道：上报案件", LINE).decode()
    assert "各街道：上报案件" in svg
    assert LINE in svg
    assert "<script" not in svg
    picture = Image.open(io.BytesIO(pictures.png_bytes(chart, "各街道：上报案件", LINE)))
    assert picture.width > 1000
    assert len(picture.convert("L").getcolors(100_000) or ()) > 20


def test_the_picture_font_has_the_characters():
    """A title in characters that the font lacked would be drawn as the same empty boxes."""
    chart = charts.bars(TABLE, "名称", "案件（件）")
    one, other = (pictures.png_bytes(chart, title, LINE) for title in ("梅庭社区", "晓升社区"))
    assert one != other


def test_long_provenance_is_broken_into_lines():
    lines = pictures.wrapped("长" * 200)
    assert "".join(lines) == "长" * 200
    assert max(map(len, lines)) <= pictures.LINE_WIDTH // 2


def test_geojson_carries_provenance_and_names_as_they_are():
    collection = json.loads(features.collection_bytes(area_features(area("<b>'\"")), LINE))
    assert collection["provenance"] == LINE
    assert collection["features"][0]["properties"]["name"] == "<b>'\""
    assert collection["features"][0]["geometry"]["type"] == "Polygon"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_map_file_needs_no_network_and_runs_nothing(name):
    table = area(name)
    box = box_of([SQUARE])
    assert box is not None
    legend = Legend(name, (("#fff", name),))
    rows = pd.DataFrame({"tip": [[name, name]], "longitude": [118.5], "latitude": [24.5]})
    dots = point_layers.marked([(rows, Symbol("#000000", 4))], "spaces")
    groups = [area_layers.choropleth(table), area_layers.labels(table), dots]
    page = offline_page.page_bytes(Land(SQUARE), box, groups, name, (legend,), LINE).decode()
    assert LINE in page
    assert "L.map(" in page
    assert not [part for part in page.split("<")[1:] if part.startswith(("script src", "link "))]
    assert "<script>alert" not in page
    assert "`${alert" not in page
    assert "/map-assets/" not in page


def test_heat_file_holds_its_script_and_cells_and_asks_nobody():
    cells = Cells(512, 24.7)
    bins = pd.DataFrame({"x": [23430], "y": [5347], "value": [3]})
    heat = heat_layer.Heat(cells, bins, heat_scale.density_scale(10))
    box = Box(118, 24, 119, 25)
    groups = [heat_layer.heat_group(heat.answer(), 9.0, box)]
    page = offline_page.page_bytes(Land(SQUARE), box, groups, "热力", (), LINE).decode()
    assert "cityMaps.heat = function" in page
    assert '"values": [3]' in page
    assert '"feed": null' in page
    assert "<script src" not in page


def test_the_folium_class_that_maps_use_names_no_other_host():
    for _, url in (*folium.Map.default_js, *folium.Map.default_css):
        assert url.startswith(map_assets.PREFIX)
        assert url.removeprefix(map_assets.PREFIX) in map_assets.CONTENT


def test_classes_cover_every_value_and_none_is_empty():
    values = pd.Series([1.0, 1, 1, 2, 3, 4, 50, None])
    found = classes.graded(values, classes.DEFAULT)
    colours, entries = found.colours(values), found.entries(values, lambda value: f"{value:g}")
    assert colours.iloc[-1] == theme.NO_DATA
    assert set(colours[:-1]) == {colour for colour, _ in entries}
    assert colours.iloc[0] != colours.iloc[6]
    assert classes.unknown(values, "无数据") == ((theme.NO_DATA, "无数据（1处）"),)
    assert entries[0][1] == "1（3处）"
    same = pd.Series([5.0, 5.0])
    assert len(classes.graded(same, classes.DEFAULT).entries(same, str)) == 1
    assert classes.graded(same, classes.DEFAULT).colours(same).nunique() == 1


def test_zoom_fits_the_box():
    box = Box(118.0, 24.0, 118.1, 24.1)
    pixels = 256 * 2 ** box.zoom() * 0.1 / 360
    assert 300 < pixels <= MAP_WIDTH
    assert box.centre == pytest.approx((24.05, 118.05))


def test_indicators_worked_by_hand():
    rows = pd.DataFrame(
        {
            "closed_in_time": [737, 0],
            "closed_with_deadline": [972, 0],
            "median_hours": [36.0, None],
            "reported": [5, 0],
        }
    )
    assert ON_TIME.of(rows).round(2).tolist()[0] == 75.82
    assert pd.isna(ON_TIME.of(rows).iloc[1])
    assert MEDIAN_DAYS.value(rows.head(1)) == 1.5
    assert MEDIAN_DAYS.value(rows.tail(1)) is None
    assert REPORTED.of(rows).tolist() == [5, 0]


def test_changes_in_words():
    """A change is told in percent or in points, and not where there is nothing to compare."""
    assert numbers.change(REPORTED, 110, 100) == Change("+10.0%", 1)
    assert numbers.change(REPORTED, 5, 0) is None
    assert numbers.change(REPORTED, 5, 5) == Change("持平", 0)
    assert numbers.change(ON_TIME, 80.0, 82.5) == Change("-2.5 个百分点", -1)
    assert numbers.change(ON_TIME, None, 82.5) is None
    assert numbers.figure(ON_TIME, None) == numbers.MISSING


def test_changes_between_periods_of_unequal_length():
    """Ten a day are as many in June as in May; a share stays as it is; one that grows by repetition is not compared."""
    june_and_may = 30 / 31
    assert numbers.change(REPORTED, 300, 310, june_and_may) == Change("持平", 0)
    assert numbers.change(REPORTED, 330, 310, june_and_may) == Change("+10.0% 折算", 1)
    assert numbers.change(ON_TIME, 80.0, 82.5, june_and_may) == Change("-2.5 个百分点", -1)
    assert numbers.change(GRIDS_VISITED, 90.0, 92.0, june_and_may) is None
