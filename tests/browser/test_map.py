"""The map in a real Chromium: clicked through, searched, drawn upon, two side by side."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
import shapely

from data_access.places.shapes import Polygon, parse
from tests.browser.driving import (
    LOADED,
    ONE_MAP,
    TWO_MAPS,
    click_area,
    download,
    drag,
    map_stands,
    open_page,
    settled,
)

pytestmark = pytest.mark.browser


def test_clicking_through_the_map(page, server):
    """A click opens the place below it, level by level, and the trail leads up again."""
    open_page(page, server, "map?from=2025-07-01&to=2026-06-30")
    box = map_stands(page)
    for parameter in ("street", "community", "grid"):
        click_area(page)
        page.wait_for_function(f"() => location.search.includes('{parameter}=')", timeout=LOADED)
        settled(page)
        box = map_stands(page, box)
    page.locator(".st-key-map_trail button").last.click()
    page.wait_for_function("() => !location.search.includes('grid=')", timeout=LOADED)
    settled(page)
    map_stands(page, box)
    click_area(page)
    page.wait_for_function("() => location.search.includes('grid=')", timeout=LOADED)


def test_a_grid_of_the_whole_city_is_selected_with_its_parents(page, server):
    open_page(page, server, "map?show=grid", ready="iframe")
    frame = page.locator("iframe").first.element_handle().content_frame()
    frame.wait_for_function(
        "() => window.map && Object.keys(window.map._layers).length > 2000", timeout=LOADED
    )
    frame.evaluate("window.kept = true")
    click_area(page)
    page.wait_for_function(
        "() => ['street=', 'community=', 'grid='].every(name => location.search.includes(name))",
        timeout=LOADED,
    )
    settled(page)
    frame.wait_for_function("() => Object.keys(window.map._layers).length < 100", timeout=LOADED)
    assert frame.evaluate("window.kept"), "the browser threw its map away"


def test_layers_are_drawn(page, server):
    """The layers chosen are in the map that is taken away."""
    open_page(page, server, "map?community=350582001017")
    for layer in ("小区", "网格党群服务站", "活动空间"):
        page.get_by_role("button", name=layer, exact=True).click()
        settled(page)
    name, raw = download(page, "离线地图 HTML")
    assert "晓升社区" in name
    text = raw.decode()
    for place in ("陈普佳苑", "老电影院", "第4网格党群服务站"):
        assert json.dumps(place)[1:-1] in text


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
    inside.get_by_text("视野内 1 件").wait_for(timeout=LOADED)
    assert inside.get_by_role("button", name=case["case_id"]).count() == 1
    frame = page.locator("iframe[title*='st_folium']")
    content = frame.element_handle().content_frame()
    x, y = content.wait_for_function(CASE_ON_THE_MAP, arg=case["case_id"], timeout=LOADED).json_value()
    settled(page)
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.wait_for_function(f"() => location.search.includes('case={case['case_id']}')", timeout=LOADED)
    page.locator("ol.timeline").wait_for(timeout=LOADED)


BOUNDS = """([centre, zoom]) => {
    window.map.setView(centre, zoom, { animate: false });
    const view = window.map.getBounds();
    return [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()];
}"""


def test_the_note_counts_what_is_on_the_screen(page, server, demo_frames):
    """However the map is moved; the server was asked for a wider box."""
    cases = demo_frames["cases"].dropna(subset=["longitude"])
    cases = cases[(cases["status"] == "open") | (cases["reported_at"] >= "2026-06-01")]
    cases = cases[cases["street_office_code"] == cases["street_office_code"].mode()[0]]
    street, somewhere = cases["street_office_code"].iloc[0], cases.iloc[0]
    open_page(page, server, f"map?street={street}&layers=cases", ready="iframe[title*='st_folium']")
    content = page.locator("iframe[title*='st_folium']").element_handle().content_frame()
    content.wait_for_function("() => window.map && window.map.getZoom()", timeout=LOADED)
    settled(page)
    for east, zoom in ((0, 14), (0.004, 14), (0, 15)):
        centre = [somewhere["latitude"], somewhere["longitude"] + east]
        west, south, eastern, north = content.evaluate(BOUNDS, [centre, zoom])
        on_screen = cases["longitude"].between(west, eastern) & cases["latitude"].between(south, north)
        words = f"视野内 {on_screen.sum()} 件" if on_screen.any() else "视野内没有案件"
        content.get_by_text(words, exact=True).wait_for(timeout=LOADED)


WHERE = "[map.getCenter().lat, map.getCenter().lng, map.getZoom()].map(part => part.toFixed(4)).join()"

HATCHED = """(() => {
    let hatched = 0;
    map.eachLayer(layer => {
        if (layer.feature && layer.feature.properties.code && typeof layer.options.fillColor === "object") hatched++;
    });
    return hatched;
})()"""


def test_maps_side_by_side_move_together(page, server):
    open_page(page, server, "map?map=beside&figure=on_time&from=2025-07-01&to=2026-06-30")
    page.wait_for_function(TWO_MAPS, timeout=LOADED)
    frames = page.locator("iframe[title*='st_folium']")
    for side in (0, 1):
        frames.nth(side).content_frame.locator("canvas").first.wait_for(timeout=LOADED)
    settled(page)
    left, right = (frames.nth(side).element_handle().content_frame() for side in (0, 1))
    for frame in (left, right):
        frame.wait_for_function(f"() => window.map && {HATCHED} > 0", timeout=LOADED, polling=200)
    elsewhere, hatched = right.evaluate(WHERE), left.evaluate(HATCHED)
    box = frames.nth(0).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 200
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 30, steps=6)
    page.mouse.up()
    right.wait_for_function(f"() => {WHERE} !== '{elsewhere}'", timeout=LOADED, polling=200)
    page.wait_for_timeout(800)
    assert right.evaluate(WHERE) == left.evaluate(WHERE)
    page.mouse.move(x, box["y"] - 20)
    page.wait_for_timeout(200)
    assert left.evaluate(HATCHED) == hatched  # after hovering too
    box = frames.nth(1).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 300)
    page.wait_for_function("() => location.search.includes('street=')", timeout=LOADED)
    page.wait_for_function(TWO_MAPS, timeout=LOADED)
    assert "map=beside" in page.url


def test_a_drawn_shape_selects_its_cases(page, server, demo_frames):
    open_page(page, server, "map?from=2025-07-01&to=2026-06-30")
    page.wait_for_function(ONE_MAP, timeout=LOADED)
    tools = page.frame_locator("iframe[title*='st_folium']")
    tools.get_by_title("画矩形").click()
    drag(page, (0.42, 0.35), (0.56, 0.6))
    page.wait_for_function("() => location.search.includes('within=polygon')", timeout=LOADED)
    page.get_by_role("heading", name="框选范围内").wait_for(timeout=LOADED)
    assert "street=" not in page.url  # letting go of the mouse opened no area
    drawn = parse(parse_qs(urlsplit(page.url).query)["within"][0])
    assert isinstance(drawn, Polygon)
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
    page.wait_for_function("() => !location.search.includes('within=')", timeout=LOADED)
