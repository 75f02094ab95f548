"""Outlines for the screen: fewer points, no slivers, and what reaches the browser decodes to them."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import shapely
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data_access.database.reading import read
from data_access.places import areas
from tests.oracle import QUARTER
from ui.maps import area_layers, feeds, outlines
from ui.maps.scripts import ScriptLayer

SIDE = 0.01  # degrees, about 1 km


def winding(columns: int, rows: int) -> np.ndarray:
    """Cells whose borders wind like rivers: each has hundreds of points, the same on both sides."""
    cells = [
        shapely.box(118 + x * SIDE, 24 + y * SIDE, 118 + (x + 1) * SIDE, 24 + (y + 1) * SIDE)
        for x in range(columns)
        for y in range(rows)
    ]
    dense = shapely.segmentize(cells, SIDE / 400)

    def wind(points: np.ndarray) -> np.ndarray:
        x, y = points.T
        return np.column_stack([x + SIDE / 9 * np.sin(700 * y), y + SIDE / 9 * np.sin(900 * x)])

    return shapely.transform(shapely.set_precision(dense, 1e-9), wind)


def decoded(told: dict) -> np.ndarray:
    """The shapes that the browser draws, read as `assets/maps/areas.js` does."""

    def ring(steps: list[int]) -> np.ndarray:
        return np.cumsum(np.reshape(steps, (-1, 2)), axis=0) * told["step"] + told["corner"]

    return np.array(
        [
            shapely.MultiPolygon([(ring(outer), [ring(hole) for hole in holes]) for outer, *holes in shape])
            for shape in told["shapes"]
        ]
    )


def overlap(shapes: np.ndarray) -> float:
    """The area that places cover twice, as a share of all."""
    return shapely.area(shapes).sum() / shapely.union_all(shapes).area - 1


def gaps(shapes: np.ndarray) -> float:
    """The area that places leave uncovered between them."""
    union = shapely.union_all(shapes)
    return sum(shapely.Polygon(hole).area for part in shapely.get_parts(union) for hole in part.interiors)


def coded(shapes: np.ndarray) -> dict:
    names = tuple(map(str, range(len(shapes))))
    return json.loads(json.dumps(outlines.coded(names, names, tuple(shapely.to_geojson(shapes)))))


def test_neighbours_keep_one_border():
    before = winding(6, 5)
    after = decoded(coded(before))
    assert shapely.get_num_coordinates(after).sum() < shapely.get_num_coordinates(before).sum() / 4
    assert shapely.is_valid(after).all()
    assert shapely.coverage_is_valid(shapely.normalize(after))
    assert overlap(after) == pytest.approx(0, abs=1e-9)
    assert gaps(after) == pytest.approx(0, abs=1e-12)
    assert shapely.area(after) == pytest.approx(shapely.area(before), rel=0.01)
    far = shapely.hausdorff_distance(before, after)
    assert far.max() < 3 * outlines.tolerance(before)


def test_simplifying_each_alone_would_leave_slivers():
    before = winding(6, 5)
    alone = shapely.simplify(before, outlines.tolerance(before) * 3)
    assert overlap(alone) > 1e-5 or gaps(alone) > 1e-9


def test_outlines_that_overlap_are_not_made_worse():
    before = winding(3, 3)
    before[4] = shapely.buffer(before[4], SIDE / 50)
    after = decoded(coded(before))
    assert overlap(after) == pytest.approx(overlap(before), rel=0.05)
    assert gaps(after) <= gaps(before) + 1e-9


def test_islands_and_holes_are_kept():
    hole = shapely.box(118.002, 24.002, 118.004, 24.004)
    lake = shapely.difference(shapely.box(118, 24, 118.01, 24.01), hole)
    island = shapely.box(118.02, 24, 118.03, 24.01)
    before = np.array([shapely.union(lake, island), hole])
    after = decoded(coded(before))
    assert shapely.area(after) == pytest.approx(shapely.area(before), rel=1e-3)
    assert [shapely.get_num_geometries(shape) for shape in after] == [2, 1]


@pytest.mark.parametrize("level", ["street_office", "community", "grid"])
def test_the_demo_city_keeps_its_areas(demo_engine, level):
    rows = read(demo_engine, areas.outlines(QUARTER, level)).dropna(subset=["outline"])
    before = shapely.from_geojson(rows["outline"].to_numpy())
    after = decoded(coded(before))
    assert shapely.is_valid(after).all()
    assert overlap(after) < overlap(before) + 1e-6
    assert shapely.area(after) == pytest.approx(shapely.area(before), rel=0.05)
    assert shapely.area(after).sum() == pytest.approx(shapely.area(before).sum(), rel=1e-3)


def test_a_draw_says_how_places_look_and_the_feed_what_they_are():
    shapes = shapely.to_geojson(winding(2, 2))
    table = pd.DataFrame(
        {
            "code": list("abcd"),
            "name": ["甲", "<b>乙</b>", "丙", "丁"],
            "figure": ["上报：1", "上报：<2", "上报：3", "上报：4"],
            "colour": ["#111111", "#222222", "#111111", "#222222"],
            "outline": shapes,
        }
    )
    layer = next(iter(area_layers.choropleth(table, turn=7)._children.values()))
    assert isinstance(layer, ScriptLayer)
    assert [number for _, number in layer.data["rows"]] == [0, 1, 0, 1]
    assert layer.data["rows"][1][0] == "上报：&lt;2"
    assert [style["fillColor"] for style in layer.data["styles"]] == ["#111111", "#222222"]
    assert len(json.dumps(layer.data)) < 1000
    told = TestClient(Starlette(routes=feeds.ROUTES)).get(layer.data["outlines"]).json()
    assert told["codes"] == list("abcd")
    assert told["names"][1] == "&lt;b&gt;乙&lt;/b&gt;"
    again = next(iter(area_layers.choropleth(table.assign(colour="#333333"))._children.values()))
    assert isinstance(again, ScriptLayer)
    assert again.data["outlines"] == layer.data["outlines"]
    fewer = next(iter(area_layers.choropleth(table.head(3))._children.values()))
    assert isinstance(fewer, ScriptLayer)
    assert fewer.data["outlines"] != layer.data["outlines"]
