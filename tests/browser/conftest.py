"""The app on the small demo city, and a Chromium that looks at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import URL

from tests.browser.driving import DESK, FLAGS, installed_browser, started


@pytest.fixture(scope="package")
def server(demo_folder: URL) -> Iterator[str]:
    """The app on the small demo city."""
    with started(demo_folder) as base:
        yield base


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The Chromium that is installed here; it reaches no other host."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(args=FLAGS, **installed_browser())
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def visitor(browser: Browser, server: str) -> Iterator[BrowserContext]:
    """A visitor whose browser keeps the app's own scripts from test to test, as anybody's does."""
    context = browser.new_context(viewport=DESK, locale="zh-CN", accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def page(visitor: BrowserContext, server: str) -> Iterator[Page]:
    """A page that fails its test on any request that leaves the server and on any error in the console."""
    tab = visitor.new_page()
    left: list[str] = []
    errors: list[str] = []
    own = (server, server.replace("http", "ws"), "data:", "blob:", "about:")
    tab.on("request", lambda request: None if request.url.startswith(own) else left.append(request.url))
    tab.on("websocket", lambda socket: None if socket.url.startswith(own) else left.append(socket.url))
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on(
        "console",
        lambda line: errors.append(f"{line.text} {line.location}") if line.type == "error" else None,
    )
    yield tab
    tab.evaluate("localStorage.clear(); sessionStorage.clear()")
    tab.close()
    visitor.clear_cookies()
    assert left == []
    assert errors == []
