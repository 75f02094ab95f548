"""A city whose names are attacks, in a real Chromium."""

from __future__ import annotations

import pytest

from tests.browser.driving import LOADED, open_page, started
from tests.hostile import HOST

pytestmark = pytest.mark.browser

SEEN = ("", "map", "cases", "neighbours", "hotspots", "activities")
"""Pages with every kind of part that draws names: tiles, charts, tables, maps, trails; the others are read without
a browser (`tests/pages/test_hostile_names.py`)."""

FROM_THE_DATA = f"""() => [...document.querySelectorAll("a, img, script, iframe, [onerror]")]
    .map((element) => element.href || element.src || element.outerHTML)
    .filter((told) => /{HOST.replace(".", "[.]")}|attack[.]example|alert[(]1[)]/.test(told))"""


@pytest.fixture(scope="module")
def hostile_server(hostile_folder):
    with started(hostile_folder) as base:
        yield base


def test_names_draw_nothing_and_ask_nobody(browser, hostile_server):
    """No name becomes a link, a picture or a script, reaches another host, or makes a page wider than the screen."""
    tab = browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    left: list[str] = []
    own = (hostile_server, "data:", "blob:", "about:")
    tab.on("request", lambda request: None if request.url.startswith(own) else left.append(request.url))
    for path in SEEN:
        open_page(tab, hostile_server, path)
        assert tab.locator("[data-testid=stException]").count() == 0, path
        assert [told for frame in tab.frames for told in frame.evaluate(FROM_THE_DATA)] == [], path
        assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    open_page(tab, hostile_server, "?street=350582001000")
    tab.get_by_text(f"![x](http:\u2060//{HOST}/x.png)").first.wait_for(timeout=LOADED)
    assert left == []
    tab.close()
