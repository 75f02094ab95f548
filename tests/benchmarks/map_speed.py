"""Measure the map page in a real Chromium: bytes on the wire, seconds from a click to the drawn map, frames a second.

    python -m tests.benchmarks.map_speed [--database-url duckdb:////tmp/city] [--cases 10000000] [--clicks 8]

Without a database it builds the demo city with so many cases in a temporary folder: 10 million take a minute or
two and some 2 GB. It starts the app as the README does, behind a proxy that counts every byte in both directions
(web socket included), and prints:

- the bytes of the map page when it is first opened, Streamlit's own application files apart, and of a change of
  the period and of the figure;
- the seconds from the click on a street office to the new areas on the screen, the median of several street
  offices that were not asked for before, and the same for a change of the figure and of the period, each with its
  shares: in the browser before it asks (streamlit-folium waits 250 ms for a second click), in the server until the
  map's message has come, in the network until the outlines have come, and in the browser until all is drawn;
- frames a second while the map is dragged with all grids and all compounds on it.

Seconds depend on the machine and on what else it does; bytes hardly.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import statistics
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Frame, Page, Response, sync_playwright
from sqlalchemy import URL, make_url

from data_access import demo
from tests.browser.driving import FLAGS, LOADED, installed_browser, settled, started

GIGABYTES_FOR_TEN_MILLION = 6  # while it is written
FIGURES = ("办结案件", "按期办结率", "满意率")
PERIODS = ("本季", "本周", "今年")
"""Each once: Streamlit sends what a session has had before by its name alone."""
DRAGS = 6
OWN_FILES = ("/static/", "/component/", "/_stcore/")
"""Files of Streamlit and of streamlit-folium, the same on every page: kept by the browser, not by us."""

WATCH = """
    const now = () => performance.timeOrigin + performance.now();
    const log = (kind) => (window.top.marks = window.top.marks || []).push([kind, now()]);
    window.addEventListener("click", () => log("click"), true);
    window.addEventListener("areas-drawn", () => log("drawn"));
    const get = window.fetch;
    window.fetch = async (...given) => {
        const answer = await get(...given);
        if (String(given[0]).startsWith("/map-data/")) answer.clone().text().then(() => log("fetched"));
        return answer;
    };
    const Socket = window.WebSocket;
    window.WebSocket = class extends Socket {
        constructor(...given) {
            super(...given);
            this.addEventListener("message", (event) => {
                if (event.data instanceof ArrayBuffer
                    && new TextDecoder("latin1").decode(event.data).includes("cityMaps.areas(")) log("answered");
            });
        }
        send(data) { log("asked"); super.send(data); }
    };
"""
"""Notes, in every frame, the moment of each click, question, answer with a map, outlines, and drawing."""

ON_THE_MAP = """([code]) => {
    let found = null;
    window.map.eachLayer((layer) => {
        if (layer.feature && layer.feature.properties.code === code) {
            const at = window.map.latLngToContainerPoint(layer.getCenter());
            found = [at.x, at.y];
        }
    });
    return found;
}"""
CODES = """() => {
    const codes = [];
    window.map.eachLayer((layer) => {
        if (layer.feature && layer.feature.properties.code) codes.push(layer.feature.properties.code);
    });
    return codes;
}"""
SHAPES = """() => {
    const shapes = { areas: 0, points: 0 };
    window.map.eachLayer((layer) => {
        if (layer instanceof L.CircleMarker) shapes.points += 1;
        else if (layer.feature && layer.feature.properties.code) shapes.areas += 1;
    });
    return shapes.points && shapes;
}"""
AT_REST = "() => window.map && !window.map._animatingZoom && !window.map._panAnim?._inProgress"
FRAMES = """() => {
    window.frames_seen = [];
    const note = (at) => { window.frames_seen.push(at); window.frames_on && requestAnimationFrame(note); };
    window.frames_on = true;
    requestAnimationFrame(note);
}"""
STOP = "() => { window.frames_on = false; return window.frames_seen; }"


class Counter:
    """A proxy to one port that counts the bytes that pass."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.passed = 0
        self.port = 0
        self._ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()
        self._ready.wait(10)

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await server.serve_forever()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                self.passed += len(data)
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass  # the browser left
        finally:
            writer.close()


@dataclass
class Wire:
    """What passed over the wire since the last look: all bytes, and those of Streamlit's own files among them."""

    counter: Counter
    page: Page
    before: int = 0
    foreign: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("response", self._note)

    def _note(self, response: Response) -> None:
        if any(part in urlsplit(response.url).path for part in OWN_FILES) and response.status == 200:
            self.foreign.append(response)

    def since(self) -> tuple[int, int]:
        """Return bytes of our pages and of Streamlit's own files since the last call."""
        own = 0
        for response in self.foreign:
            sizes = response.request.sizes()
            own += sizes["responseBodySize"] + sizes["responseHeadersSize"] + sizes["requestHeadersSize"]
        self.foreign.clear()
        passed = self.counter.passed - self.before
        self.before = self.counter.passed
        return passed - own, own


@dataclass(frozen=True)
class Timing:
    """Seconds of one change of the map, in all and by share."""

    total: float
    before: float
    server: float
    network: float
    browser: float


@contextmanager
def database(url: str | None, cases: int) -> Iterator[URL]:
    """Give a case database: the one named, or the demo city with so many cases in a folder of its own."""
    if url:
        yield make_url(url)
        return
    with tempfile.TemporaryDirectory() as folder:
        free = shutil.disk_usage(folder).free / 1e9
        needed = GIGABYTES_FOR_TEN_MILLION * cases / 10_000_000
        if free < needed:
            raise SystemExit(f"{folder} has {free:.1f} GB free, {cases:,} cases need {needed:.1f}")
        built = URL.create("duckdb", database=str(Path(folder) / "city"))
        demo.build(built, cases=cases)
        yield built


def map_frame(page: Page) -> Frame:
    """Return the frame in which the map is."""
    handle = page.wait_for_selector("iframe[title*='st_folium']", timeout=LOADED)
    frame = handle.content_frame() if handle else None
    assert frame, "no map on the page"
    return frame


def marks(page: Page) -> list[tuple[str, float]]:
    """Return what was noted: kind and moment in seconds."""
    return [(kind, at / 1000) for kind, at in page.evaluate("window.marks || []")]


def timed(page: Page, act: Callable[[], None]) -> Timing:
    """Return the seconds from the click of an act to the drawn map at rest."""
    page.evaluate("window.marks = []")
    act()
    page.wait_for_function("() => (window.marks || []).some(([kind]) => kind === 'drawn')", timeout=LOADED)
    frame = map_frame(page)
    frame.wait_for_function(AT_REST, timeout=LOADED)
    rest = page.evaluate("(performance.timeOrigin + performance.now()) / 1000")
    noted = marks(page)
    click = max(at for kind, at in noted if kind == "click")
    drawn = max(at for kind, at in noted if kind == "drawn")
    answered = max(at for kind, at in noted if kind == "answered" and at < drawn)
    asked = min(at for kind, at in noted if kind == "asked" and at > click)
    fetched = max([at for kind, at in noted if kind == "fetched" and answered < at < drawn], default=answered)
    settled(page)
    return Timing(
        max(drawn, rest) - click,
        asked - click,
        answered - asked,
        fetched - answered,
        max(drawn, rest) - fetched,
    )


def told(name: str, timings: list[Timing]) -> None:
    """Print the median of timings and of their shares."""

    def median(part: str) -> float:
        return statistics.median(getattr(timing, part) for timing in timings)

    print(
        f"{name:<34}{median('total'):6.2f} s = before asking {median('before'):.2f} + server {median('server'):.2f}"
        f" + outlines over the network {median('network'):.2f} + drawing {median('browser'):.2f}"
        f"   (n={len(timings)}, slowest {max(timing.total for timing in timings):.2f})",
        flush=True,
    )


def click_place(page: Page, code: str) -> None:
    """Click a place on the map."""
    frame = map_frame(page)
    frame.wait_for_function(ON_THE_MAP, arg=[code], timeout=LOADED)
    x, y = frame.evaluate(ON_THE_MAP, [code])
    box = page.locator("iframe[title*='st_folium']").bounding_box()
    assert box, "the map is not in view"
    page.mouse.click(box["x"] + x, box["y"] + y)


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a select box."""
    box = page.get_by_test_id("stSelectbox").filter(has_text=label).first.locator("input")
    box.scroll_into_view_if_needed()
    page.wait_for_timeout(500)  # a menu closes where its box still scrolls
    box.click()
    page.get_by_role("option", name=option, exact=True).click()


def opened(page: Page, address: str) -> None:
    """Open the map and wait until its areas are drawn."""
    page.goto(address)
    page.wait_for_function("() => (window.marks || []).some(([kind]) => kind === 'drawn')", timeout=LOADED)
    settled(page)


def clicks(page: Page, base: str, count: int) -> None:
    """Print the seconds of clicks on street offices and of changes of figure and period."""
    opened(page, f"{base}/map")
    codes = map_frame(page).evaluate(CODES)[:count]
    drilled = []
    for code in codes:
        drilled.append(timed(page, partial(click_place, page, code)))
        opened(page, f"{base}/map")
    told("click on a street office", drilled)
    told(
        "change of the figure",
        [timed(page, partial(choose, page, "着色指标", name)) for name in FIGURES],
    )
    told(
        "change of the period",
        [timed(page, partial(choose, page, "时间", name)) for name in PERIODS],
    )
    opened(page, f"{base}/map?show=grid")
    told(
        "change of the figure, all grids",
        [timed(page, partial(choose, page, "着色指标", name)) for name in FIGURES],
    )


def payload(page: Page, wire: Wire, base: str) -> None:
    """Print the bytes of the map page at first, and of changes."""
    opened(page, f"{base}/map")
    page.wait_for_timeout(1000)
    first, own = wire.since()
    print(f"bytes at first {first:,} (Streamlit's own files apart: {own:,})")
    for name, act in {
        "of the figure": lambda: choose(page, "着色指标", FIGURES[1]),
        "of the period": lambda: choose(page, "时间", PERIODS[0]),
    }.items():
        timed(page, act)
        print(f"bytes of a change {name}: {wire.since()[0]:,}")
    opened(page, f"{base}/map?show=grid")
    wire.since()
    for name, act in {
        "of the figure": lambda: choose(page, "着色指标", FIGURES[1]),
        "of the period": lambda: choose(page, "时间", PERIODS[0]),
    }.items():
        timed(page, act)
        print(f"bytes of a change {name} with all grids drawn: {wire.since()[0]:,}", flush=True)


def frames(page: Page, base: str) -> None:
    """Print how many frames a second the map shows while it is dragged with everything on it."""
    opened(page, f"{base}/map?show=grid")
    page.get_by_role("button", name="小区", exact=True).click()
    settled(page)
    frame = map_frame(page)
    shapes = frame.wait_for_function(SHAPES, timeout=LOADED).json_value()
    box = page.locator("iframe[title*='st_folium']").bounding_box()
    assert box, "the map is not in view"
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    frame.evaluate(FRAMES)
    for turn in range(DRAGS):
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(1, 31):
            page.mouse.move(x + (step * 6 if turn % 2 else -step * 6), y + step * 3 * (-1) ** turn)
        page.mouse.up()
        page.wait_for_timeout(400)
    seen = frame.evaluate(STOP)
    spans = [(later - earlier) / 1000 for earlier, later in pairwise(seen)]
    rate = len(spans) / sum(spans)
    print(
        f"{shapes['areas']:,} areas and {shapes['points']:,} points: {rate:.0f} frames a second while dragging, "
        f"slowest frame {max(spans) * 1000:.0f} ms"
    )


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database-url", help="a case database that is there already")
    parser.add_argument(
        "--cases", type=int, default=10_000_000, help="cases of the demo city to build otherwise"
    )
    parser.add_argument("--clicks", type=int, default=8, help="street offices to click")
    options = parser.parse_args()
    with (
        database(options.database_url, options.cases) as url,
        started(url) as server,
        sync_playwright() as playwright,
    ):
        counter = Counter(urlsplit(server).port or 0)
        base = f"http://127.0.0.1:{counter.port}"
        browser = playwright.chromium.launch(args=FLAGS, **installed_browser())
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        page.add_init_script(WATCH)
        wire = Wire(counter, page)
        payload(page, wire, base)
        clicks(page, base, options.clicks)
        frames(page, base)
        browser.close()


if __name__ == "__main__":
    main()
