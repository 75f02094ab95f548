"""Each page as it is first met: what is in sight, that nothing moves, that it can be heard, its length on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

from data_access.demo import known
from tests.browser.driving import LOADED, PAGES, settled

pytestmark = pytest.mark.browser

DESK: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}

LANGUAGE = {"desk": "zh", "phone": "en"}
SCHEME: dict[str, Literal["light", "dark"]] = {"desk": "light", "phone": "dark"}

CLOSER: dict[str, ViewportSize] = {
    "desk": {"width": 1024, "height": 768},
    "phone": {"width": 683, "height": 384},
}
"""A narrow desk, and one at 200 %."""

ANSWER_FROM = 520  # pixels from the top, on a desk
PHONE_HEIGHT = 2_500
MOST_SHIFT = 0.05

CHOSEN = {"community": f"&community={known.MEITING}"}
"""What a page shows nothing without."""

BEYOND = ("attention",)
"""Pages that are a list of lines, and no chart, map or table."""

TOPS = """() => {
    const main = document.querySelector("[data-testid=stMain]");
    const top = selector => {
        const seen = [...main.querySelectorAll(selector)].map(element => element.getBoundingClientRect());
        const tops = seen.filter(box => box.width > 40 && box.height > 40).map(box => box.top);
        return tops.length ? Math.min(...tops) + main.scrollTop : null;
    };
    return {
        filters: top(".st-key-filter_bar"),
        figure: top("[data-testid=stMetric]"),
        drawn: top("[data-testid=stVegaLiteChart], iframe[title*=st_folium], [data-testid=stDataFrame], table"),
    };
}"""


NOTE_SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => {
    for (const {startTime, value, hadRecentInput, sources} of list.getEntries()) {
        const moved = sources.map(({node}) => node?.textContent?.slice(0, 20));
        if (!hadRecentInput) window.shifts.push({at: startTime, value, moved});
    }
}).observe({type: "layout-shift", buffered: true});
"""

CUT = """() => {
    const texts = [...document.querySelectorAll(".stApp *")].filter(element =>
        element.textContent.trim() && element.clientWidth > 1 && element.querySelectorAll("*").length < 4
        && !element.closest("svg, [data-testid=stDataFrame], .vega-embed"));
    return texts.filter(element => element.scrollWidth > element.clientWidth + 1
        && ["hidden", "clip"].includes(getComputedStyle(element).overflowX)
        && getComputedStyle(element).clipPath === "none").map(element => element.textContent);
}"""

Sights = dict[str, Any]


def faults(tab: Page) -> list[str]:
    """What axe finds on a page that bars readers: each rule with the first place where it is broken."""
    found = Axe().run(tab, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html']} {one['nodes'][0]['failureSummary']}"
        for one in found
        if one["impact"] in ("serious", "critical") or one["id"] == "heading-order"
    ]


def sight(tab: Page) -> dict[str, Any]:
    """What is met once a page stands: how its parts stand, what moved, how high it is, what axe finds."""
    tab.wait_for_selector("[data-testid=stHeading] h1", timeout=LOADED)
    settled(tab)
    block = tab.locator("[data-testid=stMainBlockContainer]")
    return {
        "tops": tab.evaluate(TOPS),
        "shifts": tab.evaluate("shifts"),
        "width": tab.get_by_test_id("stMain").evaluate("main => main.scrollWidth - main.clientWidth"),
        "height": block.evaluate("block => block.getBoundingClientRect().height"),
        "alerts": tab.locator(".st-key-worst_alerts > :visible").count(),
        "faults": faults(tab),
    }


@pytest.fixture(scope="module")
def sights(browser: Browser, server: str) -> Iterator[dict[str, Sights]]:
    """Each page opened on a light desk in Chinese and a dark phone in English, side by side, until it rests."""
    tabs = {
        name: browser.new_context(viewport=size, color_scheme=SCHEME[name]).new_page()
        for name, size in {"desk": DESK, "phone": PHONE}.items()
    }
    seen: dict[str, Sights] = {name: {} for name in tabs}
    for tab in tabs.values():
        tab.add_init_script(NOTE_SHIFTS)
    for path in PAGES:
        for name, tab in tabs.items():
            asked = f"?lang={LANGUAGE[name]}{CHOSEN.get(path, '')}"
            tab.goto(f"{server}/{path}{asked}", wait_until="commit")
        for name, tab in tabs.items():
            seen[name][path] = sight(tab)
            tab.set_viewport_size(CLOSER[name])
        for name, tab in tabs.items():
            settled(tab)
            seen[name][path]["cut"] = tab.evaluate(CUT)
            tab.set_viewport_size({"desk": DESK, "phone": PHONE}[name])
    yield seen
    for tab in tabs.values():
        tab.context.close()


def largest_shift(shifts: list[dict[str, Any]]) -> float:
    """The largest sum of a session window, as web-vitals defines it: gaps of 1 s at most, 5 s in all."""
    largest = total = 0.0
    begun = last = float("-inf")
    for shift in shifts:
        if shift["at"] - last > 1_000 or shift["at"] - begun > 5_000:
            begun, total = shift["at"], 0.0
        last, total = shift["at"], total + shift["value"]
        largest = max(largest, total)
    return largest


def test_the_answer_is_in_sight(sights):
    """On each page the filters are at the top, and its first figure and first chart, map or table in sight."""
    low = []
    for path, seen in sights["desk"].items():
        tops = seen["tops"]
        assert tops["filters"] == 0, path
        shown = [tops["figure"]] if path in BEYOND else [tops["figure"], tops["drawn"]]
        low += [(path, tops) for top in shown if top is not None and top > ANSWER_FROM]
        low += [(path, tops)] if tops["drawn"] is None and path not in BEYOND else []
    assert not low, low


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_nothing_moves_while_a_page_loads(sights, screen):
    """The cumulative layout shift of every page is at most 0.05."""
    moved = {path: seen["shifts"] for path, seen in sights[screen].items()}
    assert not {path: shifts for path, shifts in moved.items() if largest_shift(shifts) > MOST_SHIFT}


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_every_page_can_be_heard_and_read(sights, screen):
    """axe finds nothing serious on any page: names, languages, order of headings, contrast."""
    assert not {path: seen["faults"] for path, seen in sights[screen].items() if seen["faults"]}


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_no_page_is_wider_than_its_screen(sights, screen):
    assert not {path: seen["width"] for path, seen in sights[screen].items() if seen["width"]}


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_nothing_is_cut(sights, screen):
    """No word is cut on a desk of 1024 px, nor on one at 200 %."""
    assert not {path: seen["cut"] for path, seen in sights[screen].items() if seen["cut"]}


def test_the_overview_is_short_on_a_phone(sights):
    """Figures stand three in a row and three alerts are told, so that a thumb has not far to go."""
    assert sights["phone"][""]["height"] <= PHONE_HEIGHT
    assert sights["phone"][""]["alerts"] == 3
