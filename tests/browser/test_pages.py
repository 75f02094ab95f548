"""Every page in a real Chromium: what it draws, in both languages and on a phone."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.driving import DESK, LOADED, ONE_MAP, PAGES, box_of, open_page, settled, started

pytestmark = pytest.mark.browser


SIZES: tuple[ViewportSize, ...] = (DESK, {"width": 390, "height": 844})


@pytest.mark.parametrize("path", PAGES)
def test_every_page_draws(page, server, path):
    """Every page draws its charts and maps, on a desk and on a phone, with no error and no sideways scrolling."""
    page.emulate_media(reduced_motion="reduce")  # an eighth of the time
    page.set_viewport_size(DESK)
    open_page(page, server, path)
    for size in SIZES:
        page.set_viewport_size(size)
        settled(page)
        assert page.get_by_text("演示数据").first.is_visible()
        assert page.locator("[data-testid=stException]").count() == 0
        if path in ("map", "heatmap", "hotspots", "elderly"):
            frame = page.frame_locator("iframe[title*='st_folium']")
            frame.locator("canvas, svg path").first.wait_for(state="attached", timeout=LOADED)
        if path in (
            "",
            "cases",
            "process",
            "activities",
            "deliberation",
            "grid-work",
            "elderly",
            "neighbours",
        ):
            page.locator(".vega-embed canvas, .vega-embed svg").first.wait_for(timeout=LOADED)
        page.wait_for_function("() => document.documentElement.scrollWidth <= window.innerWidth")
        assert page.evaluate("window.innerWidth") == size["width"]


def test_the_first_request_of_a_server_may_name_a_page(browser, demo_folder):
    with started(demo_folder) as base:
        tab = browser.new_page()
        tab.goto(f"{base}/cases")
        tab.get_by_role("heading", name="案件", exact=True).wait_for(timeout=LOADED)
        assert tab.locator("[data-testid=stException]").count() == 0
        tab.close()


def test_english(page, server):
    """A link opens the app in English, and the switch turns it to Chinese."""
    open_page(page, server, "?lang=en")
    assert page.locator("h1").inner_text() == "Overview"
    assert page.get_by_text("Demo data").first.is_visible()
    page.get_by_text("中文", exact=True).click()
    page.get_by_role("heading", name="总览").wait_for(timeout=LOADED)


GROUND = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
INK = "getComputedStyle(document.querySelector('h1')).color"


def test_light_and_dark(page, server):
    """It is light as the system is; the switch turns every page dark until it is pressed again; paper stays light."""
    open_page(page, server)
    assert page.evaluate(GROUND) == "rgb(255, 255, 255)"
    for told, ground in (("dark", "rgb(20, 20, 20)"), (None, "rgb(255, 255, 255)")):
        with page.expect_navigation():
            page.locator(".turns-theme").click()
        open_page(page, server, "cases")
        assert page.evaluate("localStorage.getItem('theme')") == told
        assert page.evaluate(GROUND) == ground
        page.emulate_media(media="print")
        assert page.evaluate(INK) == "rgb(27, 36, 48)"
        page.emulate_media(media="null")


def test_the_server_says_that_it_is_ready(server):
    with urllib.request.urlopen(f"{server}/-/ready", timeout=10) as answer:
        told = json.load(answer)
    assert told["ready"] is True
    assert told["as_of"] == "2026-06-30T18:00:00"


@pytest.mark.parametrize("path", ["", "map", "-/ready", "_stcore/health", "component/none", "nowhere.js"])
def test_no_other_site_may_frame_an_answer_or_learn_its_address(server, path):
    """Pages, what is beside them, and what is not there."""
    try:
        with urllib.request.urlopen(f"{server}/{path}", timeout=10) as answer:
            headers = answer.headers
    except urllib.error.HTTPError as error:
        headers = error.headers
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "same-origin")


def test_an_unknown_code_in_the_url_is_said(page, server):
    open_page(page, server, "?street=nowhere")
    assert page.get_by_text("nowhere").first.is_visible()


@pytest.mark.parametrize("path", ["map", "heatmap"])
def test_on_a_phone_the_map_fills_the_width(page, server, path):
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, server, path)
    page.wait_for_function(ONE_MAP, timeout=LOADED)
    frame = page.locator("iframe[title*='st_folium']")
    frame.scroll_into_view_if_needed()
    frame.element_handle().content_frame().wait_for_function("() => window.map && map.fitted", timeout=LOADED)
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
    chooser = page.get_by_label("街道（镇）").first
    assert not chooser.is_visible()
    page.locator(".st-key-filters_open").get_by_text("筛选").click()
    chooser.wait_for(timeout=LOADED)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_test_id("stSidebarNav").wait_for(timeout=LOADED)


@pytest.mark.parametrize("size", [(1366, 768), (1093, 614)], ids=["whole", "at 125 %"])
def test_filters_and_pages_stay_in_sight(page, server, size):
    """At the top and scrolled down, each chooser and each page is in the window, and the content is wide."""
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    open_page(page, server, "?street=350582002000")
    for down in (0, 600):
        page.evaluate("down => document.querySelector('[data-testid=stMain]').scrollTo(0, down)", down)
        page.wait_for_timeout(100)
        for name in ("街道（镇）", "社区（村）", "网格", "时间", "事项类别", "对比"):
            box = box_of(page.get_by_label(name, exact=True).first)
            assert 0 <= box["y"] < box["y"] + box["height"] < 110, name
        assert box_of(page.locator(".st-key-filters_clear"))["y"] < 140
    assert box_of(page.get_by_role("link", name="数据质量"))["y"] < size[1] - 20
    assert box_of(page.locator(".st-key-filter_bar"))["width"] >= size[0] - 266


def test_the_menu_of_a_column_speaks_the_readers_language(page, server):
    open_page(page, server, "evaluation")
    settled(page)
    head = box_of(page.get_by_test_id("stDataFrame").first)
    menu = page.get_by_test_id("stDataFrameColumnMenu")
    for right in range(100, 700, 6):  # its button is drawn on a canvas, at the end of a column's heading
        page.mouse.move(head["x"] + right, head["y"] + 18)
        page.mouse.click(head["x"] + right, head["y"] + 18)
        if menu.count():
            break
    menu.get_by_text("升序排列").wait_for(timeout=LOADED)
    assert "Sort" not in menu.inner_text()
    assert "Format" not in menu.inner_text()
