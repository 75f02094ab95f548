"""All pages of cities that are nothing like the demo city; `python -m tests.cities` opens each page of 200."""

from __future__ import annotations

import numpy as np
import pytest

from tests.cities.making import made
from tests.cities.opening import city_at, differing, faults_of
from tests.cities.sums import card, overview
from tests.cities.traits import EXTREMES, OPTIONAL, span_of, traits_of
from tests.opening import PAGES, opened
from tests.walk.reading import read_page
from ui.words.text import catalogue

CITIES = 24
PAGES_OF_EACH = 1
WORDS = catalogue("zh")


def pages_of(seed: int) -> list[str]:
    """Some of the pages, each of which comes up in fifteen cities."""
    return [PAGES[(PAGES_OF_EACH * seed + at) % len(PAGES)] for at in range(PAGES_OF_EACH)]


@pytest.mark.parametrize("seed", range(CITIES))
def test_pages_open_and_sums_agree(seed, tmp_path, monkeypatch):
    """No page raises, and what is reported, closed and open is what pandas counts, by place, category and time."""
    assert not list(faults_of(seed, tmp_path / "data", monkeypatch, pages_of(seed)))


def drawn_box(seed, folder, monkeypatch):
    """The heat map of a city, as its box; None where the page draws none, with what it says instead."""
    boxes = []
    monkeypatch.setattr("pages.heatmap.density.draw", lambda land, groups, box, key: boxes.append(box))
    frames, url, query = city_at(traits_of(seed), folder)
    app = opened("heatmap", url, monkeypatch, **query)
    return frames["cases"], boxes[0] if boxes else None, [note.value for note in app.info]


@pytest.mark.parametrize("seed", [seed for seed, traits in EXTREMES.items() if traits["outlines"] == ()])
def test_a_heatmap_without_outlines_shows_the_points(seed, tmp_path, monkeypatch):
    """It is as large as the points lie apart, a single one too; without a point it says that there is none."""
    cases, box, said = drawn_box(seed, tmp_path / "data", monkeypatch)
    points = cases[["longitude", "latitude"]].dropna()
    if points.empty:
        assert box is None
        assert WORDS["heatmap.no_positions_at_all"] in said
    else:
        low, high = points.min(), points.max()
        np.testing.assert_allclose(box.edges, [*low, *high])
        assert box.zoom() <= 17


def test_a_wrong_sum_is_found(tmp_path, monkeypatch):
    """With one case fewer in pandas than in the database each of its sums differs; an absent card is not known."""
    traits = traits_of(0)
    frames, url, query = city_at(traits, tmp_path / "data")
    page = read_page("overview", url, monkeypatch, **query)
    assert not list(differing(overview(page, frames, traits, span_of(traits))))
    fewer = frames | {"cases": frames["cases"].iloc[1:]}
    wrong = "\n".join(differing(overview(page, fewer, traits, span_of(traits))))
    assert all(f"reported{by} is" in wrong for by in ("", " by time", " by category", " by place"))
    assert list(differing(card(page, "open", 1)))


def test_a_page_that_raises_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr("ui.panels.figures.st.metric", None)
    assert "0 overview: raises" in "\n".join(faults_of(0, tmp_path / "data", monkeypatch, ["overview"]))


def test_the_same_seed_makes_the_same_city():
    for seed in (3, 77):
        for one, other in zip(made(traits_of(seed)).values(), made(traits_of(seed)).values(), strict=True):
            assert one.equals(other)
    assert all(name in traits_of(22).lacking for name in OPTIONAL)
