"""The first click on a map in a real Chromium: it opens the place below the pointer, and the page stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import ViewportSize
from shapely import Point, from_geojson
from shapely.geometry.base import BaseGeometry

from tests.browser.driving import DESK, LOADED, box_of, open_page, settled
from tests.browser.test_map_ground import map_frame

pytestmark = pytest.mark.browser

SIZES: tuple[ViewportSize, ...] = (DESK, {"width": 1366, "height": 768}, {"width": 390, "height": 844})
PLACES = 4
LEVELS = {"street": "street_offices", "community": "communities", "grid": "grids"}
PARENTS = {"community": "street_office_code", "grid": "community_code"}
CLEAR = 4  # pixels between a clicked point and the nearest border
MAP = "iframe[title*='st_folium']"
FOCUSED = "document.activeElement === map.getContainer()"
UNTOUCHED = "document.activeElement.blur()"
TOP = "document.querySelector('[data-testid=stMain]').scrollTo(0, 0)"
# What a pointer at a pixel of the map lies over, and the degrees that a pixel there is wide.
BELOW = """point => {
    const [here, beside] = [0, 1].map(x => map.containerPointToLatLng([point[0] + x, point[1]]));
    return [here.lng, here.lat, beside.lng - here.lng];
}"""
# Whether all of these places are drawn and the map has stood for a while: it flies to them.
STANDS = """codes => {
    const drawn = new Set(), stands = `${map.getCenter()} ${map.getZoom()}`;
    map.eachLayer(layer => { if (layer.feature) drawn.add(layer.feature.properties.code); });
    if (window.stood?.where !== stands) window.stood = {where: stands, since: performance.now()};
    return codes.every(code => drawn.has(code)) && performance.now() - window.stood.since > 300;
}"""


def outlines_of(demo_frames, level: str, parent: str | None) -> dict[str, BaseGeometry]:
    """The outlines, by code, of the places of a level that have one, below a parent or of the whole city."""
    places = demo_frames[LEVELS[level]].dropna(subset=["outline"])
    if parent is not None:
        places = places[places[PARENTS[level]] == parent]
    return {row.code: from_geojson(row.outline) for row in places.itertuples()}


def spot_in(page, frame, outlines: Mapping[str, BaseGeometry], chance) -> tuple[float, float, Any]:
    """A random point of the map in the window, well inside a place, and that place's code."""
    box, size = box_of(page.locator(MAP)), page.viewport_size
    low = min(box["y"] + box["height"], size["height"]) - 20
    for _ in range(400):
        x = chance.uniform(box["x"] + 60, box["x"] + box["width"] - 60)
        y = chance.uniform(box["y"] + 60, low)
        longitude, latitude, pixel = frame.evaluate(BELOW, [x - box["x"], y - box["y"]])
        for code, outline in outlines.items():
            if outline.buffer(-CLEAR * pixel).contains(Point(longitude, latitude)):
                return x, y, code
    raise AssertionError("no place in the window")


def first_click(page, frame, level: str, outlines: Mapping[str, BaseGeometry], chance) -> str:
    """Click a random place of a map that has no focus on a page at its top; the code that the address then has."""
    settled(page)
    frame.wait_for_function(STANDS, arg=list(outlines), timeout=LOADED, polling=50)
    frame.evaluate(UNTOUCHED)
    page.evaluate(TOP)
    x, y, code = spot_in(page, frame, outlines, chance)
    before = box_of(page.locator(MAP))
    page.mouse.move(x, y)
    page.mouse.down()
    page.wait_for_timeout(60)
    assert frame.evaluate(FOCUSED)
    assert box_of(page.locator(MAP)) == before
    page.mouse.up()
    page.wait_for_url(f"**{level}=**", timeout=LOADED)
    assert parse_qs(urlsplit(page.url).query)[level] == [code]
    return code


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
def test_the_first_click_opens_the_place_below_it(page, server, demo_frames, size):
    """Random places, down from the city to a grid and again from the top."""
    chance = np.random.default_rng(size["width"])
    page.set_viewport_size(size)
    open_page(page, server, "map")
    frame = map_frame(page)
    levels, parent = iter(LEVELS), None
    for _ in range(PLACES):
        level = next(levels)
        parent = first_click(page, frame, level, outlines_of(demo_frames, level, parent), chance)
        if level == "grid":
            settled(page)
            page.evaluate(TOP)
            page.locator(".st-key-map_trail button").first.click()
            page.wait_for_function("!location.search.includes('street=')", timeout=LOADED)
            levels, parent = iter(LEVELS), None
