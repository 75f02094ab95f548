"""The page of hot and cold spots."""

from __future__ import annotations

import pytest

from data_access import hotspots
from data_access.database.reading import read
from data_access.places import neighbourhoods
from tests.data_access.hotspots.test_hotspots import JUDGED, MONTHS
from tests.opening import opened
from ui.words.text import catalogue


@pytest.mark.parametrize("unit", ["community", "grid", "hexagon"])
def test_the_page_tells_what_was_judged(demo_folder, demo_frames, monkeypatch, unit):
    app = opened("hotspots", demo_folder, monkeypatch, areas=unit)
    assert not app.error
    said = " ".join(item.value for item in app.caption)
    assert "2025-07至2026-06十二个整月" in said
    if unit != "hexagon":
        number = len(demo_frames[{"community": "communities", "grid": "grids"}[unit]])
        assert f"全市{number:,}个" in said
    assert (app.query_params.get("areas") or ["grid"]) in ([unit], unit)


def test_hot_hexagons_hold_more_cases_and_are_told_in_words(demo_folder, demo_engine, monkeypatch):
    squares = read(demo_engine, hotspots.by_square(JUDGED["city"]))
    judged = hotspots.judge_hexagons(squares, squares, MONTHS)
    hot = judged.found.query("kind == 'hot'")["code"]
    totals = (
        neighbourhoods.into_hexagons(squares, hotspots.SQUARE_DEGREES).set_index("code")[MONTHS].sum(axis=1)
    )
    assert len(hot)
    assert totals[hot].median() > 2 * totals.drop(hot).median()
    app = opened("hotspots", demo_folder, monkeypatch, areas="hexagon")
    words = " ".join(item.value for item in app.markdown)
    pattern = judged.found["pattern"].iloc[0]
    assert catalogue("zh")[f"hotspots.hot.{pattern}"] in words


def test_the_page_says_where_it_cannot_judge(boston_url, monkeypatch):
    app = opened("hotspots", boston_url.render_as_string(hide_password=False), monkeypatch, lang="en")
    assert any("needed to judge" in note.value or "can be judged" in note.value for note in app.info)
