"""The search of the map's page."""

from __future__ import annotations

import pandas as pd
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data_access.places.search import LEVELS, PlaceIndex, places_of
from pages.map import search
from tests.data_access.places.test_search import CHAIN
from tests.opening import opened
from ui.maps import feeds
from ui.words.text import catalogue


@pytest.fixture(scope="module")
def city(demo_frames) -> PlaceIndex:
    """The demo city, which has all places of the large one."""
    parents = {"street_offices": None, "communities": "street_office_code", "grids": "community_code"}
    names = pd.concat(
        demo_frames[table][["code", "name"]].assign(
            level=level, parent_code=demo_frames[table][parent] if parent else None
        )
        for level, (table, parent) in zip(LEVELS, parents.items(), strict=False)
    )
    return PlaceIndex(places_of(names, demo_frames["compounds"]))


def test_the_server_answers_in_the_users_words(city):
    def asked(words: str, language: str = "zh") -> dict:
        address = feeds.offer(
            ("places", language),
            lambda look: search.found_places(city, None, catalogue(language), look),
        )
        return TestClient(Starlette(routes=feeds.ROUTES)).get(address, params={"words": words}).json()

    answer = asked("梅庭社区")
    assert answer["places"][0] == ["community", CHAIN["community"], "梅庭社区", "社区（村） · 梅岭街道"]
    assert len(answer["places"]) == search.SHOWN or answer["said"].startswith("找到")
    assert asked("没有这里") == {"places": [], "said": catalogue("zh")["map.find_none"]}
    assert "type more" in asked("m", "en")["said"]


def test_a_compound_of_the_url_is_ringed_in_its_grid(demo_folder, demo_frames, monkeypatch):
    row = demo_frames["compounds"].query(f"grid_code == '{CHAIN['grid']}'").iloc[0]
    app = opened("map", demo_folder, monkeypatch, grid=CHAIN["grid"], compound=row["code"])
    assert app.query_params["compound"] == row["code"]
    assert f"**{row['name']}**" in [line.value for line in app.markdown]
    app.button(key="trail_1").click().run()
    assert app.query_params == {"street": CHAIN["street"]}
    assert "**梅岭街道**" in [line.value for line in app.markdown]


def test_a_compound_that_is_not_known_or_lies_elsewhere_leaves_the_url(demo_folder, demo_frames, monkeypatch):
    app = opened("map", demo_folder, monkeypatch, compound="<b>lost</b>")
    assert "<b>" not in app.warning[0].value
    assert "compound" not in app.query_params
    elsewhere = demo_frames["compounds"].query(f"grid_code != '{CHAIN['grid']}'")["code"].iloc[0]
    app = opened("map", demo_folder, monkeypatch, grid=CHAIN["grid"], compound=elsewhere)
    assert not app.warning
    assert "compound" not in app.query_params


def test_the_trail_leads_up(demo_folder, monkeypatch):
    app = opened("map", demo_folder, monkeypatch, grid=CHAIN["grid"])
    assert [app.button(key=f"trail_{step}").label for step in range(3)] == [
        "晋江市 ›",
        "梅岭街道 ›",
        "梅庭社区 ›",
    ]
    app.button(key="trail_2").click().run()
    assert app.query_params == {name: CHAIN[name] for name in ("street", "community")}
    app.button(key="trail_0").click().run()
    assert app.query_params == {}
    assert "**晋江市**" in [line.value for line in app.markdown]
