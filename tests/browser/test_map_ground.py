"""The ground of maps in a real Chromium: names that keep apart, and tiles that lie where they belong."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from PIL import Image
from pyproj import Geod

from data_access.loading.coordinates import GCJ_02, gcj02_of_wgs84
from tests.browser.driving import DESK, LOADED, open_page
from tests.serving import started_together
from ui.maps import assets

pytestmark = pytest.mark.browser

NAMES = """() => {
    const frame = document.querySelector('.leaflet-container').getBoundingClientRect();
    const boxes = [...document.querySelectorAll('.place-name')].map(name => name.getBoundingClientRect());
    const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
    const inside = box => box.left >= frame.left && box.right <= frame.right
        && box.top >= frame.top && box.bottom <= frame.bottom;
    return {
        names: [...document.querySelectorAll('.place-name')].map(name => name.textContent),
        touching: boxes.some((a, i) => boxes.some((b, j) => i < j && !apart(a, b))),
        inside: boxes.every(inside),
    };
}"""
TILE = """() => {
    const frame = document.querySelector('.leaflet-container').getBoundingClientRect();
    const tile = document.querySelector('img.leaflet-tile-loaded');
    if (!tile) return null;
    const box = tile.getBoundingClientRect();
    const corner = map.containerPointToLatLng([box.left - frame.left, box.top - frame.top]);
    return [tile.src, corner.lng, corner.lat, map.getZoom()];
}"""
ALL_TILES = "() => !document.querySelector('img.leaflet-tile:not(.leaflet-tile-loaded)')"
THERE_AND_BACK = """points => points.map(([lng, lat]) => {
    const there = cityMaps.gcj02OfWgs84({lat, lng}), back = cityMaps.wgs84OfGcj02({lat, lng});
    const pixel = L.CRS.GCJ02.pointToLatLng(L.CRS.GCJ02.latLngToPoint(L.latLng(lat, lng), 18), 18);
    return [there.lng, there.lat, back.lng, back.lat, pixel.lng, pixel.lat];
})"""


def map_frame(page):
    """The frame that holds the page's only map, once it is drawn."""
    page.frame_locator("iframe[title*='st_folium']").locator("canvas").first.wait_for(timeout=LOADED)
    frame = page.locator("iframe[title*='st_folium']").element_handle().content_frame()
    frame.wait_for_function("() => document.querySelectorAll('.place-name').length > 0", timeout=LOADED)
    return frame


def metres_apart(one, other) -> float:
    return float(np.max(Geod(ellps="WGS84").inv(*one, *other)[2]))


def test_names_of_places_keep_apart_and_in_the_window(page, server, demo_frames):
    open_page(page, server, "map")
    frame = map_frame(page)
    streets = set(demo_frames["street_offices"]["name"])
    assert set(frame.evaluate(NAMES)["names"]) == streets
    for zoom, shift in ((10.5, 0), (12.25, 130), (13.75, -90)):
        frame.evaluate(
            f"void map.setZoom({zoom}, {{animate: false}}).panBy([{shift}, 40], {{animate: false}})"
        )
        frame.wait_for_timeout(300)
        seen = frame.evaluate(NAMES)
        assert not seen["touching"]
        assert seen["inside"]
        assert set(seen["names"]) <= streets
        assert len(seen["names"]) == len(set(seen["names"])) > 1


def test_a_place_that_is_seen_in_part_keeps_its_name(page, server, demo_frames):
    open_page(page, server, "map")
    frame = map_frame(page)
    town = demo_frames["street_offices"].set_index("name").loc["安海镇"]
    beside = town["longitude"] + 0.04  # 4 km, a little more than half the window
    frame.evaluate(f"void map.setView([{town['latitude']}, {beside}], 14, {{animate: false}})")
    frame.wait_for_timeout(300)
    seen = frame.evaluate(NAMES)
    assert not frame.evaluate(f"map.getBounds().contains([{town['latitude']}, {town['longitude']}])")
    assert "安海镇" in seen["names"]
    assert seen["inside"]


def test_a_street_office_is_named_above_its_communities(page, server):
    open_page(page, server, "map?street=350582001000")
    frame = map_frame(page)
    assert frame.locator(".place-name.street", has_text="青阳街道").count() == 1
    assert frame.locator(".place-name.place").count() >= 10
    assert not frame.evaluate(NAMES)["touching"]


def test_the_projection_of_gcj02_is_that_of_the_loading(browser, capsys):
    """Over the city's box, both ways, against the functions by which files are loaded."""
    tab = browser.new_page()
    for name in ("leaflet.js", "projection.js"):
        tab.add_script_tag(content=assets.CONTENT[name])
    longitudes, latitudes = (
        grid.ravel() for grid in np.meshgrid(np.linspace(118.3, 118.8, 60), np.linspace(24.4, 25, 60))
    )
    points = np.column_stack([longitudes, latitudes])
    told = np.array(tab.evaluate(THERE_AND_BACK, points.tolist())).T
    tab.close()
    there = metres_apart(told[:2], gcj02_of_wgs84(longitudes, latitudes))
    back = metres_apart(told[2:4], GCJ_02.to_wgs84(longitudes, latitudes))
    drawn = metres_apart(told[4:], (longitudes, latitudes))
    with capsys.disabled():
        print(
            f"\nGCJ-02 in the browser: {there:.1e} m there, {back:.1e} m back, {drawn:.1e} m drawn and read"
        )
    assert max(there, back, drawn) < 0.01
    assert metres_apart(told[:2], (longitudes, latitudes)) > 300


@contextmanager
def tile_server(answers: bool) -> Iterator[str]:
    """A server of plain tiles, or one that has none, and its address."""
    picture = io.BytesIO()
    Image.new("RGB", (256, 256), "#00ff00").save(picture, "PNG")

    class Tiles(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if answers else 404)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(picture.getvalue() if answers else b"")

        def log_message(self, *_):
            """Keep the tests' output free of requests."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


def corner_of(src: str, system: str) -> tuple[float, float]:
    """Longitude and latitude (WGS-84) of a tile's north-western corner, by the formulas of its system."""
    level, column, row = (int(part) for part in src.split("/")[-3:])
    if system == "EPSG:4490":
        return column * 360 / 2**level - 180, 90 - row * 360 / 2**level
    if system == "EPSG:4326":
        return column * 180 / 2**level - 180, 90 - row * 180 / 2**level
    x, y = column * 360 / 2**level - 180, np.pi * (1 - 2 * row / 2**level)
    latitude = float(np.degrees(np.arctan(np.sinh(y))))
    if system == "GCJ-02":
        longitudes, latitudes = GCJ_02.to_wgs84(np.array([x]), np.array([latitude]))
        return float(longitudes[0]), float(latitudes[0])
    return x, latitude


SYSTEMS = ("EPSG:3857", "EPSG:4490", "EPSG:4326", "GCJ-02")


def tiles_of(host: str, system: str = "") -> dict[str, str]:
    """The settings of a server whose maps lie on the tiles of a host."""
    own = {"MAP_TILES_URL": f"{host}/{{z}}/{{x}}/{{y}}", "MAP_TILES_ATTRIBUTION": "天地图 <审图号>"}
    return own | ({"MAP_TILES_CRS": system} if system else {})


@pytest.fixture(scope="module")
def with_tiles(demo_folder) -> Iterator[dict[str, str]]:
    """The app's address by the system of its tiles; the last, without a name, has tiles that do not answer."""
    with tile_server(answers=True) as host, tile_server(answers=False) as silent:
        settings = [*(tiles_of(host, system) for system in SYSTEMS), tiles_of(silent)]
        with started_together(demo_folder, settings) as bases:
            yield dict(zip((*SYSTEMS, ""), bases, strict=True))


@pytest.mark.parametrize("system", SYSTEMS)
def test_tiles_lie_where_they_belong(browser, with_tiles, system):
    tab = browser.new_page(viewport=DESK)
    open_page(tab, with_tiles[system], "map?street=350582001000")
    frame = map_frame(tab)
    frame.evaluate("void map.setZoom(16, {animate: false})")
    frame.wait_for_function(f"() => ({TILE})()", timeout=LOADED)
    frame.wait_for_function(ALL_TILES, timeout=LOADED)
    src, longitude, latitude, zoom = frame.evaluate(TILE)
    assert zoom == 16
    expected = corner_of(src, system)
    assert metres_apart((longitude, latitude), expected) < 2  # a pixel is 2 m
    assert frame.locator(".leaflet-control-attribution").inner_text() == "天地图 <审图号>"
    tab.close()


def test_where_no_tile_answers_the_land_is_seen(browser, with_tiles):
    tab = browser.new_page(viewport=DESK)
    open_page(tab, with_tiles[""], "map")
    frame = map_frame(tab)
    frame.wait_for_timeout(1000)
    assert frame.locator("img.leaflet-tile-loaded").count() == 0
    drawn = (
        "document.querySelector('.leaflet-land-pane canvas').getContext('2d').getImageData(0, 0, 900, 500)"
    )
    assert frame.evaluate(f"{drawn}.data.some(part => part > 0)")
    tab.close()
