"""The app in a real Chromium: open, filter, click through the map, download, read the files."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from PIL import Image

from app import NAMES, address
from tests.conftest import missing

sync_api = pytest.importorskip("playwright.sync_api")

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parent.parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "msedge", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = ("", *(address(name) for name in NAMES[1:]))
LOADED = 60_000  # milliseconds
ONE_MAP = """document.querySelectorAll("iframe[title*='st_folium']").length === 1"""


def installed_browser() -> dict[str, str]:
    """How Playwright starts the browser that is installed here."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return {"executable_path": path}
    if sys.platform == "win32":
        return {"channel": "msedge"}
    if sys.platform == "darwin":
        return {"channel": "chrome"}
    missing("a Chromium, Chrome or Edge browser")
    return {}


@pytest.fixture(scope="module")
def server(demo_folder) -> Iterator[str]:
    """The app on the small demo city."""
    with started(demo_folder) as base:
        yield base


@contextmanager
def started(demo_folder) -> Iterator[str]:
    """Start the app as the README does and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.port",
        str(port),
        "--server.headless",
        "true",
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": str(demo_folder)})
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(base)
        yield base
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_up(base: str) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"{base}/-/health", timeout=2) as answer:
                assert answer.read() == b"ok"
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    pytest.fail("the server did not start")


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(args=FLAGS, **installed_browser())
        yield started
        started.close()


@pytest.fixture
def page(browser, server) -> Iterator[sync_api.Page]:
    """A page that fails its test on any request that leaves the server and on any error in the console."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", accept_downloads=True
    )
    tab = context.new_page()
    left, errors = [], []
    own = (server, server.replace("http", "ws"), "data:", "blob:", "about:")
    tab.on("request", lambda request: None if request.url.startswith(own) else left.append(request.url))
    tab.on("websocket", lambda socket: None if socket.url.startswith(own) else left.append(socket.url))
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on(
        "console",
        lambda line: errors.append(f"{line.text} {line.location}") if line.type == "error" else None,
    )
    yield tab
    context.close()
    assert left == []
    assert errors == []


def open_page(page, server: str, path: str = "", ready: str = "[data-testid=stHeading] h1") -> None:
    page.goto(f"{server}/{path}")
    page.wait_for_selector(ready, timeout=LOADED)
    settled(page)


def settled(page) -> None:
    page.wait_for_timeout(400)
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')", timeout=LOADED)
    page.wait_for_timeout(600)


def at_rest(page, element) -> None:
    """Wait until an element no longer moves: a menu opens where its button stood."""
    before = None
    while (box := element.bounding_box()) != before:
        before = box
        page.wait_for_timeout(400)


def download(page, button: str, menu: int = 0) -> tuple[str, bytes]:
    """Open the menu of downloads and press one of its buttons; return the file's name and bytes."""
    settled(page)  # charts that are still being drawn would move the menu's button away from its menu
    opener = page.get_by_role("button", name="下载").nth(menu)
    opener.scroll_into_view_if_needed()
    at_rest(page, opener)
    opener.click()
    with page.expect_download(timeout=LOADED) as waiting:
        page.get_by_role("button", name=button).click()
    path = waiting.value.path()
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    return waiting.value.suggested_filename, Path(path).read_bytes()


def click_area(page, east: float = 0.5, south: float = 0.5) -> None:
    """Click a point of the map, as a share of its width and height."""
    page.wait_for_function(ONE_MAP, timeout=LOADED)  # while a page is drawn anew the old map may still stand
    frame = page.locator("iframe[title*='st_folium']")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    page.mouse.click(box["x"] + box["width"] * east, box["y"] + box["height"] * south)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_every_page_draws(page, server, path, width, height):
    page.set_viewport_size({"width": width, "height": height})
    open_page(page, server, path)
    assert page.get_by_text("演示数据").first.is_visible()
    assert page.locator("[data-testid=stException]").count() == 0
    if path in ("map", "heatmap", "hotspots", "elderly"):
        frame = page.frame_locator("iframe[title*='st_folium']")
        frame.locator("canvas, svg path").first.wait_for(state="attached", timeout=LOADED)
    if path in ("", "cases", "process", "activities", "deliberation", "grid-work", "elderly", "neighbours"):
        page.locator(".vega-embed canvas, .vega-embed svg").first.wait_for(timeout=LOADED)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_first_request_of_a_server_may_name_a_page(browser, demo_folder):
    with started(demo_folder) as base:
        tab = browser.new_page()
        tab.goto(f"{base}/cases")
        tab.get_by_role("heading", name="案件", exact=True).wait_for(timeout=LOADED)
        assert tab.locator("[data-testid=stException]").count() == 0
        tab.close()


def test_english(page, server):
    open_page(page, server, "?lang=en")
    assert page.locator("h1").inner_text() == "Overview"
    assert page.get_by_text("Demo data").first.is_visible()
    page.get_by_text("中文", exact=True).click()
    page.get_by_role("heading", name="总览").wait_for(timeout=LOADED)


def test_filter_is_in_the_url_and_kept_from_page_to_page(page, server):
    open_page(page, server)
    page.get_by_label("街道（镇）").first.click()
    page.get_by_role("option", name="青阳街道").click()
    settled(page)
    page.wait_for_function("location.search.includes('street=350582001000')", timeout=LOADED)
    page.keyboard.press("Escape")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="案件").click()
    page.get_by_role("heading", name="案件", exact=True).wait_for(timeout=LOADED)
    page.wait_for_function("location.pathname == '/cases' && location.search.includes('street=350582001000')")
    assert page.get_by_text("青阳街道 ·").first.is_visible()


def test_the_comparison_goes_along_from_page_to_page(page, server):
    open_page(page, server, "?compare=year")
    for name in ("办理过程", "考核"):
        page.get_by_test_id("stSidebarNav").get_by_role("link", name=name).click()
        page.get_by_role("heading", name=name, exact=True).wait_for(timeout=LOADED)
        page.get_by_text("2025-06-01 至 2025-06-30").first.wait_for(timeout=LOADED)
        settled(page)
        assert "compare=year" in page.url


def test_an_alert_opens_its_cases(page, server):
    open_page(page, server, "attention")
    page.get_by_role("link", name="查看案件").first.click()
    page.get_by_role("heading", name="案件", exact=True).wait_for(timeout=LOADED)
    page.wait_for_function("location.pathname == '/cases' && location.search.includes('community=')")
    assert "from=2026-06-24" in page.url
    assert "category=" in page.url


def test_a_row_opens_its_case_and_the_browser_goes_back(page, server):
    open_page(page, server, "cases")
    rows = page.locator("[data-testid=stDataFrame]").first
    rows.scroll_into_view_if_needed()
    box = rows.bounding_box()
    page.mouse.click(box["x"] + 17, box["y"] + 35 + 17)  # the first row's box, below the headings
    page.locator("ol.timeline").wait_for(timeout=LOADED)
    number = page.url.split("case=")[1]
    assert page.locator(".case h2").inner_text().startswith(number)
    frame = page.frame_locator("iframe[title*='st_folium']")
    frame.locator("canvas, svg path").first.wait_for(state="attached", timeout=LOADED)
    settled(page)
    page.get_by_role("button", name="返回案件列表").click()
    rows.wait_for(timeout=LOADED)
    settled(page)
    assert "case=" not in page.url
    page.go_back()
    page.locator("ol.timeline").wait_for(timeout=LOADED)
    assert number in page.url


def test_clicking_through_the_map(page, server):
    open_page(page, server, "map?from=2025-07-01&to=2026-06-30")
    page.frame_locator("iframe[title*='st_folium']").locator("canvas").first.wait_for(timeout=LOADED)
    page.wait_for_timeout(1500)
    for parameter in ("street", "community", "grid"):
        click_area(page)
        page.wait_for_function(f"location.search.includes('{parameter}=')", timeout=LOADED)
        settled(page)
        page.wait_for_timeout(1500)
    page.get_by_role("button", name="返回上一级").click()
    page.wait_for_function("!location.search.includes('grid=')", timeout=LOADED)
    settled(page)
    click_area(page)
    page.wait_for_function("location.search.includes('grid=')", timeout=LOADED)


def test_layers_are_drawn(page, server):
    open_page(page, server, "map?community=350582001017")
    for layer in ("小区", "网格党群服务站", "活动空间"):
        page.get_by_role("button", name=layer, exact=True).click()
        settled(page)
    page.wait_for_timeout(1500)
    name, raw = download(page, "离线地图 HTML")
    assert "晓升社区" in name
    text = raw.decode()
    for place in ("陈普佳苑", "老电影院", "第4网格党群服务站"):
        assert json.dumps(place)[1:-1] in text


FIRST_CASE_ON_THE_MAP = """() => {
    let found = null;
    window.map.eachLayer(layer => {
        if (!found && layer.feature && layer.feature.properties.case_id) {
            const point = window.map.latLngToContainerPoint(layer.getLatLng());
            found = [point.x, point.y, layer.feature.properties.case_id];
        }
    });
    return found;
}"""


def test_a_case_on_the_map_opens(page, server, demo_frames):
    street = demo_frames["cases"].query("status == 'open'")["street_office_code"].value_counts().index[0]
    open_page(page, server, f"map?street={street}", ready="iframe")
    page.get_by_role("button", name="在办案件", exact=True).click()
    page.get_by_text("件在办案件").wait_for(timeout=LOADED)
    settled(page)
    frame = page.locator("iframe").first
    drawn = frame.element_handle().content_frame().wait_for_function(FIRST_CASE_ON_THE_MAP, timeout=LOADED)
    x, y, number = drawn.json_value()
    box = frame.bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.wait_for_url(f"**/cases?street={street}&case={number}", timeout=LOADED)
    page.get_by_text(number).first.wait_for(timeout=LOADED)


def test_a_portrait_prints_on_two_sheets(page, server):
    open_page(page, server, "community?community=350582002014", ready="table.facts")
    settled(page)
    page.wait_for_timeout(1500)
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2


def test_chart_files(page, server):
    open_page(page, server)
    name, png = download(page, "图片 PNG")
    assert name.endswith("_晋江市_20260601-20260630_演示数据.png")
    assert Image.open(io.BytesIO(png)).width > 1000
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
    open_page(page, server, "map")
    page.wait_for_timeout(1000)
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


def test_the_server_says_that_it_is_ready(server):
    with urllib.request.urlopen(f"{server}/-/ready", timeout=10) as answer:
        told = json.load(answer)
    assert told["ready"] is True
    assert told["as_of"] == "2026-06-30T18:00:00"


def test_an_unknown_code_in_the_url_is_said(page, server):
    open_page(page, server, "?street=nowhere")
    assert page.get_by_text("nowhere").first.is_visible()
