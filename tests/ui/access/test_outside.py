"""What lies outside a reader's limit is not there: its code means as much as one that nothing has."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import getmembers, isfunction, signature
from urllib.parse import urlencode

import pytest
from starlette.requests import Request

import data_access
from pages.overview.plain import _answer
from tests.ui.access.marked import PERIOD, TWO, WORDS, others, sign
from tests.ui.access.seeing import seen
from ui.finding.finder import _places
from ui.navigation import SUBJECTS
from ui.session import state
from ui.words.text import catalogue

ASKED: tuple[tuple[str, str, str, str, dict[str, str]], ...] = (
    ("overview", "street", "350582002000", "350582998000", {}),
    ("map", "community", "350582002001", "350582998001", {}),
    ("grid_work", "grid", "350582002001001", "350582998001001", {}),
    ("cases", "case", "zq002qzJJ20230705-000004", "zq002qzJJ20230705-999999", {}),
    ("overview", "compare", "350582002000", "350582998000", {}),
    ("overview", "compare", "350582002000", "350582998000", {"street": "350582001000"}),
    ("map", "compound", "35058200200100101", "35058299800100101", {}),
    ("map", "within", "near:compound:35058200200100101:300", "near:compound:35058299800100101:300", {}),
    ("community", "beside", "350582002001", "350582998001", {"community": "350582001004"}),
    ("neighbours", "circle", "350582002001", "350582998001", {}),
    ("cases", "alert", "repeat:35058200200100101", "repeat:35058299800100101", {}),
    ("cases", "search", "zq002qzJJ20230705-000004", "zq002qzJJ20230705-999999", {"list": "reported"}),
    ("cases", "unit", "350582002000", "350582998000", {}),
    ("overview", "street", "350582002000", "350582998000", {"wall": "1"}),
    ("overview", "compare", "350582002000", "350582998000", {"wall": "1"}),
    ("map", "within", "near:landmark:zq002qzL000018:300", "near:landmark:zq998qzL000018:300", {}),
)
"""Page, parameter of the address, a value that only others may see, one of nothing, and what is asked besides."""


OF_THE_CITY = {
    "data_access.cases.states.out_of_order",
    "data_access.cases.totals.categories",
    "data_access.cases.totals.levels_known",
    "data_access.community.elements",
    "data_access.data.cells.told",
    "data_access.deliberation.joint_building.recorded",
    "data_access.places.areas.beside",
}
"""Queries that nothing narrows: categories and elements are the city's; three say what a source records at all; two are
parts of queries that their callers narrow."""


def queries() -> Iterator[tuple[str, Callable]]:
    """Every public function of `data_access` that returns a statement, with the name of its module."""
    for found in pkgutil.walk_packages(data_access.__path__, "data_access."):
        if found.name.split(".")[1] not in ("loading", "demo", "commands", "__main__"):
            for name, function in getmembers(import_module(found.name), isfunction):
                own = function.__module__ == found.name and not name.startswith("_")
                if own and function.__annotations__.get("return") == "Select":
                    yield found.name, function


def selections(function: Callable) -> set[str]:
    """The parameters of a function that are a Selection."""
    return {name for name, kind in function.__annotations__.items() if str(kind).startswith("Selection")}


@pytest.mark.parametrize(("page", "parameter", "others", "nothing", "besides"), ASKED)
def test_what_others_see_is_like_nothing(page, parameter, others, nothing, besides, city, monkeypatch):
    query = PERIOD | besides
    outside, unknown = (
        seen(page, city, monkeypatch, TWO, **query, **{parameter: value}).sent(max(value.split(":"), key=len))
        for value in (others, nothing)
    )
    assert outside == unknown


@pytest.mark.parametrize("page", SUBJECTS)
def test_a_city_of_what_the_reader_may_see_looks_the_same(page, city, city_of_two, monkeypatch):
    """No figure, border, scale or list tells that there is more: pages of both cities are sent alike."""
    pages = [seen(page, url, monkeypatch, TWO, WORDS, **PERIOD).sent() for url in (city, city_of_two)]
    assert pages[0] == pages[1]


def test_the_plain_page_is_limited(city, offices, monkeypatch):
    """It has no session: the limit comes with the request."""
    monkeypatch.setenv("DATABASE_URL", str(city))
    told = {}
    for limit in (None, TWO):
        scope = {"type": "http", "query_string": urlencode(PERIOD).encode(), "state": {state.LIMIT: limit}}
        told[limit] = bytes(_answer(Request(scope), None).body).decode()
    outside = others(offices, TWO)
    assert any(word in told[None] for word in outside)
    assert not any(word in told[TWO] for word in outside)
    assert sign(min(TWO)) in told[TWO]


def test_the_city_is_not_compared_with_itself(city, monkeypatch):
    """Who sees a part cannot hold it against the whole: it is not offered, and its name is like any unknown one."""
    street = {"street": min(TWO)}
    for limit, offered in ((None, True), (TWO, False)):
        app = seen("overview", city, monkeypatch, limit, **PERIOD, **street).app
        kinds = next(box for box in app.selectbox if box.key == state.COMPARE)
        assert (catalogue("zh")["compare.city"] in kinds.options) == offered


def test_a_place_outside_cannot_be_chosen_in_the_box(city, monkeypatch):
    """What a browser says was found is looked up among what its reader may see."""
    app = seen("overview", city, monkeypatch, TWO).app
    view = app.session_state[state.VIEW]
    index = _places(view.source)
    assert index.place("street_office", min(TWO))
    assert index.place("street_office", "350582002000") is None
    assert index.place("compound", "35058200200100101") is None


def test_every_query_is_narrowed_or_of_the_city():
    """A query takes a Selection, or the street offices allowed, or tells of nothing that lies anywhere."""
    free = {
        f"{name}.{function.__name__}"
        for name, function in queries()
        if not {"allowed", *selections(function)} & set(signature(function).parameters)
    }
    assert free == OF_THE_CITY
