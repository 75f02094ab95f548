"""Clicks on the heatmap in a real Chromium: its cells are no places, so nothing opens."""

from __future__ import annotations

import numpy as np
import pytest

from tests.browser.driving import box_of, open_page, settled
from tests.browser.test_first_click import MAP, SIZES
from tests.browser.test_map_ground import map_frame

pytestmark = pytest.mark.browser

CLICKS = 10


def test_a_click_on_the_heatmap_leaves_the_view(page, server):
    """A click neither narrows the page nor leaves it, and the page does not scroll."""
    open_page(page, server, "heatmap")
    map_frame(page)
    address = page.url
    chance = np.random.default_rng(0)
    for size in SIZES:
        page.set_viewport_size(size)
        settled(page)
        box = box_of(page.locator(MAP))
        for _ in range(CLICKS):
            east, south = chance.uniform(0.1, 0.9, 2)
            page.mouse.click(box["x"] + east * box["width"], box["y"] + south * box["height"])
        settled(page)
        assert page.url == address
        assert box_of(page.locator(MAP)) == box
