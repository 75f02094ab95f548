"""How tests drive the app in a real Chromium: start it, open a page, wait, click and take files."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import FloatRect, Locator, Page, ViewportSize
from sqlalchemy import URL

from tests.conftest import missing
from tests.serving import served
from ui.navigation import SUBJECTS, address

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

DESK: ViewportSize = {"width": 1440, "height": 900}

ONE_MAP = """() => document.querySelectorAll("iframe[title*='st_folium']").length === 1"""

MAP_STANDS = """before => {
    if (!window.map?.fitted || map.flies || map.fitted.box === before) return false;
    const stands = `${map.getCenter()} ${map.getZoom()} ${Object.keys(map._layers).length}`;
    if (window.stood?.where !== stands) window.stood = {where: stands, since: performance.now()};
    return performance.now() - window.stood.since > 300;
}"""

UNCHANGED = """() => {
    if (!window.watched) {
        window.watched = {changed: performance.now()};
        const note = () => { window.watched.changed = performance.now(); };
        new MutationObserver(note).observe(document, {subtree: true, childList: true, attributes: true});
    }
    return document.querySelector("[data-test-script-state=notRunning]")
        && !document.querySelector("[data-testid=stSkeleton]")
        && performance.now() - window.watched.changed > 350;
}"""


def installed_browser() -> dict[str, Any]:
    """How Playwright starts the browser that is installed here."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return {"executable_path": path}
    if sys.platform == "win32":
        return {"channel": "msedge"}
    if sys.platform == "darwin":
        return {"channel": "chrome"}
    return missing("a Chromium, Chrome or Edge browser")


@contextmanager
def started(database: URL) -> Iterator[str]:
    """Start the app as the README does and give its address."""
    with served(database) as (base, _):
        yield base


def open_page(page: Page, server: str, path: str = "", ready: str = "[data-testid=stHeading] h1") -> None:
    """Open a path of the app and wait until it stands."""
    page.goto(f"{server}/{path}")
    page.wait_for_selector(ready, timeout=LOADED)
    settled(page)


def settled(page: Page) -> None:
    """Wait until the page's script has run and the page has stood unchanged for a while.

    A skeleton stands where the browser has yet to fetch the script that draws an element.
    """
    page.wait_for_timeout(150)  # what was just pressed reaches the app
    page.wait_for_function(UNCHANGED, timeout=LOADED, polling=50)


def at_rest(page: Page, element: Locator) -> None:
    """Wait until an element no longer moves: a menu opens where its button stood."""
    before = None
    while (box := element.bounding_box()) != before:
        before = box
        page.wait_for_timeout(50)


def map_stands(page: Page, before: str | None = None) -> str:
    """Wait until the page's only map shows another box than the one before and stands still; return its box."""
    page.wait_for_function(ONE_MAP, timeout=LOADED)  # while a page is drawn anew the old map may still stand
    frame = page.locator("iframe[title*='st_folium']").element_handle().content_frame()
    assert frame is not None
    frame.wait_for_function(MAP_STANDS, arg=before, timeout=LOADED, polling=50)
    return str(frame.evaluate("map.fitted.box"))


def download(page: Page, button: str, menu: int = 0, opener: str = "下载") -> tuple[str, bytes]:
    """Open a menu of downloads and press one of its buttons; return the file's name and bytes."""
    settled(page)  # charts that are still being drawn would move the menu's button away from its menu
    opened = page.get_by_role("button", name=opener).nth(menu)
    opened.scroll_into_view_if_needed()
    at_rest(page, opened)
    opened.click()
    pressed = page.get_by_role("button", name=button, exact=True)
    with page.expect_download(timeout=LOADED) as waiting:
        pressed.click()
    path = waiting.value.path()
    page.keyboard.press("Escape")
    pressed.wait_for(state="hidden", timeout=LOADED)
    return waiting.value.suggested_filename, Path(path).read_bytes()


def box_of(element: Locator) -> FloatRect:
    """Where an element that is seen stands in the window."""
    box = element.bounding_box()
    assert box is not None
    return box


def click_area(page: Page, east: float = 0.5, south: float = 0.5) -> None:
    """Click a point of the map, as a share of its width and height."""
    page.wait_for_function(ONE_MAP, timeout=LOADED)  # while a page is drawn anew the old map may still stand
    frame = page.locator("iframe[title*='st_folium']")
    frame.scroll_into_view_if_needed()
    box = box_of(frame)
    page.mouse.click(box["x"] + box["width"] * east, box["y"] + box["height"] * south)


def kept_map(page: Page) -> bool:
    """Tell whether the map is still the one that was marked, and mark it."""
    frame = page.locator("iframe[title*='st_folium']")
    kept = frame.get_attribute("data-seen") == "yes"
    frame.evaluate("frame => { frame.dataset.seen = 'yes'; }")
    return kept


TWO_MAPS = """() => document.querySelectorAll("iframe[title*='st_folium']").length === 2"""


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Press at one point of the map and let go at another, each a share of its width and height."""
    box = box_of(page.locator("iframe[title*='st_folium']"))
    places = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in (start, end)]
    page.mouse.move(*places[0])
    page.mouse.down()
    page.mouse.move(*places[1], steps=8)
    page.mouse.up()
