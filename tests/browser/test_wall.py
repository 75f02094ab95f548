"""The wall in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.driving import LOADED

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """The tab of a visitor whose clock the test may put forward."""
    context = browser.new_context(locale="zh-CN")
    context.clock.install()
    yield context.new_page()
    context.close()


def test_the_wall_turns_its_pages_and_is_left(page, server):
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{server}/?wall=1&turn=5")
    titles = page.locator("#stage article:visible h2")
    titles.first.wait_for(timeout=LOADED)
    seen = set()
    for _ in range(3):
        seen.add(titles.all_inner_texts()[0])
        page.clock.fast_forward(5_000)
    assert len(seen) == 3
    page.keyboard.press(" ")
    held = titles.all_inner_texts()
    page.clock.fast_forward(6_000)
    assert titles.all_inner_texts() == held
    assert page.get_by_text("演示数据").first.is_visible()
    for card in page.locator("#figures .card b").all():
        assert float(card.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")) >= 48
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    page.set_viewport_size({"width": 3840, "height": 1080})
    titles.nth(1).wait_for(timeout=LOADED)
    assert titles.count() == 2
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="总览").wait_for(timeout=LOADED)
    assert "wall" not in page.url
