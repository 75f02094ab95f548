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
from urllib.parse import parse_qs, urlsplit

import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from PIL import Image

from data_access.places.cells import Cells
from data_access.places.shapes import parse
from tests.conftest import missing
from ui.maps.heat_layer import Heat, density_scale
from ui.maps.heat_picture import density_at
from ui.navigation import SUBJECTS, address

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
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",  # no other host can be reached
]
PAGES = ("", *(address(name) for name in SUBJECTS[1:]))
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
    page.locator(".st-key-map_trail button").last.click()
    page.wait_for_function("!location.search.includes('grid=')", timeout=LOADED)
    settled(page)
    click_area(page)
    page.wait_for_function("location.search.includes('grid=')", timeout=LOADED)


def test_a_grid_of_the_whole_city_is_selected_with_its_parents(page, server):
    open_page(page, server, "map?show=grid", ready="iframe")
    frame = page.locator("iframe").first.element_handle().content_frame()
    frame.wait_for_function("window.map && Object.keys(window.map._layers).length > 2000", timeout=LOADED)
    frame.evaluate("window.kept = true")
    click_area(page)
    page.wait_for_function(
        "['street=', 'community=', 'grid='].every(name => location.search.includes(name))", timeout=LOADED
    )
    settled(page)
    frame.wait_for_function("Object.keys(window.map._layers).length < 100", timeout=LOADED)
    assert frame.evaluate("window.kept"), "the browser threw its map away"


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


def kept_map(page) -> bool:
    """Tell whether the map is still the one that was marked, and mark it."""
    frame = page.locator("iframe[title*='st_folium']")
    kept = frame.get_attribute("data-seen") == "yes"
    frame.evaluate("frame => { frame.dataset.seen = 'yes'; }")
    return kept


def test_a_place_is_found_and_the_browser_goes_back_on_the_same_map(page, server):
    open_page(page, server, "map", ready="iframe[title*='st_folium']")
    kept_map(page)
    box = page.get_by_role("combobox", name="查找地点")
    places = page.get_by_role("option")
    box.fill("mei ting")
    page.get_by_text("梅庭社区", exact=True).wait_for(timeout=LOADED)
    box.press("ArrowDown")
    box.press("ArrowUp")
    assert places.first.get_attribute("aria-selected") == "true"
    box.press("Enter")
    page.wait_for_function("location.search.includes('community=350582002014')", timeout=LOADED)
    settled(page)
    box.fill("没有这里<%>")
    page.get_by_text("没有找到这个地点").wait_for(timeout=LOADED)
    box.press("Escape")
    page.get_by_role("button", name="梅岭街道 ›").click()
    page.wait_for_function("!location.search.includes('community=')", timeout=LOADED)
    settled(page)
    for place, query in (("梅庭社区", "?street=350582002000&community=350582002014"), ("晋江市", "")):
        page.go_back()
        page.locator(".st-key-map_trail strong", has_text=place).wait_for(timeout=LOADED)
        settled(page)
        assert page.evaluate("location.search") == query
    assert kept_map(page)


CASE_ON_THE_MAP = """number => {
    let found = null;
    window.map.eachLayer(layer => {
        if (layer.feature && layer.feature.properties.case_id === number) {
            const point = window.map.latLngToContainerPoint(layer.getLatLng());
            found = [point.x, point.y];
        }
    });
    return found;
}"""


def test_a_case_on_the_map_opens(page, server, demo_frames):
    cases = demo_frames["cases"].dropna(subset=["longitude"])
    cases = cases[(cases["status"] == "open") | (cases["reported_at"] >= "2026-06-01")]
    case = cases[~cases["grid_code"].duplicated(keep=False) & (cases["status"] == "open")].iloc[0]
    open_page(page, server, "map?layers=cases", ready="iframe[title*='st_folium']")
    inside = page.frame_locator("iframe[title*='st_folium']")
    inside.get_by_text("放大后显示单个案件").wait_for(timeout=LOADED)
    open_page(page, server, f"map?grid={case['grid_code']}&layers=cases", ready="iframe[title*='st_folium']")
    inside.get_by_text("视野内约 1 件").wait_for(timeout=LOADED)
    assert inside.get_by_role("button", name=case["case_id"]).count() == 1
    frame = page.locator("iframe[title*='st_folium']")
    content = frame.element_handle().content_frame()
    x, y = content.wait_for_function(CASE_ON_THE_MAP, arg=case["case_id"], timeout=LOADED).json_value()
    settled(page)
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.wait_for_function(f"location.search.includes('case={case['case_id']}')", timeout=LOADED)
    page.locator("ol.timeline").wait_for(timeout=LOADED)


WHERE = "[map.getCenter().lat, map.getCenter().lng, map.getZoom()].map(part => part.toFixed(4)).join()"
HATCHED = """(() => {
    let hatched = 0;
    map.eachLayer(layer => {
        if (layer.feature && layer.feature.properties.code && typeof layer.options.fillColor === "object") hatched++;
    });
    return hatched;
})()"""
TWO_MAPS = """document.querySelectorAll("iframe[title*='st_folium']").length === 2"""


def test_maps_side_by_side_move_together(page, server):
    open_page(page, server, "map?map=beside&figure=on_time&street=350582001000")
    page.wait_for_function(TWO_MAPS, timeout=LOADED)
    frames = page.locator("iframe[title*='st_folium']")
    for side in (0, 1):
        frames.nth(side).content_frame.locator("canvas").first.wait_for(timeout=LOADED)
    settled(page)
    left, right = (frames.nth(side).element_handle().content_frame() for side in (0, 1))
    for frame in (left, right):
        frame.wait_for_function(f"window.map && {HATCHED} > 0", timeout=LOADED, polling=200)
    elsewhere, hatched = right.evaluate(WHERE), left.evaluate(HATCHED)
    box = frames.nth(0).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 200
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 30, steps=6)
    page.mouse.up()
    right.wait_for_function(f"{WHERE} !== '{elsewhere}'", timeout=LOADED, polling=200)
    page.wait_for_timeout(800)
    assert right.evaluate(WHERE) == left.evaluate(WHERE)
    page.mouse.move(x, box["y"] - 20)
    page.wait_for_timeout(200)
    assert left.evaluate(HATCHED) == hatched  # after hovering too
    box = frames.nth(1).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 300)
    page.wait_for_function("location.search.includes('community=')", timeout=LOADED)
    page.wait_for_function(TWO_MAPS, timeout=LOADED)
    assert "map=beside" in page.url


def drag(page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Press at one point of the map and let go at another, each a share of its width and height."""
    box = page.locator("iframe[title*='st_folium']").bounding_box()
    places = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in (start, end)]
    page.mouse.move(*places[0])
    page.mouse.down()
    page.mouse.move(*places[1], steps=8)
    page.mouse.up()


def test_a_drawn_shape_selects_its_cases(page, server, demo_frames):
    open_page(page, server, "map?from=2025-07-01&to=2026-06-30")
    page.wait_for_function(ONE_MAP, timeout=LOADED)
    tools = page.frame_locator("iframe[title*='st_folium']")
    tools.get_by_title("画矩形").click()
    drag(page, (0.42, 0.35), (0.56, 0.6))
    page.wait_for_function("location.search.includes('within=polygon')", timeout=LOADED)
    page.get_by_role("heading", name="框选范围内").wait_for(timeout=LOADED)
    assert "street=" not in page.url  # letting go of the mouse opened no area
    drawn = parse(parse_qs(urlsplit(page.url).query)["within"][0])
    rows = demo_frames["cases"].dropna(subset=["longitude"])
    rows = rows[rows["reported_at"].between("2025-07-01", "2026-07-01", inclusive="left")]
    count = shapely.contains_xy(shapely.Polygon(drawn.corners), rows["longitude"], rows["latitude"]).sum()
    settled(page)
    page.get_by_role("button", name="查看范围内案件").click()
    page.wait_for_url("**/cases?**within=polygon**", timeout=LOADED)
    page.get_by_text(f"共 {count:,} 件").wait_for(timeout=LOADED)
    page.go_back()
    page.get_by_role("heading", name="框选范围内").wait_for(timeout=LOADED)
    settled(page)
    page.wait_for_function(ONE_MAP, timeout=LOADED)
    tools.get_by_title("清除框选").click()
    page.wait_for_function("!location.search.includes('within=')", timeout=LOADED)


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


def test_back_leads_to_the_page_that_was_left(page, server):
    """Turning to another page with parameters, or by the navigation, is one step for the browser."""
    there = "map?within=circle:118.57,24.81,3000"
    open_page(page, server, there, ready="iframe[title*='st_folium']")
    page.get_by_role("button", name="查看范围内案件").click()
    page.wait_for_function("location.pathname === '/cases'", timeout=LOADED)
    page.get_by_text("案件查询").first.wait_for(timeout=LOADED)
    settled(page)
    page.go_back()
    page.wait_for_function(f"location.pathname + location.search === '/{there}'", timeout=LOADED)
    page.get_by_role("button", name="查看范围内案件").wait_for(timeout=LOADED)
    settled(page)
    page.get_by_test_id("stSidebarNav").get_by_text("活动", exact=True).click()
    page.get_by_role("heading", name="活动", exact=True).wait_for(timeout=LOADED)
    settled(page)
    page.go_back()
    page.wait_for_function(f"location.pathname + location.search === '/{there}'", timeout=LOADED)


# --- heat -----------------------------------------------------------------------------------------


def test_the_browser_draws_the_densities_that_are_printed(browser):
    rng = np.random.default_rng(5)
    cells = Cells(512, 24.7)
    rows = pd.DataFrame({"x": 23000 + rng.permutation(40), "y": 5300 + rng.integers(0, 12, 40)})
    bins, people = rows.assign(value=range(1, 41)), rows.assign(residents=rng.integers(1, 400, 40))
    x = np.linspace(22995 * cells.width, 23045 * cells.width, 70)
    y = np.linspace(5295 * cells.height, 5317 * cells.height, 50)
    tab = browser.new_page()
    tab.add_script_tag(path=ROOT / "assets" / "maps" / "heat.js")
    for residents in (None, people):
        heat = Heat(cells, bins.sort_values(["y", "x"]), density_scale(10), residents)
        expected = density_at(heat, x, y)
        drawn = tab.evaluate(
            "([answer, x, y]) => Array.from(cityMaps.heatDensities(answer, answer.values, x, y))",
            [heat.answer(), x.tolist(), y.tolist()],
        )
        assert np.nanmax(expected) > 1
        np.testing.assert_allclose(np.array(drawn).reshape(50, 70), expected, rtol=1e-6, atol=1e-9)
    tab.close()


def test_the_heatmap_follows_the_zoom_and_its_legend_with_it(page, server):
    open_page(page, server, "heatmap")
    frame = page.frame_locator("iframe[title*='st_folium']")
    canvas, legend = frame.locator("canvas[data-metres]"), frame.locator(".map-panel")
    canvas.wait_for(timeout=LOADED)
    first, words = int(canvas.get_attribute("data-metres")), legend.inner_text()
    assert f"{first:,}" in words
    with page.expect_response(lambda answer: "/map-data/" in answer.url) as waiting:
        frame.locator(".leaflet-control-zoom-in").click(modifiers=["Shift"])
    assert waiting.value.ok
    closer = frame.locator(f"canvas[data-metres]:not([data-metres='{first}'])")
    closer.wait_for(timeout=LOADED)
    assert int(closer.get_attribute("data-metres")) < first
    assert legend.inner_text() != words
    assert frame.locator("canvas").first.evaluate(
        "one => one.getContext('2d').getImageData(0, 0, one.width, one.height).data.some((byte) => byte > 0)"
    )


def test_the_player_runs_by_keys_without_asking_the_server(page, server):
    open_page(page, server, "heatmap?heat=replay&step=hour")
    frame = page.frame_locator("iframe[title*='st_folium']")
    frame.locator(".heat-player button:enabled").wait_for(timeout=LOADED)
    label, slider = frame.locator(".heat-player output"), frame.locator(".heat-player input")
    assert label.inner_text().startswith("00:00–01:00")
    settled(page)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert label.inner_text().startswith("01:00–02:00")
    assert slider.get_attribute("aria-valuetext").startswith("01:00–02:00")
    frame.get_by_label("速度").select_option("4")
    frame.get_by_role("button", name="播放").press("Space")
    page.wait_for_timeout(1200)
    frame.get_by_role("button", name="暂停").press("Space")
    stopped = label.inner_text()
    assert stopped[:2] > "02"
    page.wait_for_timeout(700)
    assert label.inner_text() == stopped
    assert asked == []


def test_the_wall_turns_its_pages_and_is_left(page, server):
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{server}/?wall=1&turn=5")
    titles = page.locator("#stage article:visible h2")
    titles.first.wait_for(timeout=LOADED)
    seen = set()
    for _ in range(3):
        seen.add(titles.all_inner_texts()[0])
        page.wait_for_timeout(5_000)
    assert len(seen) == 3
    page.keyboard.press(" ")
    held = titles.all_inner_texts()
    page.wait_for_timeout(6_000)
    assert titles.all_inner_texts() == held
    assert page.get_by_text("演示数据").first.is_visible()
    for card in page.locator("#figures .card b").all():
        assert float(card.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")) >= 48
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    page.set_viewport_size({"width": 3840, "height": 1080})
    page.wait_for_timeout(500)
    assert titles.count() == 2
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="总览").wait_for(timeout=LOADED)
    assert "wall" not in page.url


@pytest.mark.parametrize("path", ["map", "heatmap"])
def test_on_a_phone_the_map_fills_the_width(page, server, path):
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, server, path)
    page.wait_for_function(ONE_MAP, timeout=LOADED)
    frame = page.locator("iframe[title*='st_folium']")
    frame.scroll_into_view_if_needed()
    frame.element_handle().content_frame().wait_for_function("window.map && map.fitted", timeout=LOADED)
    box = frame.bounding_box()
    assert (box["x"], box["width"]) == (0, 390)
    assert 0.7 * 844 < box["height"] < 0.8 * 844
    inside = frame.element_handle().content_frame()
    assert inside.evaluate("[map.getSize().x, map.getSize().y]") == [390, round(box["height"])]
    west, east = inside.evaluate(
        """() => {
            const [west, south, east, north] = map.fitted.box.split(",").map(Number);
            return [west, east].map(x => map.latLngToContainerPoint([(south + north) / 2, x]).x);
        }"""
    )
    assert 0 <= west < east <= 390
    assert not page.get_by_test_id("stSidebarNav").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_label("街道（镇）").first.wait_for(timeout=LOADED)
