"""What the filter bar is set to, and the ways out of it."""

from __future__ import annotations

import pytest

from tests.opening import opened, turned
from ui.session import state

STREET, OTHER, COMMUNITY = "350582002000", "350582001000", "350582002014"
CHIP = "chip_"


def chips(app) -> list[str]:
    """The keys of the chips shown, in their order."""
    return [button.key for button in app.button if str(button.key).startswith(CHIP)]


def test_nothing_set_shows_no_chip_and_nothing_to_clear(demo_folder, monkeypatch):
    app = opened("overview", demo_folder, monkeypatch)
    assert chips(app) == []
    assert "filters_clear" not in [button.key for button in app.button]


def test_each_value_has_a_chip_that_takes_it_out(demo_folder, monkeypatch):
    """Taking a street office out takes its community out too, and leaves the other."""
    app = opened("overview", demo_folder, monkeypatch, street=[STREET, OTHER], community=COMMUNITY)
    assert chips(app) == [
        f"{CHIP}{state.STREETS}_{STREET}",
        f"{CHIP}{state.STREETS}_{OTHER}",
        f"{CHIP}{state.COMMUNITIES}_{COMMUNITY}",
    ]
    app.button(key=f"{CHIP}{state.STREETS}_{STREET}").click().run()
    assert chips(app) == [f"{CHIP}{state.STREETS}_{OTHER}"]
    assert app.query_params["street"] == OTHER
    assert "community" not in app.query_params


def test_period_and_comparison_have_a_chip_where_they_are_not_the_usual_ones(demo_folder, monkeypatch):
    query = {"from": "2026-05-01", "to": "2026-05-31", "compare": "year"}
    app = opened("overview", demo_folder, monkeypatch, **query)
    assert chips(app) == [f"{CHIP}period", f"{CHIP}compare"]
    app.button(key=f"{CHIP}compare").click().run()
    assert app.selectbox(key=state.COMPARE).value == "previous"
    assert "compare" not in app.query_params
    app.button(key=f"{CHIP}period").click().run()
    assert chips(app) == []
    assert app.selectbox(key=state.PERIOD).value == "last_30_days"


@pytest.mark.parametrize("page", ["overview", "cases", "map"])
def test_one_click_leads_back_to_the_whole_city(page, demo_folder, monkeypatch):
    """From an alert's link too, whatever it narrowed."""
    query = {
        "street": STREET,
        "community": COMMUNITY,
        "from": "2026-05-01",
        "to": "2026-05-31",
        "level": "grid",
        "alert": "overdue",
        "compare": "year",
        "within": "circle:118.57,24.81,3000",
    }
    app = opened(page, demo_folder, monkeypatch, **query)
    app.button(key="filters_clear").click().run()
    assert not app.exception
    assert dict(app.query_params) == {}
    assert chips(app) == []


def test_many_values_share_a_chip(demo_folder, demo_frames, monkeypatch):
    codes = demo_frames["street_offices"]["code"].tolist()
    app = opened("overview", demo_folder, monkeypatch, street=codes)
    assert len(chips(app)) == 7
    app.button(key=f"{CHIP}{state.STREETS}_others").click().run()
    assert len(app.query_params["street"]) == len(chips(app)) == 6


def test_a_filter_that_does_not_count_is_neither_shown_nor_lost(demo_folder, monkeypatch):
    """A category says nothing of elders; back on the overview it is set as before."""
    app = opened("overview", demo_folder, monkeypatch, level="grid")
    turned(app, "elderly")
    assert state.CASE_LEVELS not in [chooser.key for chooser in app.multiselect]
    assert chips(app) == []
    turned(app, "overview")
    assert app.multiselect(key=state.CASE_LEVELS).value == ["grid"]
    assert chips(app) == [f"{CHIP}{state.CASE_LEVELS}_grid"]
