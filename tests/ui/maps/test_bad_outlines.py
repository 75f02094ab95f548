"""Maps over a database whose outlines and points something else has spoilt: they open and say what is missing."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import shapely
from sqlalchemy import URL, Engine

from data_access import cases, heatmap, hotspots
from data_access.database.identity import read_dataset
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.elderly import spaces
from data_access.places import areas, cells
from data_access.places.outlines import drawable, united
from data_access.selection import Selection
from tests.opening import opened
from ui.maps.features import area_features
from ui.maps.ground import box_of
from ui.words.text import catalogue

SQUARE = shapely.to_geojson(shapely.box(118.4, 24.6, 118.5, 24.7))
BOW_TIE = (
    '{"type":"Polygon","coordinates":[[[118.4,24.6],[118.5,24.7],[118.5,24.6],[118.4,24.7],[118.4,24.6]]]}'
)
SPOILT = {
    "missing": None,
    "no JSON": "{",
    "cut off": SQUARE[:-5],
    "nothing": "",
    "another JSON": "[1, 2]",
    "empty": '{"type":"Polygon","coordinates":[]}',
    "a line": '{"type":"LineString","coordinates":[[118.4,24.6],[118.5,24.7]]}',
    "no area": '{"type":"Polygon","coordinates":[[[118.4,24.6],[118.4,24.6],[118.4,24.6],[118.4,24.6]]]}',
    "a feature": json.dumps({"type": "Feature", "properties": {}, "geometry": json.loads(SQUARE)}),
    "swapped": shapely.to_geojson(shapely.box(24.6, 118.4, 24.7, 118.5)),
    "the world": shapely.to_geojson(shapely.box(-179, -80, 179, 80)),
    "far": shapely.to_geojson(shapely.box(2, 48, 2.1, 48.1)),
}
STREETS = ("350582001000", "350582002000", "350582003000")
PAGES = ("map", "heatmap", "hotspots", "elderly", "community")


@pytest.mark.parametrize("kind", SPOILT)
def test_what_cannot_be_drawn_is_missing(kind):
    texts = pd.Series([SQUARE, SPOILT[kind], SQUARE, BOW_TIE], index=[3, 1, 2, 0], dtype=object)
    assert drawable(texts).to_dict() == {3: SQUARE, 1: None, 2: SQUARE, 0: BOW_TIE} or pd.isna(
        drawable(texts)[1]
    )
    kept = drawable(texts)
    assert kept.drop(1).to_dict() == {3: SQUARE, 2: SQUARE, 0: BOW_TIE}
    assert pd.isna(kept[1])


def test_an_outline_of_very_many_points_is_simplified():
    turns = np.linspace(0, 2 * np.pi, 50_001)
    ring = np.column_stack([118.5 + 0.1 * np.cos(turns), 24.7 + 0.1 * np.sin(turns)])
    kept = drawable(pd.Series([shapely.to_geojson(shapely.Polygon(ring))]))[0]
    assert len(kept) < 20_000
    assert shapely.from_geojson(kept).area == pytest.approx(np.pi * 0.01, rel=0.002)


def test_an_empty_part_of_an_outline_is_passed_over():
    text = '{"type":"MultiPolygon","coordinates":[[],' + SQUARE[SQUARE.index("[[[") : -1] + "]}"
    box = box_of([text])
    assert box is not None
    assert (box.west, box.north) == (118.4, 24.7)
    assert area_features(pd.DataFrame({"code": ["1"], "outline": [text]}))


def test_the_outline_around_places():
    """Places have one outline around all that can be drawn."""
    other = shapely.to_geojson(shapely.box(118.5, 24.6, 118.6, 24.7))
    whole = shapely.from_geojson(united(pd.Series([SQUARE, None, other, BOW_TIE])))
    assert whole.area == pytest.approx(0.02)
    assert united(pd.Series([None], dtype=object)) is None


@pytest.fixture(scope="module", params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def spoilt(request, demo_frames, altered) -> URL:
    """The small demo city without its own outline, with spoilt outlines of places, and points at 0, 0."""
    frames = {name: frame.copy() for name, frame in demo_frames.items()}
    frames["dataset"]["outline"] = "{"
    streets = frames["street_offices"].set_index("code", drop=False)
    for code, kind in zip(STREETS, ("missing", "no JSON", "the world"), strict=True):
        streets.loc[code, "outline"] = SPOILT[kind]
    frames["street_offices"] = streets.reset_index(drop=True)
    everywhere = frames["communities"].index
    frames["communities"]["outline"] = frames["communities"]["outline"].where(everywhere % 5 > 0, BOW_TIE)
    frames["communities"]["outline"] = frames["communities"]["outline"].where(everywhere % 7 > 0, "{")
    for name in ("cases", "spaces", "compounds"):
        first = frames[name].index[:50]
        frames[name].loc[first, ["longitude", "latitude"]] = 0.0
    return altered(request.param, frames)


@pytest.mark.parametrize("query", [{}, {"street": STREETS[0]}, {"community": "350582001017"}], ids=len)
def test_every_map_opens(spoilt, query, monkeypatch):
    for page in PAGES:
        app = opened(page, spoilt, monkeypatch, **query)
        assert not app.error
        assert app.title[0].value == catalogue("zh")[f"{page}.title"]


def test_the_map_names_what_it_does_not_draw(spoilt, monkeypatch):
    said = [note.value for note in opened("map", spoilt, monkeypatch).caption]
    assert "3个街道没有可用的边界，未在图上显示：青阳街道、梅岭街道、西园街道。" in said
    english = [note.value for note in opened("map", spoilt, monkeypatch, lang="en").caption]
    assert any("not on the map (street office): 3 (" in note for note in english)


def test_points_at_nought_are_not_on_maps(spoilt, demo_frames):
    engine: Engine = reading_engine(spoilt)
    as_of = read_dataset(engine).as_of
    selection = Selection(start=as_of.date().replace(year=as_of.year - 5), end=as_of.date())
    box = read(engine, areas.extent(selection)).iloc[0]
    assert box["west"] > 118
    assert box["south"] > 24
    for listed in (areas.compound_points(selection), areas.space_points(selection)):
        rows = read(engine, listed)
        assert len(rows)
        assert (rows["longitude"] > 118).all()
    bins = read(engine, heatmap.bins(selection, cells.Cells(1024, 24.7), "count", as_of))
    counts = read(engine, cases.positions(selection)).iloc[0]
    assert (bins["x"] > 10_000).all()
    assert counts["with_position"] == bins["value"].sum()
    assert (read(engine, cases.case_points(selection, as_of, 10_000))["longitude"] > 118).all()
    assert (read(engine, hotspots.by_square(selection))["x"] > 0).all()
    placed = read(engine, spaces.listed(selection))
    assert placed["longitude"].isna().sum() >= 1
    assert (placed["longitude"].dropna() > 118).all()
    assert (
        int(read(engine, spaces.figures(selection)).iloc[0]["unplaced"]) == placed["longitude"].isna().sum()
    )
    engine.dispose()
