"""The app on the small demo city, and a Chromium that looks at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
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
def tab(browser: Browser, server: str) -> Iterator[Page]:
    """A visitor's tab that stays open from test to test: a browser reads the app's own scripts once, not for each."""
    context = browser.new_context(viewport=DESK, locale="zh-CN", accept_downloads=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(tab: Page, server: str) -> Iterator[Page]:
    """A page that fails its test on any request that leaves the server and on any error in the console."""
    left: list[str] = []
    errors: list[str] = []
    own = (server, server.replace("http", "ws"), "data:", "blob:", "about:")
    heard: dict[Any, Callable] = {
        "request": lambda request: None if request.url.startswith(own) else left.append(request.url),
        "websocket": lambda socket: None if socket.url.startswith(own) else left.append(socket.url),
        "pageerror": lambda error: errors.append(str(error)),
        "console": lambda line: (
            errors.append(f"{line.text} {line.location}") if line.type == "error" else None
        ),
    }
    tab.set_viewport_size(DESK)
    for event, note in heard.items():
        tab.on(event, note)
    yield tab
    tab.evaluate("localStorage.clear(); sessionStorage.clear()")
    tab.goto("about:blank")
    for event, note in heard.items():
        tab.remove_listener(event, note)
    tab.emulate_media(reduced_motion="null")
    tab.context.clear_cookies()
    assert left == []
    assert errors == []
