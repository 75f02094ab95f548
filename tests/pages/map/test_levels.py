"""The level of places that the map draws, and what a draw carries to the browser."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.opening import opened
from ui.session import state

STREET = "350582001000"


def drawn(app: AppTest) -> dict[str, Any]:
    """The data of the map's layer of places, as the browser gets it."""
    sent = json.loads(app.get("component_instance")[0].proto.json_args)["feature_group"]
    found = re.search(r"cityMaps\.areas\((.*?)\)\.addTo", sent)
    assert found is not None
    return json.loads(found[1])


def places(frames, table: str, within: str = "") -> int:
    known = frames[table].dropna(subset=["outline"])
    return int(known["code"].str.startswith(within).sum())


@pytest.mark.parametrize(
    ("query", "table", "within"),
    [
        ({}, "street_offices", ""),
        ({"show": "community"}, "communities", ""),
        ({"show": "grid"}, "grids", ""),
        ({"show": "nonsense"}, "street_offices", ""),
        ({"show": "street_office", "street": STREET}, "communities", STREET[:9]),
        ({"show": "grid", "street": STREET}, "grids", STREET[:9]),
    ],
)
def test_the_url_says_which_level_is_drawn(query, table, within, demo_folder, demo_frames, monkeypatch):
    app = opened("map", demo_folder, monkeypatch, **query)
    assert len(drawn(app)["rows"]) == places(demo_frames, table, within) > 0


def test_the_choice_of_a_level_reaches_the_url(demo_folder, monkeypatch):
    app = opened("map", demo_folder, monkeypatch, street=STREET)
    levels = app.segmented_control(key=state.SHOWN_LEVEL)
    assert levels.value == "community"
    levels.set_value("grid").run()
    assert app.query_params["show"] == "grid"
    app.segmented_control(key=state.SHOWN_LEVEL).set_value("community").run()
    assert "show" not in app.query_params


def test_one_level_leaves_nothing_to_choose(demo_folder, monkeypatch):
    app = opened("map", demo_folder, monkeypatch, street=STREET, community="350582001017")
    levels = app.segmented_control(key=state.SHOWN_LEVEL)
    assert (levels.value, levels.disabled) == ("grid", True)


def test_outlines_are_offered_ahead_under_the_address_that_the_click_will_ask(demo_folder, monkeypatch):
    ahead = drawn(opened("map", demo_folder, monkeypatch))["ahead"]
    assert ahead[STREET] == drawn(opened("map", demo_folder, monkeypatch, street=STREET))["outlines"]
    assert drawn(opened("map", demo_folder, monkeypatch, show="grid"))["ahead"] == {}


def test_another_figure_or_period_asks_for_no_new_outlines(demo_folder, monkeypatch):
    app = opened("map", demo_folder, monkeypatch)
    before = drawn(app)
    other = drawn(opened("map", demo_folder, monkeypatch, **{"from": "2026-01-01", "to": "2026-03-31"}))
    assert other["outlines"] == before["outlines"]
    assert other["rows"] != before["rows"]
