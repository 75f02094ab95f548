"""Points in other systems of coordinates, and points that lie where they should not."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import select

from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.database.url import database_url
from data_access.loading import load
from data_access.loading.messages import LoadRefused
from data_access.schema import (
    communities,
    import_batches,
)
from tests.data_access.loading.squares import (
    CORNERS,
    EARTH,
    NAMES,
    SIDE,
    SYSTEMS,
    case_file,
    loaded,
    mapping_file,
    stored_cases,
)


@pytest.fixture(scope="module")
def truth() -> pd.DataFrame:
    """Cases spread evenly over the city in WGS-84, each with the community that holds it."""
    random = np.random.default_rng(11)
    name = random.choice(NAMES, 400)
    corner = np.array([CORNERS[item] for item in name])
    x, y = (corner + random.uniform(0, SIDE, (400, 2))).T
    return pd.DataFrame({"no": [f"C{n:03}" for n in range(400)], "place": name, "x": x, "y": y})


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


@pytest.mark.parametrize(("key", "name"), [("crs", "tables.cases.crs"), ("outlines_crs", "outlines.crs")])
def test_an_unknown_system_is_refused_in_words(empty_url, tmp_path, truth, key, name):
    with pytest.raises(LoadRefused) as refusal:
        loaded(tmp_path, empty_url, truth, **{key: "Xian-Mars"})
    for language in ("zh", "en"):
        for word in (name, "Xian-Mars", "GCJ-02", "BD-09", "CGCS2000", "EPSG:4548"):
            assert word in refusal.value.words(language)
