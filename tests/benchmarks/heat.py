"""Measure the heatmap: what is sent, how long the database takes, and from click to drawn in a real Chromium.

    python -m tests.benchmarks.heat DATABASE_URL [--rounds 5]

The database is one of `python -m data_access demo`. Bytes are compressed; seconds depend on the machine.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import date
from functools import partial

from playwright.sync_api import FrameLocator, Page, sync_playwright
from sqlalchemy import make_url

from data_access import heatmap
from data_access.database.identity import read_dataset
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.database.url import database_url
from data_access.places import areas
from data_access.selection import Selection
from tests.browser.driving import FLAGS, installed_browser, started
from ui.maps import heat_layer
from ui.maps.feeds import Look
from ui.maps.ground import Box, box_of
from ui.panels import heat
from ui.panels.heat import Question
from ui.session.source import Source

PERIODS = {
    "month": Selection(date(2026, 6, 1), date(2026, 7, 1)),
    "year": Selection(date(2025, 7, 1), date(2026, 7, 1)),
}
ZOOMS = (10.5, 12, 13.5, 15, 17)
SCREEN = (1100, 800)  # pixels, more than a desk's map with what is asked around it
WAIT = 30_000
YEAR = "from=2025-07-01&to=2026-06-30"


def look(zoom: float) -> Box:
    """Return the box that a screen shows of the densest part of the demo city at a zoom."""
    across, up = (360 * pixels / 256 / 2**zoom for pixels in SCREEN)
    return Box(118.58 - across / 2, 24.8 - up / 2, 118.58 + across / 2, 24.8 + up / 2)


def timed(work: Callable[[], dict]) -> tuple[int, float]:
    """Return the compressed bytes of an answer and the seconds it took."""
    begun = time.perf_counter()
    answer = work()
    taken = time.perf_counter() - begun
    return heat_layer.compressed_bytes(answer), taken


def answers(source: Source) -> None:
    """Print bytes and seconds of the first drawing, of closer zooms, and of the player's frames."""
    for period, selection in PERIODS.items():
        city = box_of(list(read(source.engine, areas.outlines(selection, "street_office"))["outline"]))
        assert city is not None
        shown = heat.around(city)
        for weight in heatmap.WEIGHTS:
            question = Question(selection, weight, source.dataset.as_of, round(city.centre[0], 1))
            drawn = heat.heat_of(source, question, shown, city.zoom())
            told = {"first": timed(drawn.answer)}
            feed = heat.answer(source, question, drawn)
            for zoom in ZOOMS:
                told[f"{zoom:g}"] = timed(partial(feed, Look(look(zoom), zoom)))
            for step in heatmap.STEPS:
                starts = heatmap.frame_starts(selection, step)
                told[step] = timed(
                    partial(heat.frames_of, source, question, step, starts, shown, city.zoom())
                )
            words = "  ".join(
                f"{name} {size / 1000:.0f} kB {taken:.2f} s" for name, (size, taken) in told.items()
            )
            print(f"{period:<6}{weight:<13}{words}", flush=True)


def drawn_after(page: Page, click: Callable[[], object], told: Callable[[], str]) -> float:
    """Return the seconds from a click until what is told of the map has changed and is painted."""
    before, begun = told(), time.perf_counter()
    click()
    while told() == before:
        page.wait_for_timeout(10)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return time.perf_counter() - begun


def in_browser(url: str, rounds: int) -> None:
    """Print the median seconds from click to drawn, for a closer zoom, another measure, and another mode."""
    with started(make_url(url)) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(args=FLAGS, **installed_browser())
        for period in ("", YEAR):
            taken: dict[str, list[float]] = {}
            for turn in range(rounds):
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                page.goto(f"{base}/heatmap?{period}")
                clicks(page, page.frame_locator("iframe[title*='st_folium']"), taken, turn)
                page.close()
            words = "  ".join(f"{name} {statistics.median(each):.2f} s" for name, each in taken.items())
            print(f"click to drawn, {'year' if period else 'month'}: {words}", flush=True)
        browser.close()


def clicks(page: Page, frame: FrameLocator, taken: dict[str, list[float]], turn: int) -> None:
    """Click through one page, and note the seconds of each click."""
    canvas, heading = frame.locator("canvas[data-metres]"), frame.locator(".map-panel b")
    canvas.wait_for(timeout=WAIT)
    page.wait_for_timeout(2500)

    def note(name: str, click: Callable[[], object], told: Callable[[], str]) -> None:
        taken.setdefault(name, []).append(drawn_after(page, click, told))
        page.wait_for_timeout(1500)

    zoom = frame.locator(".leaflet-control-zoom-in")
    for _ in range(1 + turn % 3):  # to a zoom that this server has not answered yet
        zoom.click()
        page.wait_for_timeout(1000)

    def metres() -> str:
        return str(canvas.get_attribute("data-metres"))

    note("zoom", lambda: zoom.click(modifiers=["Shift"]), metres)

    def mode(name: str) -> Callable[[], object]:
        return page.get_by_role("radio", name=name).click

    note("difference", mode("对比"), heading.first.inner_text)
    note("replay", mode("回放"), lambda: str(frame.locator(".heat-player button:enabled").count()))


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("url")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    engine = reading_engine(database_url(options.url))
    dataset = read_dataset(engine)
    answers(Source(options.url, engine, dataset))
    engine.dispose()
    in_browser(options.url, options.rounds)


if __name__ == "__main__":
    main()
