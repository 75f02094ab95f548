"""What each page shows before anybody scrolls, on a small screen; and how long the overview is on a phone."""

from __future__ import annotations

import pytest

from data_access.demo import known
from tests.browser.driving import PAGES, open_page, settled

pytestmark = pytest.mark.browser

ANSWER_FROM = 520  # pixels from the top, on a screen of 1366 × 768
PHONE_HEIGHT = 2_500

CHOSEN = {"community": f"?community={known.MEITING}"}
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


def test_the_answer_is_in_sight(page, server):
    """On each page the filters are at the top, and its first figure and first chart, map or table in sight."""
    low = []
    for path in PAGES:
        page.set_viewport_size({"width": 1366, "height": 768})
        open_page(page, server, path + CHOSEN.get(path, ""))
        tops = page.evaluate(TOPS)
        assert tops["filters"] == 0, path
        shown = [tops["figure"]] if path in BEYOND else [tops["figure"], tops["drawn"]]
        low += [(path, tops) for top in shown if top is not None and top > ANSWER_FROM]
        low += [(path, tops)] if tops["drawn"] is None and path not in BEYOND else []
    assert not low, low


def test_the_overview_is_short_on_a_phone(page, server):
    """Figures stand three in a row and three alerts are told, so that a thumb has not far to go."""
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, server)
    settled(page)
    block = page.locator("[data-testid=stMainBlockContainer]")
    assert block.bounding_box()["height"] <= PHONE_HEIGHT
    assert page.locator(".st-key-worst_alerts > :visible").count() == 3
