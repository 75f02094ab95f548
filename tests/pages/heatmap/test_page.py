"""The page of the heatmap follows its URL."""

from __future__ import annotations

import pytest

from tests.opening import opened
from ui.session import state


@pytest.mark.parametrize(
    "query",
    [
        {"heat": "replay", "step": "hour", "measure": "days"},
        {"heat": "replay", "step": "month", "measure": "residents", "lang": "en"},
        {"heat": "difference", "measure": "dissatisfied", "compare": "year"},
        {"heat": "difference", "compare": "350582001000"},  # a place, which other pages compare with
    ],
)
def test_the_url_opens_what_it_names(query, demo_folder, monkeypatch):
    app = opened("heatmap", demo_folder, monkeypatch, **query)
    assert not app.warning
    assert app.session_state[state.HEAT] == query["heat"]
    assert app.session_state[state.HEAT_WEIGHT] == query.get("measure", "count")
    kept = {name: app.query_params.get(name) for name in ("heat", "measure", "compare")}
    assert kept == {name: query.get(name) for name in kept}


def test_a_period_without_the_frames_asked_for_falls_back_without_a_word(demo_folder, monkeypatch):
    days = {"from": "2026-06-01", "to": "2026-06-10"}
    app = opened("heatmap", demo_folder, monkeypatch, heat="replay", step="month", **days)
    assert not app.warning
    assert app.session_state[state.HEAT_STEP] == "day"


def test_what_the_url_does_not_know_is_said(demo_folder, monkeypatch):
    app = opened("heatmap", demo_folder, monkeypatch, heat="smoke`<b>")
    assert "smoke" in app.warning[0].value
    assert app.session_state[state.HEAT] == "density"
