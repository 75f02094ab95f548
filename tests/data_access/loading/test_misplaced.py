"""Loading points and outlines in Chinese coordinate systems, right and wrong, into a made-up city near 晋江."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod, Transformer
from shapely.geometry import mapping as to_geojson
from sqlalchemy import select

from data_access.database.opening import reading_engine
from data_access.database.reading import read, row_counts
from data_access.database.url import database_url
from data_access.loading import load
from data_access.loading.coordinates import bd09_of_wgs84, gcj02_of_wgs84
from data_access.loading.messages import LoadRefused
from data_access.schema import (
    cases,
    communities,
    dataset,
    grids,
    import_batches,
    import_rejects,
    street_offices,
)
from tests.opening import opened

EARTH = Geod(ellps="WGS84")
WEST, SOUTH, SIDE = 118.54, 24.74, 0.04  # of each community; about 4 km
NAMES = ("青阳", "梅岭", "西园", "罗山")
STREETS = {"东街道": NAMES[:2], "西街道": NAMES[2:]}
CORNERS = {name: (WEST + SIDE * (n // 2), SOUTH + SIDE * (n % 2)) for n, name in enumerate(NAMES)}
SQUARES = {name: shapely.box(x, y, x + SIDE, y + SIDE) for name, (x, y) in CORNERS.items()}


def projected(code: int):
    """Return the way from WGS-84 to an EPSG code."""
    return Transformer.from_crs(4326, code, always_xy=True).transform


SYSTEMS = {
    "WGS-84": lambda x, y: (x, y),
    "CGCS2000": lambda x, y: (x, y),
    "GCJ-02": gcj02_of_wgs84,
    "BD-09": bd09_of_wgs84,
    "EPSG:4527": projected(4527),
    "EPSG:4548": projected(4548),
    "EPSG:4549": projected(4549),
}


@pytest.fixture(scope="module")
def truth() -> pd.DataFrame:
    """Cases spread evenly over the city in WGS-84, each with the community that holds it."""
    random = np.random.default_rng(11)
    name = random.choice(NAMES, 400)
    corner = np.array([CORNERS[item] for item in name])
    x, y = (corner + random.uniform(0, SIDE, (400, 2))).T
    return pd.DataFrame({"no": [f"C{n:03}" for n in range(400)], "place": name, "x": x, "y": y})


def case_file(folder, frame: pd.DataFrame, system: str = "WGS-84", swapped: bool = False):
    """Write cases whose points are in a system; x and y are its columns, exchanged where swapped."""
    x, y = SYSTEMS[system](frame["x"].to_numpy(), frame["y"].to_numpy())
    rows = frame.assign(x=y if swapped else x, y=x if swapped else y, day="2025-03-01 10:00:00", state="open")
    path = folder / "cases.csv"
    rows.to_csv(path, index=False)
    return path


def outline_file(folder, shapes: dict[str, dict], name: str = "city.geojson"):
    """Write features by name, their geometry as GeoJSON or None."""
    features = [
        {"type": "Feature", "properties": {"name": key}, "geometry": shape} for key, shape in shapes.items()
    ]
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def squares(system: str = "WGS-84") -> dict[str, dict]:
    forward = SYSTEMS[system]
    return {
        name: to_geojson(shapely.transform(shape, forward, interleaved=False))
        for name, shape in SQUARES.items()
    }


def mapping_file(folder, crs: str | None = None, outlines_crs: str | None = None, place: bool = True):
    lines = ['[city]\ncode = "350582"\nname = "晋江"\n[outlines]\nsource = "*.geojson"\nname = "name"']
    lines += [f'crs = "{outlines_crs}"'] if outlines_crs else []
    lines += ["[outlines.street_offices]"]
    lines += [
        f'"{street}" = {json.dumps(list(names), ensure_ascii=False)}' for street, names in STREETS.items()
    ]
    lines += ['[tables.cases]\nsource = "cases.csv"\nas_of = ["reported_at"]']
    lines += [f'crs = "{crs}"'] if crs else []
    lines += ['[tables.cases.columns]\ncase_id = "no"\nreported_at = "day"\nstatus = "state"']
    lines += ['longitude = "x"\nlatitude = "y"']
    lines += ['[tables.cases.place]\ncolumn = "place"'] if place else []
    path = folder / "mapping.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def loaded(folder, url, frame: pd.DataFrame, *, written="WGS-84", swapped=False, shapes=None, **mapping):
    """Load a file of cases and return the report on it and on the outlines."""
    sources = [case_file(folder, frame, written, swapped), outline_file(folder, shapes or squares())]
    report = load(sources, mapping_file(folder, **mapping), url, language="en")
    return report.tables[0], report.outlines


def stored_cases(url) -> pd.DataFrame:
    return read(reading_engine(url), select(cases).order_by(cases.c.case_id))


@pytest.mark.parametrize("system", [name for name in SYSTEMS if name != "WGS-84"])
def test_points_of_every_system_are_stored_in_wgs84(empty_url, tmp_path, truth, system):
    report, _ = loaded(tmp_path, empty_url, truth, written=system, crs=system)
    got = stored_cases(empty_url)
    off = EARTH.inv(got["longitude"], got["latitude"], truth["x"], truth["y"])[2]
    assert off.max() < 0.1
    assert report.misplaced.lines("cases", "en") == []
    community = read(reading_engine(empty_url), select(communities)).set_index("code")["name"]
    assert got["community_code"].map(community).tolist() == truth["place"].tolist()


@pytest.mark.parametrize(
    ("declared", "written", "swapped", "explained"),
    [
        (None, "WGS-84", True, "WGS-84 swapped"),
        ("GCJ-02", "GCJ-02", True, "GCJ-02 swapped"),
        ("EPSG:4548", "EPSG:4548", True, "EPSG:4548 swapped"),
        ("EPSG:4527", "EPSG:4527", True, "EPSG:4527 swapped"),
        (None, "EPSG:4548", False, "EPSG:4548"),
        (None, "EPSG:4527", True, "EPSG:4527 swapped"),
        ("EPSG:4548", "EPSG:4527", False, "EPSG:4527"),
        ("EPSG:4548", "EPSG:4549", False, "EPSG:4549"),
        ("EPSG:4548", "EPSG:4549", True, "EPSG:4549 swapped"),
        ("EPSG:4548", "WGS-84", False, "WGS-84"),
    ],
)
def test_a_gross_slip_is_named(tmp_path, truth, declared, written, swapped, explained):
    url = f"duckdb:///{tmp_path}/data"
    report, _ = loaded(tmp_path, database_url(url), truth, written=written, swapped=swapped, crs=declared)
    notes = report.notes()
    assert notes["outside"] + notes["off_earth"] == len(truth)
    assert notes["explained"] == {explained: len(truth)}
    assert notes["likely_crs"] is None
    system = explained.partition(" ")[0]
    said = " ".join(report.lines("en"))
    assert ("swapped" in said) == swapped
    assert system == (declared or "WGS-84") or f"read as {system}" in said
    remarks = report.remarked
    assert remarks["row_number"].tolist() == list(range(2, len(truth) + 2))
    assert remarks["column_name"].unique().tolist() == ["x, y"]


@pytest.mark.parametrize("place", [True, False], ids=["named", "nameless"])
@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("WGS-84", "GCJ-02"),
        ("WGS-84", "BD-09"),
        ("GCJ-02", "WGS-84"),
        ("BD-09", "GCJ-02"),
        ("CGCS2000", "GCJ-02"),
    ],
)
def test_a_shift_of_some_500_metres_is_named_by_the_whole_file(tmp_path, truth, declared, written, place):
    url = database_url(f"duckdb:///{tmp_path}/data")
    report, _ = loaded(tmp_path, url, truth, written=written, crs=declared, place=place)
    likely = report.misplaced.likely
    assert likely.system.name == written
    assert likely.fitting == likely.looked_at == len(truth)
    assert likely.fitting_as_declared < 0.95 * len(truth)
    assert f"likely {written}, not {declared}" in " ".join(report.lines("en"))
    assert report.notes()["likely_crs"] == written


@pytest.mark.parametrize("place", [True, False], ids=["named", "nameless"])
def test_a_rightly_declared_file_with_inexact_points_raises_no_guess(tmp_path, truth, place):
    random = np.random.default_rng(3)
    noisy = truth.assign(
        x=truth["x"] + random.normal(0, 0.004, 400), y=truth["y"] + random.normal(0, 0.004, 400)
    )
    report, _ = loaded(tmp_path, database_url(f"duckdb:///{tmp_path}/data"), noisy, place=place)
    assert report.misplaced.likely is None
    assert report.misplaced.outside > 20
    assert report.misplaced.explanations() == {}


def test_without_outlines_only_points_nowhere_on_the_earth_are_told(tmp_path, truth):
    path = mapping_file(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text[: text.index("[outlines]")] + "[places]\n" + text[text.index("[tables.cases]") :], "utf-8"
    )
    frame = truth.copy()
    frame.loc[[3, 8], ["x", "y"]] = frame.loc[[3, 8], ["y", "x"]].to_numpy()
    frame.loc[4, ["x", "y"]] = 390_000, 2_700_000
    report = load(
        [case_file(tmp_path, frame)], path, database_url(f"duckdb:///{tmp_path}/data"), language="en"
    )
    assert report.outlines is None
    notes = report.tables[0].notes()
    assert (notes["outside"], notes["off_earth"], notes["explained"]) == (0, 3, {"WGS-84 swapped": 2})


def test_a_few_bad_rows_among_good_ones(empty_url, tmp_path, truth):
    frame = truth.copy()
    frame.loc[[3, 8], ["x", "y"]] = frame.loc[[3, 8], ["y", "x"]].to_numpy()
    frame.loc[5, ["x", "y"]] = 0, 0
    frame.loc[6, ["x", "y"]] = 116.4, 39.9
    frame.loc[7, "x"] = None
    frame.loc[9, ["x", "y"]] = SYSTEMS["EPSG:4527"](*frame.loc[9, ["x", "y"]])
    frame.loc[10, ["x", "y"]] = 500, 24.8
    report, _ = loaded(tmp_path, empty_url, frame)
    said = report.remarked.set_index("row_number")["reason"]
    assert said.index.tolist() == [5, 8, 10, 11, 12]
    assert said[[5, 10]].str.contains("swapped").all()
    assert said[8] == "point outside all outlines"
    assert "EPSG:4527" in said[11]
    assert "nowhere on the earth" in said[12]
    got = stored_cases(empty_url)
    lost = [3, 5, 7, 8, 9, 10]
    assert got.index[got["longitude"].isna()].tolist() == got.index[got["latitude"].isna()].tolist() == lost
    assert len(got) == len(frame)
    batch = read(reading_engine(empty_url), select(import_batches).order_by(import_batches.c.batch_id)).iloc[
        0
    ]
    notes = json.loads(batch["notes"])
    assert batch["without_position"] == len(lost)
    assert (notes["at_zero"], notes["outside"], notes["off_earth"]) == (1, 1, 4)
    assert notes["explained"] == {"WGS-84 swapped": 2, "EPSG:4527": 1}


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
        "none": "",
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
        "good": True, "crossing": True, "text": False, "huge": False, "none": False,
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


@pytest.mark.parametrize(("key", "name"), [("crs", "tables.cases.crs"), ("outlines_crs", "outlines.crs")])
def test_an_unknown_system_is_refused_in_words(empty_url, tmp_path, truth, key, name):
    with pytest.raises(LoadRefused) as refusal:
        loaded(tmp_path, empty_url, truth, **{key: "Xian-Mars"})
    for language in ("zh", "en"):
        for word in (name, "Xian-Mars", "GCJ-02", "BD-09", "CGCS2000", "EPSG:4548"):
            assert word in refusal.value.words(language)
