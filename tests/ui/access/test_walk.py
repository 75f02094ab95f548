"""The walk of a limited reader: every page, and no word of another street office in anything that it sends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data_access import cases
from pages.map.points import NAMES as POINT_LAYERS
from tests.ui.access.marked import NOTHING, ONE, PERIOD, TWO, WORDS, others, sign
from tests.ui.access.seeing import Seen, seen, with_files
from ui.navigation import SUBJECTS

PLACE = {"street": "350582001000"}
COMMUNITY = {"community": "350582001004"}

WALKED: dict[str, tuple[dict[str, str], ...]] = {
    "overview": ({"compare": "350582104000"} | PLACE, {"figure": "on_time"}),
    "attention": ({"form": "open"},),
    "map": ({"layers": ",".join(POINT_LAYERS)}, {"map": "change", "compare": "year"}, COMMUNITY),
    "heatmap": ({"heat": "replay"}, {"heat": "difference"}),
    "hotspots": ({"areas": "grid"}, {"areas": "hexagon"}),
    "cases": ({"list": "reported"}, {"list": "reported", "search": "zq"}),
    "process": ({},),
    "evaluation": ({"evaluated": "unit", "kind": "street_office"}, {"evaluated": "community"}),
    "grid_work": (COMMUNITY,),
    "deliberation": ({},),
    "activities": ({},),
    "neighbours": (COMMUNITY,),
    "elderly": ({},),
    "community": (COMMUNITY, {"beside": "350582104001"} | COMMUNITY),
    "familiarity": (PLACE,),
    "data": ({},),
}
"""What is chosen on a page besides, by its parameters of the address; each page is opened without any, too."""


def leaks(page: Seen, offices, limit) -> set[str]:
    return page.found(others(offices, limit))


def test_every_page_is_walked():
    assert set(WALKED) == set(SUBJECTS)


@pytest.mark.parametrize("page", SUBJECTS)
def test_no_other_street_office_is_told(page, city, offices, monkeypatch):
    """In Chinese with all files, in English, each choice of the page, and with a limit to one."""
    start = with_files(seen(page, city, monkeypatch, TWO, WORDS, **PERIOD))
    assert start.found(map(sign, TWO)), "the page tells nothing of its reader's own street offices"
    assert not leaks(start, offices, TWO)
    for query in WALKED[page]:
        assert not leaks(
            with_files(seen(page, city, monkeypatch, TWO, WORDS, **PERIOD, **query)), offices, TWO
        )
    english = seen(page, city, monkeypatch, ONE, WORDS, lang="en", **PERIOD, street="350582002000")
    assert not leaks(english, offices, ONE)


@pytest.mark.parametrize("page", SUBJECTS)
def test_a_reader_of_nothing_is_told_nothing(page, city, offices, monkeypatch):
    assert not leaks(seen(page, city, monkeypatch, NOTHING, WORDS), offices, NOTHING)


@pytest.mark.parametrize("page", SUBJECTS)
def test_a_reader_of_the_city_is_told_of_others(page, city, offices, monkeypatch):
    """The signs are found where they may be told, so that finding none says something."""
    assert "page: zq002qz" in seen(page, city, monkeypatch, None, **PERIOD).found(others(offices, TWO))


def test_a_query_that_forgets_the_limit_is_found(city, offices, monkeypatch):
    """It bears another name than the query itself, whose answers are kept from other tests."""
    narrowed = cases.by_place

    def by_place(selection, level):
        return narrowed(replace(selection, allowed=None), level)

    monkeypatch.setattr(cases, "by_place", by_place)
    assert leaks(seen("overview", city, monkeypatch, TWO, **PERIOD), offices, TWO)


def test_an_answer_kept_for_another_limit_is_not_given(city, offices, monkeypatch):
    """One process answers a reader of the city, then one of two street offices, then one of another."""
    for limit in (None, TWO, ONE, TWO):
        page = seen("overview", city, monkeypatch, limit, WORDS, **PERIOD)
        assert limit is None or not leaks(page, offices, limit)
        assert page.found(map(sign, limit or offices))


@pytest.mark.parametrize("limit", [TWO, ONE, NOTHING])
def test_the_wall_tells_of_no_other(limit, city, offices, monkeypatch):
    page = seen("overview", city, monkeypatch, limit, WORDS, wall="1", **PERIOD)
    assert not leaks(page, offices, limit)
    assert page.found(map(sign, limit)) or not limit


@pytest.mark.parametrize("page", SUBJECTS)
def test_a_limit_that_comes_later_holds(page, city, offices, monkeypatch):
    """What a session chose before its reader was limited is dropped, not shown.

    The code compared with stays in the address of pages that do not compare: the reader wrote it.
    """
    chosen = {"street": "350582002000", "compare": "350582003000", "community": "350582002001"}
    before = seen(page, city, monkeypatch, None, **PERIOD, **chosen)
    after = before.again(TWO)
    assert not after.found(others(offices, TWO) - {chosen["compare"][:9]})
