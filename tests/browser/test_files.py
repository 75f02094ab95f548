"""Files taken from a real Chromium, read as their receiver would; and a page that is printed."""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pandas as pd
import pypdf
import pytest
from PIL import Image

from tests.browser.driving import LOADED, download, map_stands, open_page, settled
from tests.ui.files.test_whole import without_spaces

pytestmark = pytest.mark.browser


def test_a_portrait_prints_on_two_sheets(page, server):
    open_page(page, server, "community?community=350582002014", ready="table.facts")
    settled(page)
    page.wait_for_timeout(1500)
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2


def test_the_list_to_hand_on_prints_alone_across_the_paper(page, server):
    open_page(page, server, "attention")
    page.get_by_text("督办单：全部").click()
    page.locator("table.form").wait_for(timeout=LOADED)
    settled(page)
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    across = re.findall(rb"/MediaBox\s*\[0 0 841\.\d+ 594\.\d+\]", printed)
    assert 1 <= len(across) <= 5
    page.emulate_media(media="print")
    assert not page.get_by_role("link", name="查看案件").first.is_visible()
    assert not page.get_by_test_id("stSelectbox").first.is_visible()
    page.emulate_media(media="null")


def test_a_table_prints_whole_with_its_head_on_each_sheet(page, server, demo_frames):
    """On the screen it shows ten rows."""
    compounds, groups = demo_frames["compounds"], demo_frames["resident_groups"]
    without = compounds[~compounds["code"].isin(groups["compound_code"])]
    open_page(page, server, "neighbours")
    settled(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    names = page.locator(".on-paper table").first.locator("td:first-child").all_text_contents()
    assert sorted(names) == sorted(without["name"])
    sheets = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    heads = sum("业委会" in without_spaces(sheet.extract_text()) for sheet in sheets)
    assert heads >= len(names) / 60
    assert page.locator(".on-paper table").count() == 0, "on the screen it is a grid again"


def test_a_whole_page_as_pdf(page, server):
    """From the page's head, without scrolling, in the time of a click or two."""
    open_page(page, server)
    name, raw = download(page, "整页 PDF（A4）", opener="整页导出")
    assert name == "总览_晋江市_20260601-20260630_演示数据.pdf"
    assert 2 <= len(pypdf.PdfReader(io.BytesIO(raw)).pages) <= 3


def test_chart_files(page, server):
    """A chart's picture, drawing, table and workbook hold the figures that the page shows."""
    open_page(page, server)
    name, png = download(page, "图片 PNG")
    compared = "对比上期（2026-05-01-至-2026-05-31）"
    assert name.endswith(f"_晋江市_20260601-20260630_{compared}_演示数据.png")
    printed, large = download(page, "图片 PNG（打印用）")
    assert printed == name.replace(".png", "_打印用.png")
    assert Image.open(io.BytesIO(large)).width == 3 * Image.open(io.BytesIO(png)).width > 2500
    _, svg = download(page, "矢量图 SVG")
    assert "演示数据" in svg.decode()
    assert "邻里纠纷" in svg.decode()
    _, raw = download(page, "表格 CSV")
    table = pd.read_csv(io.BytesIO(raw)).dropna(subset=["类别"])
    _, raw = download(page, "表格 XLSX")
    sheet = openpyxl.load_workbook(io.BytesIO(raw)).active
    rows = [row for row in sheet.iter_rows(min_row=2, values_only=True) if row[1]]
    assert len(rows) == len(table)
    assert sum(row[2] for row in rows) == table["上报案件（件）"].sum()
    shown = (
        page.locator("[data-testid=stMetric]", has_text="上报案件")
        .locator("[data-testid=stMetricValue]")
        .inner_text()
    )
    own = table[table["类别"] != "对比合计"]
    assert 0 < len(own) < len(table)
    assert int(shown.replace(",", "")) == own["上报案件（件）"].sum()
    assert "演示数据" in str([cell.value for cell in sheet["A"]])


def test_map_files(page, browser, server, tmp_path):
    """A map's files open elsewhere, say that the data are a demonstration, and ask no other host."""
    open_page(page, server, "map")
    map_stands(page)
    _, raw = download(page, "地图数据 GeoJSON")
    collection = json.loads(raw)
    assert len(collection["features"]) == 22
    assert "演示数据" in collection["provenance"]
    name, raw = download(page, "文档 PDF")
    assert name.endswith("_演示数据.pdf")
    assert raw.startswith(b"%PDF")
    name, raw = download(page, "地图数据 Shapefile（ZIP）")
    assert name.endswith("_演示数据.zip")
    assert raw.startswith(b"PK")
    _name, raw = download(page, "离线地图 HTML")
    file = tmp_path / "map.html"
    file.write_bytes(raw)
    context = browser.new_context(offline=True, viewport={"width": 1200, "height": 800})
    tab = context.new_page()
    errors, asked = [], []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(file.as_uri())
    tab.locator("canvas").first.wait_for(timeout=LOADED)
    assert "青阳街道" in tab.content()
    assert "演示数据" in tab.locator("body").inner_text()
    context.close()
    assert errors == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
