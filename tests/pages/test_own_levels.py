"""A city that calls its levels otherwise: no page, chart, map, file or chooser speaks of street offices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import URL

from data_access.places.levels import kept_level_names
from tests.conftest import Shared, write
from tests.opening import PAGES, opened
from tests.walk.reading import read_page

OWN = {
    "street_office": {"zh": "片区", "en": "borough"},
    "community": {"zh": "里弄", "en": "neighbourhood"},
    "grid": {"zh": "单元", "en": "entry", "plural": "entries"},
    "compound": {"zh": "楼盘", "en": "estate"},
}
ELSEWHERE = {
    "zh": re.compile("街道|(?<!熟人)社区(?!党总支|治理|活动|生活)|网格(?!长|员|化)|小区(?!党支部)"),
    "en": re.compile("street offices?", re.IGNORECASE),  # the other two stand in codes too
}


@pytest.fixture(scope="module")
def own_levels(shared: Shared, demo_frames: dict[str, pd.DataFrame]) -> URL:
    """The small demo city with boroughs, neighbourhoods and entries, in whose names stands no word of a level."""

    def fill(folder: Path) -> None:
        renamed = {name: _renamed(frame) for name, frame in demo_frames.items()}
        renamed["dataset"]["level_names"] = kept_level_names(OWN)
        write(URL.create("duckdb", database=str(folder)), renamed)

    return URL.create("duckdb", database=str(shared("own_levels", fill)))


def _renamed(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.copy()
    for column in frame.select_dtypes(["object", "string"]):
        if frame[column].map(lambda value: isinstance(value, str)).any() and "outline" not in column:
            frame[column] = frame[column].replace({"街道|社区|网格|小区": "坊"}, regex=True)
    return frame


def shown(node: object) -> Iterator[str]:
    """Everything that a page sends to the browser, as texts."""
    if (proto := getattr(node, "proto", None)) is not None:
        yield proto.SerializeToString().decode("utf-8", "ignore")
    for child in getattr(node, "children", {}).values():
        yield from shown(child)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_calls_levels_as_the_city_does(page, language, own_levels, monkeypatch):
    """In the filters beside it, in its own texts, tables and charts."""
    text = "\n".join(shown(opened(page, own_levels, monkeypatch, lang=language)._tree))
    assert [text[found.start() - 40 : found.end() + 20] for found in ELSEWHERE[language].finditer(text)] == []
    assert re.search(OWN["street_office"][language], text, re.IGNORECASE)


def test_the_navigation_calls_levels_so_on_the_first_run(own_levels, monkeypatch):
    """It is drawn before the data set is known, and then once more."""
    assert opened("grid_work", own_levels, monkeypatch).title[0].value == "单元工作"


@pytest.mark.parametrize(("page", "language"), [("overview", "en"), ("evaluation", "zh"), ("elderly", "zh")])
def test_every_file_calls_levels_so(page, language, own_levels, monkeypatch):
    """What is made outside the page, when it is asked for: tables and maps."""
    offered = read_page(page, own_levels, monkeypatch, lang=language)
    texts = [
        makers[kind]().decode("utf-8-sig")
        for makers in offered.files.values()
        for kind in ("csv", "geojson", "svg")
        if kind in makers
    ]
    assert len(texts) > 3
    assert [text for text in texts if ELSEWHERE[language].search(text)] == []
    assert [text for text in texts if re.search(OWN["street_office"][language], text, re.IGNORECASE)]
