"""Two street offices each with a 和平社区: told apart by street office or point, else refused."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
import shapely
from shapely.geometry import mapping as to_geojson
from sqlalchemy import select

from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.loading import load
from data_access.loading.messages import LoadRefused
from data_access.schema import communities
from tests.data_access.loading.mapped import CITY, ledger_of_cases
from tests.data_access.loading.squares import SIDE, SOUTH, WEST, stored_cases

ROWS = Path(__file__).parents[2] / "data" / "same-names.csv"

STREETS = ("青阳街道", "梅岭街道")

CODES = {"青阳街道": "350582-青阳街道-和平社区", "梅岭街道": "350582-梅岭街道-和平社区"}

BY_STREET = '[tables.cases.places]\nstreet_office = "街道"\n'

MAPPING = (
    CITY
    + """
[outlines]
source = "*.geojson"
name = "name"
street_office = "street"
[outlines.street_offices]
"青阳街道" = ["和平社区"]
"梅岭街道" = ["和平社区"]
"""
    + ledger_of_cases(
        f'[tables.cases.place]\ncolumn = "社区"\n{BY_STREET}', 'longitude = "x"\nlatitude = "y"'
    )
)

NO_STREET = MAPPING.replace(BY_STREET, "")


def square(number: int) -> shapely.Polygon:
    west = WEST + SIDE * number
    return shapely.box(west, SOUTH, west + SIDE, SOUTH + SIDE)


@pytest.fixture
def rows() -> pd.DataFrame:
    """Eight cases, in turn of each 和平社区, without a point."""
    return pd.read_csv(ROWS, dtype=str, keep_default_na=False).assign(x="", y="")


def with_points(rows: pd.DataFrame) -> pd.DataFrame:
    west = rows["街道"].map({street: WEST + SIDE * n for n, street in enumerate(STREETS)})
    return rows.assign(x=west + SIDE / 2, y=SOUTH + SIDE / 2)


def written(folder, url, rows: pd.DataFrame, mapping: str = MAPPING) -> pd.DataFrame:
    """Load the rows, and return them with the places that they were given."""
    features = [
        {
            "type": "Feature",
            "properties": {"name": "和平社区", "street": street},
            "geometry": to_geojson(square(number)),
        }
        for number, street in enumerate(STREETS)
    ]
    outlines = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / "city.geojson").write_text(outlines, encoding="utf-8")
    (folder / "mapping.toml").write_text(mapping, encoding="utf-8")
    rows.to_csv(folder / "cases.csv", index=False)
    load([folder / "cases.csv", folder / "city.geojson"], folder / "mapping.toml", url)
    return stored_cases(url)


def test_the_outlines_of_one_name_stay_two(empty_url, tmp_path, rows):
    written(tmp_path, empty_url, rows)
    stored = read(reading_engine(empty_url), select(communities)).set_index("code")["outline"]
    assert set(stored.index) == set(CODES.values())
    for number, street in enumerate(STREETS):
        drawn = shapely.from_geojson(stored[CODES[street]])
        assert drawn.symmetric_difference(square(number)).area < 1e-6 * SIDE**2


@pytest.mark.parametrize("told_by", ["street", "point"])
def test_rows_are_of_the_community_of_their_street_office(empty_url, tmp_path, rows, told_by):
    by_point = told_by == "point"
    given = with_points(rows) if by_point else rows
    stored = written(tmp_path, empty_url, given, NO_STREET if by_point else MAPPING).set_index("case_id")
    codes = stored["community_code"].reindex(rows["编号"])
    assert codes.tolist() == rows["街道"].map(CODES).tolist()
    assert codes.value_counts().tolist() == [4, 4]


def test_rows_that_could_be_of_either_are_refused(empty_url, tmp_path, rows):
    with pytest.raises(LoadRefused) as refused:
        written(tmp_path, empty_url, rows, NO_STREET)
    assert all(street in refused.value.words("zh") for street in STREETS)


def test_outlines_that_only_a_name_tells_apart_are_refused(empty_url, tmp_path, rows):
    with pytest.raises(LoadRefused) as refused:
        written(tmp_path, empty_url, rows, MAPPING.replace('street_office = "street"\n', "", 1))
    assert all(street in refused.value.words("zh") for street in STREETS)
