"""From page to page in a real Chromium: what goes along, and where the browser's Back leads."""

from __future__ import annotations

import pytest

from tests.browser.driving import LOADED, at_rest, map_stands, open_page, settled
from tests.browser.test_map_ground import map_frame

pytestmark = pytest.mark.browser

TOP = "document.querySelector('[data-testid=stMain]').scrollTop"
VIEW = "() => [map.getCenter().lat, map.getCenter().lng, map.getZoom()]"


def test_filter_is_in_the_url_and_kept_from_page_to_page(page, server):
    open_page(page, server)
    chooser = page.get_by_label("街道（镇）").first
    chooser.scroll_into_view_if_needed()
    at_rest(page, chooser)  # a list that opens while the sidebar still scrolls closes again
    chooser.click()
    page.get_by_role("option", name="青阳街道").click()
    settled(page)
    page.wait_for_function("() => location.search.includes('street=350582001000')", timeout=LOADED)
    page.keyboard.press("Escape")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="案件").click()
    page.get_by_role("heading", name="案件", exact=True).wait_for(timeout=LOADED)
    page.wait_for_function(
        "() => location.pathname == '/cases' && location.search.includes('street=350582001000')"
    )
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
    page.wait_for_function("() => location.pathname == '/cases' && location.search.includes('community=')")
    assert "from=2026-06-24" in page.url
    assert "category=" in page.url


def scrolled_to(page, down: int) -> int:
    """Turn the wheel over the page, and return how far the page is scrolled when it stands."""
    page.mouse.move(700, 500)
    page.mouse.wheel(0, down)
    page.wait_for_function(f"() => {TOP} > 0", timeout=LOADED)
    page.wait_for_timeout(400)
    return page.evaluate(TOP)


def test_a_row_opens_its_case_and_the_browser_goes_back(page, server):
    """The case begins at its top; the list is found scrolled as it was left."""
    open_page(page, server, "cases")
    rows = page.locator("[data-testid=stDataFrame]").first
    scrolled = scrolled_to(page, 200)
    box = rows.bounding_box()
    page.mouse.click(box["x"] + 17, box["y"] + 35 + 17)  # the first row's box, below the headings
    page.locator("ol.timeline").wait_for(timeout=LOADED)
    assert page.evaluate(TOP) == 0
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
    page.go_back()
    page.wait_for_function(f"() => {TOP} === {scrolled}", timeout=LOADED)
    settled(page)
    assert page.evaluate(TOP) == scrolled


def test_back_leads_to_the_page_that_was_left(page, server):
    """Turning to another page, with parameters or by the navigation, is one step back; a map stands as it was moved."""
    there = "map?within=circle:118.57,24.81,3000"
    open_page(page, server, there, ready="iframe[title*='st_folium']")
    map_stands(page)
    map_frame(page).evaluate("() => { map.setView([24.78, 118.55], 15, {animate: false}); }")
    page.get_by_role("button", name="查看范围内案件").click()
    page.wait_for_function("() => location.pathname === '/cases'", timeout=LOADED)
    page.get_by_text("案件查询").first.wait_for(timeout=LOADED)
    settled(page)
    page.go_back()
    page.wait_for_function(f"() => location.pathname + location.search === '/{there}'", timeout=LOADED)
    page.get_by_role("button", name="查看范围内案件").wait_for(timeout=LOADED)
    settled(page)
    map_frame(page).wait_for_function("() => window.map?.fitted", timeout=LOADED)
    assert map_frame(page).evaluate(VIEW) == pytest.approx([24.78, 118.55, 15], abs=1e-4)
    page.get_by_test_id("stSidebarNav").get_by_text("活动", exact=True).click()
    page.get_by_role("heading", name="活动", exact=True).wait_for(timeout=LOADED)
    settled(page)
    page.go_back()
    page.wait_for_function(f"() => location.pathname + location.search === '/{there}'", timeout=LOADED)


def test_a_clicked_bar_filters_the_page_and_the_next_one_further(page, server):
    """A place's bar, the same bar again after its filter was taken away, then a column's part: category and day."""
    open_page(page, server)
    columns, bars = (
        page.get_by_test_id("stVegaLiteChart").nth(at).locator("g.mark-rect path") for at in (0, 1)
    )
    for _ in range(2):
        name = bars.first.get_attribute("aria-label").split("名称 ")[1].split("；")[0]
        settled(page)
        bars.first.click()
        page.wait_for_function("() => location.search.includes('street=')", timeout=LOADED)
        settled(page)
        page.locator("[class*=st-key-chip_] button").filter(has_text=name).first.click()
        page.wait_for_function("() => location.search === ''", timeout=LOADED)
        settled(page)
    columns.first.click()
    page.wait_for_function(
        "() => ['category', 'from', 'to'].every(name => new URLSearchParams(location.search).has(name))",
        timeout=LOADED,
    )


def test_a_case_of_the_list_opens_by_the_keyboard(page, server):
    open_page(page, server, "cases")
    settled(page)
    page.get_by_test_id("stDataFrame").locator("canvas").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    page.wait_for_function("() => location.search.includes('case=')", timeout=LOADED)
    page.get_by_role("button", name="返回").first.wait_for(timeout=LOADED)
