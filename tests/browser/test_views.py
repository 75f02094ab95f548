"""Saved views and a street office of one's own, in a real Chromium."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.driving import LOADED, open_page, settled

pytestmark = pytest.mark.browser


def test_a_view_is_saved_listed_taken_along_and_a_street_office_opens_first(page, server, tmp_path):
    """By keyboard: named, on the overview, in a file and back; × leads from one's own street office to the city."""
    there = "process?street=350582001000&compare=year"
    open_page(page, server, there)
    page.locator(".opens-views").first.press("Enter")
    page.keyboard.type("青阳 <b>用时</b>")
    page.keyboard.press("Enter")
    page.locator(".views li a", has_text="青阳 <b>用时</b>").wait_for(timeout=LOADED)
    with page.expect_download() as waiting:
        page.locator(".views .export").click()
    told = json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))
    assert told["views"] == [{"name": "青阳 <b>用时</b>", "address": f"/{there}"}]
    page.get_by_role("button", name="删除").click()
    page.locator(".views li").wait_for(state="detached", timeout=LOADED)
    for name, text, said in (
        ("bad", "not json", "不是本系统导出"),
        (
            "elsewhere",
            json.dumps({"views": [{"name": "x", "address": "https://attack.example/"}]}),
            "不是本系统导出",
        ),
        (
            "script",
            json.dumps({"views": [{"name": "x", "address": "javascript:alert(1)"}]}),
            "不是本系统导出",
        ),
        ("good", json.dumps(told), "已导入 1 个"),
    ):
        (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")
        page.locator(".views [type=file]").set_input_files(tmp_path / f"{name}.json")
        page.locator(".views p", has_text=said).wait_for(timeout=LOADED)
    page.locator(".views select").select_option("350582002000")
    open_page(page, server)
    assert page.evaluate("location.search") == "?street=350582002000"
    page.locator(".st-key-filter_line").get_by_role("button", name="梅岭街道").click()
    page.wait_for_function("() => location.search === ''", timeout=LOADED)
    settled(page)
    page.locator("nav a", has_text="青阳").click()
    at_the_view(page, there)
    settled(page)
    page.keyboard.press("Control+k")  # and by its name in the box, from anywhere
    page.locator(".finder input").wait_for(timeout=LOADED)
    page.keyboard.type("用时")
    page.locator(".finder [role=option]", has_text="青阳 <b>用时</b>").click()
    at_the_view(page, there)


def at_the_view(page: Page, there: str) -> None:
    page.wait_for_function(f"() => location.pathname + location.search === '/{there}'", timeout=LOADED)
    page.get_by_role("heading", name="办理过程", exact=True).wait_for(timeout=LOADED)
