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

SIZES: tuple[ViewportSize, ...] = (
    DESK,
    {"width": 1440, "height": 760},
    {"width": 1366, "height": 768},
    {"width": 390, "height": 844},
)
PLACES = {"street": 4, "community": 3, "grid": 3}
SPOTS = 10
FLIGHTS = 80
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
# Where a place of the earth lies on the map, and the degrees that a pixel there is wide.
PIXEL = """place => {
    const at = map.latLngToContainerPoint(place), beside = map.containerPointToLatLng([at.x + 1, at.y]);
    return [at.x, at.y, beside.lng - place[1]];
}"""
# From here on what a click tells the app is kept here, until it is let go.
HOLD = """() => {
    window.told = [];
    window.send ??= Streamlit.setComponentValue;
    Streamlit.setComponentValue = value => {
        window.held = value;
        told.push(value.last_active_drawing.properties.code);
    };
}"""
LET_GO = "(Streamlit.setComponentValue = send)(held)"
# The places that a click opens.
OPENED = """() => {
    const found = [];
    map.eachLayer(({feature, options}) => { if (feature && options.interactive) found.push(feature.properties.code); });
    return found;
}"""
# A map that shows one box flies to another and is clicked on the way, in the middle of what is seen of the places: what
# lies there at that moment, the degrees that a pixel there is wide, and what the app is told; null where none is seen.
FLOWN = """async ([here, there, wait]) => {
    map.fitted = undefined;
    cityMaps.fit(here).addTo(map).remove();
    const flight = cityMaps.fit(there).addTo(map);
    await new Promise(resolve => setTimeout(resolve, wait));
    const frame = map.getContainer().getBoundingClientRect();
    const drawn = map.getPane("overlayPane").querySelector("canvas").getBoundingClientRect();
    const clientX = (Math.max(frame.left, drawn.left) + Math.min(frame.right, drawn.right)) / 2;
    const clientY = (Math.max(frame.top, drawn.top) + Math.min(frame.bottom, drawn.bottom)) / 2;
    const target = document.elementFromPoint(clientX, clientY);
    for (const type of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"]) {
        const Kind = type.startsWith("pointer") ? PointerEvent : MouseEvent;
        target?.dispatchEvent(new Kind(type, {bubbles: true, view: window, clientX, clientY}));
    }
    const [at, beside] = [0, 1].map(x => map.containerPointToLatLng([clientX - frame.left + x, clientY - frame.top]));
    flight.remove();
    return target?.tagName === "CANVAS" ? [at.lng, at.lat, beside.lng - at.lng, told.splice(0)] : null;
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


def inside(page, frame, outlines: Mapping[str, BaseGeometry], chance) -> tuple[float, float, Any]:
    """A random point in the window of a random one of the places, which may be small, and that place's code."""
    box, codes = box_of(page.locator(MAP)), list(outlines)
    for _ in range(400):
        code = codes[int(chance.integers(len(codes)))]
        west, south, east, north = outlines[code].bounds
        at = Point(chance.uniform(west, east), chance.uniform(south, north))
        x, y, pixel = frame.evaluate(PIXEL, [at.y, at.x])
        if outlines[code].buffer(-pixel).contains(at) and box["y"] + y < page.viewport_size["height"] - 20:
            return box["x"] + x, box["y"] + y, code
    raise AssertionError("no place in the window")


def stands(page, frame, outlines: Mapping[str, BaseGeometry]) -> None:
    """Wait until these places are drawn and the map stands; from here on no click reaches the app."""
    settled(page)
    frame.wait_for_function(STANDS, arg=list(outlines), timeout=LOADED, polling=50)
    frame.evaluate(HOLD)


def first_click(page, frame, outlines: Mapping[str, BaseGeometry], chance, found=spot_in) -> str:
    """Click a random place of a map that has no focus on a page at its top; the code that is told to the app."""
    frame.evaluate(UNTOUCHED)
    page.evaluate(TOP)
    x, y, code = found(page, frame, outlines, chance)
    before = box_of(page.locator(MAP))
    page.mouse.move(x, y)
    page.mouse.down()
    page.wait_for_timeout(60)
    assert frame.evaluate(FOCUSED)
    assert box_of(page.locator(MAP)) == before
    page.mouse.up()
    frame.wait_for_function("() => told.length", timeout=LOADED)
    assert frame.evaluate("told.splice(0)") == [code]
    return code


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size['width']}×{size['height']}")
def test_the_first_click_opens_the_place_below_it(page, server, demo_frames, size):
    """Ten random places, some of each level; of each level the last is opened."""
    chance = np.random.default_rng(size["width"])
    page.set_viewport_size(size)
    open_page(page, server, "map")
    frame, parent = map_frame(page), None
    for level, places in PLACES.items():
        outlines = outlines_of(demo_frames, level, parent)
        stands(page, frame, outlines)
        for _ in range(places):
            parent = first_click(page, frame, outlines, chance)
        frame.evaluate(LET_GO)
        page.wait_for_url(f"**{level}=**", timeout=LOADED)
        assert parse_qs(urlsplit(page.url).query)[level] == [parent]


def test_the_first_click_on_a_hot_spot_opens_its_cases(page, server, demo_frames):
    """Ten random ones on each size of window; the last is opened."""
    chance = np.random.default_rng(0)
    communities = outlines_of(demo_frames, "community", None)
    for size in SIZES:
        page.set_viewport_size(size)
        open_page(page, server, "hotspots?areas=community")
        frame = map_frame(page)
        frame.wait_for_function(f"() => ({OPENED})().length", timeout=LOADED)
        spots = {code: communities[code] for code in frame.evaluate(OPENED)}
        stands(page, frame, spots)
        codes = [first_click(page, frame, spots, chance, inside) for _ in range(SPOTS)]
        assert len(set(codes)) > 1
    frame.evaluate(LET_GO)
    page.wait_for_url("**/cases?**", timeout=LOADED)
    asked = parse_qs(urlsplit(page.url).query)
    assert (asked["community"], asked["list"]) == (codes[-1:], ["reported"])


def test_a_click_while_the_map_flies_opens_the_place_below_it(page, server, demo_frames):
    """It stops the map where it is seen: what is found under the pointer is what is drawn there."""
    chance = np.random.default_rng(0)
    open_page(page, server, "map")
    frame = map_frame(page)
    outlines = outlines_of(demo_frames, "street", None)
    stands(page, frame, outlines)
    opened = 0
    for _ in range(FLIGHTS):
        here, there = (outlines[code].bounds for code in chance.choice(list(outlines), 2, replace=False))
        if seen := frame.evaluate(FLOWN, [here, there, chance.uniform(200, 600)]):
            longitude, latitude, pixel, told = seen
            near = Point(longitude, latitude).buffer(CLEAR * pixel)
            if not any(shape.boundary.intersects(near) for shape in outlines.values()):
                assert told == [code for code, shape in outlines.items() if shape.contains(near)]
            opened += len(told)
    assert opened
