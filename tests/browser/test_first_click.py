"""The first click on a map in a real Chromium: it opens the place below the pointer, and the page stays."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import ViewportSize
from shapely import Point, from_geojson

from tests.browser.driving import DESK, LOADED, box_of, open_page, settled
from tests.browser.test_map_ground import map_frame

pytestmark = pytest.mark.browser

SIZES: tuple[ViewportSize, ...] = (DESK, {"width": 1366, "height": 768}, {"width": 390, "height": 844})
CLEAR = 0.003  # degrees between a clicked point and the nearest border
FOCUSED = "document.activeElement === map.getContainer()"


def seen_place(page, frame, outlines) -> tuple[float, float, Any]:
    """A random point of the map in the window, well inside a street office, and that street office's code."""
    box, size = box_of(page.locator("iframe[title*='st_folium']")), page.viewport_size
    chance = np.random.default_rng(size["width"])
    low = min(box["y"] + box["height"], size["height"]) - 20
    for _ in range(400):
        x = chance.uniform(box["x"] + 60, box["x"] + box["width"] - 60)
        y = chance.uniform(box["y"] + 60, low)
        spot = frame.evaluate("p => map.containerPointToLatLng(p)", [x - box["x"], y - box["y"]])
        for code, outline in outlines.items():
            if outline.buffer(-CLEAR).contains(Point(spot["lng"], spot["lat"])):
                return x, y, code
    raise AssertionError("no street office in the window")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
def test_the_first_click_opens_the_place_below_it(page, server, demo_frames, size):
    streets = demo_frames["street_offices"].set_index("code")["outline"]
    outlines = {code: from_geojson(outline) for code, outline in streets.items()}
    page.set_viewport_size(size)
    open_page(page, server, "map")
    frame = map_frame(page)
    settled(page)
    x, y, code = seen_place(page, frame, outlines)
    before = box_of(page.locator("iframe[title*='st_folium']"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.wait_for_timeout(200)
    assert frame.evaluate(FOCUSED)
    assert box_of(page.locator("iframe[title*='st_folium']")) == before
    page.mouse.up()
    page.wait_for_url("**street=**", timeout=LOADED)
    assert parse_qs(urlsplit(page.url).query)["street"] == [code]
