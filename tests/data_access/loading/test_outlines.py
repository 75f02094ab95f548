"""Outlines in other systems, outlines that cannot be drawn, and grids' own."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import mapping as to_geojson
from sqlalchemy import select

from data_access.database.opening import reading_engine
from data_access.database.reading import read, row_counts
from data_access.database.url import database_url
from data_access.loading import load
from data_access.loading.coordinates import gcj02_of_wgs84
from data_access.loading.messages import LoadRefused
from data_access.schema import (
    communities,
    dataset,
    grids,
    import_rejects,
    street_offices,
)
from tests.data_access.loading.squares import (
    CORNERS,
    EARTH,
    NAMES,
    SIDE,
    SQUARES,
    case_file,
    loaded,
    mapping_file,
    outline_file,
    squares,
    stored_cases,
)
from tests.opening import opened


@pytest.fixture(scope="module")
def truth() -> pd.DataFrame:
    """Cases spread evenly over the city in WGS-84, each with the community that holds it."""
    random = np.random.default_rng(11)
    name = random.choice(NAMES, 400)
    corner = np.array([CORNERS[item] for item in name])
    x, y = (corner + random.uniform(0, SIDE, (400, 2))).T
    return pd.DataFrame({"no": [f"C{n:03}" for n in range(400)], "place": name, "x": x, "y": y})


def test_outlines_in_another_system_hold_the_same_points(tmp_path, truth):
    url = database_url(f"duckdb:///{tmp_path}/data")
    for system in ("GCJ-02", "BD-09", "EPSG:4548"):
        report, outlines = loaded(tmp_path, url, truth, shapes=squares(system), outlines_crs=system)
        assert (outlines.rows_accepted, len(outlines.remarked)) == (4, 0)
        assert report.misplaced.lines("cases", "en") == []
        got = read(reading_engine(url), select(communities)).set_index("name")["outline"]
        for name, outline in got.items():
            assert shapely.from_geojson(outline).symmetric_difference(SQUARES[name]).area < 0.02 * SIDE**2


def polygon(*points: tuple[float, float]) -> dict:
    return {"type": "Polygon", "coordinates": [[*points, points[0]]]}


def bow_tie(name: str) -> dict:
    x, y = CORNERS[name]
    return polygon((x, y), (x + SIDE, y + SIDE), (x + SIDE, y), (x, y + SIDE))


def outside_bow_tie(truth: pd.DataFrame) -> int:
    """Return how many points of 梅岭 lie in the two triangles that its bow tie leaves out."""
    own = truth[truth["place"] == "梅岭"]
    (x, y), (w, s) = (own["x"], own["y"]), CORNERS["梅岭"]
    across, up = (x - w) / SIDE - 0.5, (y - s) / SIDE - 0.5
    return int((across.abs() < up.abs()).sum())


FAULTS = {
    "empty": {"type": "Polygon", "coordinates": []},
    "none": None,
    "line": polygon((118.6, 24.8), (118.61, 24.81), (118.62, 24.82)),
    "point": {"type": "Point", "coordinates": [118.6, 24.8]},
    "zero": polygon((0, 0), (0.01, 0), (0.01, 0.01)),
    "huge": polygon((70, 5), (140, 5), (140, 55), (70, 55)),
    "swapped": polygon((24.8, 118.6), (24.81, 118.6), (24.81, 118.61)),
    "metres": squares("EPSG:4527")["罗山"],
}

WORDS = {"empty": "empty", "none": "empty", "line": "empty", "point": "empty", "zero": "from the others"}

WORDS |= {"huge": "500,000", "swapped": "nowhere on the earth", "metres": "nowhere on the earth"}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_outline_that_cannot_be_drawn_leaves_its_place_and_the_map(
    empty_url, tmp_path, truth, fault, monkeypatch
):
    shapes = squares() | {"罗山": FAULTS[fault], "梅岭": bow_tie("梅岭")}
    report, outlines = loaded(tmp_path, empty_url, truth, shapes=shapes)
    assert (outlines.rows_read, outlines.rows_accepted, outlines.rows_rejected) == (4, 3, 1)
    said = " ".join(outlines.lines("en"))
    assert "罗山" in said
    assert WORDS[fault] in said
    assert outlines.remarked["value"].tolist() == ["梅岭"]
    engine = reading_engine(empty_url)
    stored = read(engine, select(communities)).set_index("name")
    assert stored["outline"].isna().to_dict() == {name: name == "罗山" for name in NAMES}
    assert pd.isna(stored.loc["罗山", "area_km2"])
    half = shapely.from_geojson(stored.loc["梅岭", "outline"])
    assert half.is_valid
    assert half.area == pytest.approx(SQUARES["梅岭"].area / 2, rel=0.01)
    assert read(engine, select(street_offices))["outline"].notna().all()
    whole = shapely.from_geojson(read(engine, select(dataset))["outline"].iloc[0])
    assert shapely.box(*whole.bounds).area < 5 * SIDE**2
    refused = read(engine, select(import_rejects))
    assert refused[["row_number", "value"]].values.tolist() == [[4, "罗山"]]
    assert stored_cases(empty_url)["street_office_code"].notna().all()
    assert report.rows_accepted == len(truth)
    assert report.misplaced.outside == outside_bow_tie(truth)
    if fault in ("none", "zero", "huge"):
        for place in ({}, {"street": "350582-西街道"}):
            assert not opened("map", empty_url, monkeypatch, **place).error


def test_no_outline_left_is_refused_and_changes_nothing(empty_url, tmp_path, truth):
    loaded(tmp_path, empty_url, truth)
    before = row_counts(reading_engine(empty_url))
    with pytest.raises(LoadRefused) as refusal:
        loaded(tmp_path, empty_url, truth, shapes=squares("EPSG:4527"))
    assert "青阳" in refusal.value.words("en")
    assert "eastings" in refusal.value.words("en")
    assert "city.geojson" in refusal.value.words("zh")
    assert row_counts(reading_engine(empty_url)) == before


def test_an_outline_of_many_points_is_simplified(tmp_path, truth):
    around = np.linspace(0, 2 * np.pi, 200_001)[:-1]
    circle = list(zip(118.6 + 0.02 * np.cos(around), 24.8 + 0.02 * np.sin(around), strict=True))
    url = database_url(f"duckdb:///{tmp_path}/data")
    loaded(tmp_path, url, truth, shapes=squares() | {"罗山": polygon(*circle)})
    outline = read(reading_engine(url), select(communities)).set_index("name").loc["罗山", "outline"]
    assert len(outline) < 10_000
    assert shapely.from_geojson(outline).area == pytest.approx(np.pi * 0.02**2, rel=0.01)


def test_features_of_one_name_are_one_outline(tmp_path, truth):
    x, y = CORNERS["罗山"]
    path = outline_file(tmp_path, squares())
    tree = json.loads(path.read_text(encoding="utf-8"))
    tree["features"][3]["geometry"] = to_geojson(shapely.box(x, y, x + SIDE, y + SIDE / 2))
    island = to_geojson(shapely.box(x, y + SIDE / 2, x + SIDE, y + SIDE))
    tree["features"].append({"type": "Feature", "properties": {"name": "罗山"}, "geometry": island})
    path.write_text(json.dumps(tree), encoding="utf-8")
    report = load(
        [case_file(tmp_path, truth), path], mapping_file(tmp_path), database_url(f"duckdb:///{tmp_path}/data")
    )
    assert report.tables[0].misplaced.outside == 0


GRIDS = """
[tables.grids]
source = "grids.csv"
crs = "GCJ-02"
[tables.grids.columns]
code = "no"
name = "no"
outline = "shape"
station_longitude = "sx"
station_latitude = "sy"
[tables.grids.place]
column = "place"
"""


def _shifted(geometry: dict) -> dict:
    """Return a GeoJSON geometry in GCJ-02."""
    return to_geojson(shapely.transform(shapely.geometry.shape(geometry), gcj02_of_wgs84, interleaved=False))


def test_grids_bring_their_own_outlines_and_stations(empty_url, tmp_path, truth, monkeypatch):
    x, y = CORNERS["青阳"]
    half = shapely.box(x, y, x + SIDE / 2, y + SIDE)
    texts = {
        "good": json.dumps(_shifted(to_geojson(half))),
        "crossing": json.dumps(_shifted(bow_tie("青阳"))),
        "text": "not an outline",
        "huge": json.dumps(FAULTS["huge"]),
        "blank": "",
    }
    sx, sy = (float(value[0]) for value in gcj02_of_wgs84(np.array([x + 0.01]), np.array([y + 0.01])))
    frame = pd.DataFrame({"no": texts.keys(), "shape": texts.values(), "place": "青阳", "sx": sx, "sy": sy})
    frame.loc[2, ["sx", "sy"]] = 0, 0
    frame.to_csv(tmp_path / "grids.csv", index=False)
    path = mapping_file(tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + GRIDS, encoding="utf-8")
    sources = [case_file(tmp_path, truth), tmp_path / "grids.csv", outline_file(tmp_path, squares())]
    report = load(sources, path, empty_url, language="en").tables[1]
    said = report.remarked.set_index("row_number")["reason"]
    assert said.index.tolist() == [3, 4, 5]
    assert [word in said[row] for row, word in ((3, "repaired"), (4, "GeoJSON"), (5, "500,000"))] == [
        True
    ] * 3
    got = read(reading_engine(empty_url), select(grids)).set_index("code")
    assert got["outline"].notna().to_dict() == {
        "good": True, "crossing": True, "text": False, "huge": False, "blank": False,
    }  # fmt: skip
    drawn = shapely.from_geojson(got.loc["good", "outline"])
    assert drawn.symmetric_difference(half).area < 0.02 * half.area
    assert shapely.from_geojson(got.loc["crossing", "outline"]).is_valid
    stations = got.drop(index="text")
    assert EARTH.inv(
        stations["station_longitude"], stations["station_latitude"], [x + 0.01] * 4, [y + 0.01] * 4
    )[2] == pytest.approx([0] * 4, abs=0.1)
    assert got.loc["text", ["station_longitude", "station_latitude"]].isna().all()
    assert not opened("map", empty_url, monkeypatch, community="350582-东街道-青阳").error
