"""Places, points and residents on both databases against the rows."""

from __future__ import annotations

import pandas as pd
import pytest

from data_access.database.reading import read
from data_access.places import areas
from tests.oracle import (
    TABLE_OF_LEVEL,
    placed,
)


def test_places(demo_engine, demo_frames, selection):
    """Names and outlines of places equal those that pandas finds in the rows."""
    names = read(demo_engine, areas.names())
    assert len(names) == sum(len(demo_frames[table]) for table in TABLE_OF_LEVEL.values())
    for level, table in TABLE_OF_LEVEL.items():
        expected = placed(demo_frames[table], selection, own=level)
        got = read(demo_engine, areas.outlines(selection, level))
        assert got["code"].tolist() == sorted(expected["code"])
        assert got.set_index("code")["outline"].to_dict() == expected.set_index("code")["outline"].to_dict()


def test_points(demo_engine, demo_frames, selection):
    """Compounds, stations and spaces with a point equal those that pandas finds in the rows."""
    compounds = placed(demo_frames["compounds"], selection)
    got = read(demo_engine, areas.compound_points(selection))
    assert sorted(got["name"]) == sorted(compounds["name"])
    grids = placed(demo_frames["grids"], selection, own="grid")
    assert sorted(read(demo_engine, areas.station_points(selection))["name"]) == sorted(grids["station_name"])
    spaces = placed(demo_frames["spaces"], selection)
    assert sorted(read(demo_engine, areas.space_points(selection))["name"]) == sorted(spaces["name"])


def test_population_and_extent(demo_engine, demo_frames, selection):
    """Residents and extent of the places looked at equal those that pandas finds in the rows."""
    level = "grid" if selection.grids else "community" if selection.communities else "street_office"
    expected = placed(demo_frames[TABLE_OF_LEVEL[level]], selection, own=level)
    got = read(demo_engine, areas.population(selection)).iloc[0]
    if len(expected):
        assert got["residents"] == expected["residents"].sum()
        assert got["area_km2"] == pytest.approx(expected["area_km2"].sum())
    else:
        assert pd.isna(got["residents"])
    rows = placed(demo_frames["cases"], selection)
    box = read(demo_engine, areas.extent(selection)).iloc[0]
    if len(rows):
        assert box.tolist() == [
            rows["longitude"].min(),
            rows["latitude"].min(),
            rows["longitude"].max(),
            rows["latitude"].max(),
        ]
