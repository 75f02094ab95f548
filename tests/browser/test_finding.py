"""The box that finds anything, by keyboard, in a real Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.driving import LOADED, kept_map, open_page, settled

pytestmark = pytest.mark.browser

OPENED = ".finder[open]"


def chosen(page: Page, words: str, name: str) -> None:
    """Open the box, type, and press Enter on what is listed first, which has that name."""
    page.keyboard.press("Control+k")
    page.keyboard.type(words)
    page.locator("[aria-selected=true] b", has_text=name).wait_for(timeout=LOADED)
    page.keyboard.press("Enter")
    settled(page)


def test_a_place_a_closed_case_and_a_page_are_one_key_away(page, server, demo_frames):
    """Initials filter the page, a number opens its case at once, what was chosen comes first; Back leads back."""
    closed = demo_frames["cases"].query("status == 'closed'")["case_id"].iloc[7]
    open_page(page, server, "map", ready="iframe[title*='st_folium']")
    kept_map(page)
    page.locator("iframe[title*='st_folium']").evaluate("frame => frame.contentWindow.focus()")
    page.keyboard.press("/")  # a map is a page of its own, and hears the key too
    page.locator(OPENED).wait_for(timeout=1000)
    page.keyboard.type("mtsq")
    page.locator("[role=option]", has_text="梅庭社区第1网格").wait_for(timeout=LOADED)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => location.search === '?street=350582002000&community=350582002014'", timeout=LOADED
    )
    settled(page)
    assert kept_map(page)
    page.go_back()
    page.locator(".st-key-map_trail strong", has_text="晋江市").wait_for(timeout=LOADED)
    assert page.evaluate("location.search") == ""
    settled(page)
    page.keyboard.press("Control+k")
    page.keyboard.type(closed)
    page.keyboard.press("Enter")  # before anything is listed
    page.wait_for_function(
        f"() => location.pathname + location.search === '/cases?case={closed}'", timeout=LOADED
    )
    page.locator(".case h2", has_text=closed).wait_for(timeout=LOADED)
    settled(page)
    chosen(page, "kaohe", "考核")
    page.wait_for_function("() => location.pathname + location.search === '/evaluation'", timeout=LOADED)
    page.locator(".opens-find").first.click()
    recent = page.locator("[role=option] b")
    recent.first.wait_for(timeout=LOADED)
    assert recent.all_inner_texts() == ["考核", closed, "梅庭社区"]
    page.keyboard.type("<img src=x onerror=alert(1)>")
    page.locator("[role=option]", has_text="onerror=alert(1)").wait_for(timeout=LOADED)
    page.keyboard.press("Escape")
    page.locator(OPENED).wait_for(state="detached", timeout=LOADED)
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="案件").click()
    page.locator(".st-key-case_list_search input").click(timeout=LOADED)
    page.keyboard.type("a/b")
    assert page.locator(OPENED).count() == 0


def test_a_server_that_does_not_answer_is_said(page, server):
    """What cannot be looked up is not shown as nothing found."""
    open_page(page, server)
    page.route(lambda address: "words=" in address, lambda route: route.fulfill(body="no answer"))
    page.keyboard.press("Control+k")
    page.keyboard.type("mtsq")
    page.get_by_text("暂时无法查找，请稍后再试").wait_for(timeout=LOADED)
    page.unroute_all()
