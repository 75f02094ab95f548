"""The compound that the URL names, ringed on the map, and the trail that leads up from it."""

from __future__ import annotations

from tests.data_access.places.test_search import CHAIN
from tests.opening import opened


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
