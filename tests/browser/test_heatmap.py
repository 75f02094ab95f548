"""The heatmap in a real Chromium: its densities, its zoom and its player."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data_access.places.cells import Cells
from tests.browser.driving import LOADED, open_page, settled
from tests.house.code import ROOT
from ui.maps.heat_layer import Heat
from ui.maps.heat_picture import density_at
from ui.maps.heat_scale import density_scale

pytestmark = pytest.mark.browser


def test_the_browser_draws_the_densities_that_are_printed(browser):
    rng = np.random.default_rng(5)
    cells = Cells(512, 24.7)
    rows = pd.DataFrame({"x": 23000 + rng.permutation(40), "y": 5300 + rng.integers(0, 12, 40)})
    bins, people = rows.assign(value=range(1, 41)), rows.assign(residents=rng.integers(1, 400, 40))
    x = np.linspace(22995 * cells.width, 23045 * cells.width, 70)
    y = np.linspace(5295 * cells.height, 5317 * cells.height, 50)
    tab = browser.new_page()
    tab.add_script_tag(path=ROOT / "assets" / "maps" / "heat.js")
    for residents in (None, people):
        heat = Heat(cells, bins.sort_values(["y", "x"]), density_scale(10), residents)
        expected = density_at(heat, x, y)
        drawn = tab.evaluate(
            "([answer, x, y]) => Array.from(cityMaps.heatDensities(answer, answer.values, x, y))",
            [heat.answer(), x.tolist(), y.tolist()],
        )
        assert np.nanmax(expected) > 1
        np.testing.assert_allclose(np.array(drawn).reshape(50, 70), expected, rtol=1e-6, atol=1e-9)
    tab.close()


def test_the_heatmap_follows_the_zoom_and_its_legend_with_it(page, server):
    open_page(page, server, "heatmap")
    frame = page.frame_locator("iframe[title*='st_folium']")
    canvas, legend = frame.locator("canvas[data-metres]"), frame.locator(".map-panel")
    canvas.wait_for(timeout=LOADED)
    first, words = int(canvas.get_attribute("data-metres")), legend.inner_text()
    assert f"{first:,}" in words
    with page.expect_response(lambda answer: "/map-data/" in answer.url) as waiting:
        frame.locator(".leaflet-control-zoom-in").click(modifiers=["Shift"])
    assert waiting.value.ok
    closer = frame.locator(f"canvas[data-metres]:not([data-metres='{first}'])")
    closer.wait_for(timeout=LOADED)
    assert int(closer.get_attribute("data-metres")) < first
    assert legend.inner_text() != words
    assert frame.locator("canvas").first.evaluate(
        "one => one.getContext('2d').getImageData(0, 0, one.width, one.height).data.some((byte) => byte > 0)"
    )


def test_the_player_runs_by_keys_without_asking_the_server(page, server):
    open_page(page, server, "heatmap?heat=replay&step=hour")
    frame = page.frame_locator("iframe[title*='st_folium']")
    frame.locator(".heat-player button:enabled").wait_for(timeout=LOADED)
    label, slider = frame.locator(".heat-player output"), frame.locator(".heat-player input")
    assert label.inner_text().startswith("00:00–01:00")
    settled(page)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert label.inner_text().startswith("01:00–02:00")
    assert slider.get_attribute("aria-valuetext").startswith("01:00–02:00")
    frame.get_by_label("速度").select_option("4")
    frame.get_by_role("button", name="播放").press("Space")
    page.wait_for_timeout(1200)
    frame.get_by_role("button", name="暂停").press("Space")
    stopped = label.inner_text()
    assert stopped[:2] > "02"
    page.wait_for_timeout(700)
    assert label.inner_text() == stopped
    assert asked == []
