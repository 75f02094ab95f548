"""A city with names of 5,000 characters: cut on every page, whole in files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import URL

from tests.conftest import write
from tests.opening import PAGES
from tests.pages.test_hostile_names import PLAIN
from tests.walk.reading import read_page

LONG = "长" * 5_000
SHOWN_WHOLE = {"help"}
"""Where the whole of a name that is cut stands: in the tip of an element."""


@pytest.fixture(scope="module")
def long_city(tmp_path_factory, demo_frames) -> URL:
    """The small demo city, every third name of every place, category, unit and activity too long, and its own."""
    frames = dict(demo_frames)
    for table in (
        "street_offices",
        "communities",
        "grids",
        "compounds",
        "case_categories",
        "units",
        "activities",
    ):
        names = frames[table]["name"].astype(object)
        frames[table] = frames[table].assign(name=names.where(names.index % 3 > 0, names + LONG))
    frames["dataset"] = frames["dataset"].assign(city_name="晋江" + LONG)
    url = URL.create("duckdb", database=str(tmp_path_factory.mktemp("long") / "data"))
    write(url, frames)
    return url


def worded(message: Any) -> Iterator[str]:
    """Every text of an element that stands on the page itself."""
    for field, value in message.ListFields():
        if field.name in PLAIN | SHOWN_WHOLE:
            continue
        for one in value if field.is_repeated else [value]:
            if hasattr(one, "ListFields"):
                yield from worded(one)
            elif isinstance(one, str):
                yield one


@pytest.mark.parametrize("page", PAGES)
def test_long_names_are_cut(page, long_city, monkeypatch):
    """Titles, captions, alerts, notes and buttons cut a long name; what is cut stands whole in a tip."""
    seen = read_page(page, long_city, monkeypatch, street="350582001000", compare="350582002000").app
    kinds = [
        *seen.title,
        *seen.header,
        *seen.subheader,
        *seen.caption,
        *seen.markdown,
        *seen.info,
        *seen.button,
    ]
    told = [text for element in kinds for text in worded(element.proto)]
    assert told and not [text[:60] for text in told if "长" * 100 in text]
    assert any("长" * 30 in text for text in told)
    assert any("长" * 4_000 in element.proto.help for element in kinds if hasattr(element.proto, "help"))


def test_files_keep_names_whole(long_city, monkeypatch):
    page = read_page("map", long_city, monkeypatch)
    names = [
        feature["properties"]["name"] for feature in json.loads(page.content("map", "geojson"))["features"]
    ]
    assert any(name.endswith(LONG) for name in names)
    page = read_page("evaluation", long_city, monkeypatch)
    assert page.table("ranks", "csv")["名称"].str.endswith(LONG).any()
