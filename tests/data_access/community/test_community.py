"""A community's profile, its five in one, and its neighbours, against pandas."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
import shapely

from data_access import cases, community, demo
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.indicators import MEDIAN_DAYS
from data_access.places import areas, neighbourhoods
from data_access.schema.elements import DEFAULT
from data_access.selection import Selection
from tests.oracle import SELECTIONS, during, placed

SPRING = Selection(date(2026, 1, 1), date(2026, 7, 1))

CHOSEN = {name: replace(SELECTIONS[name], grids=()) for name in ("city", "streets", "community", "limited")}


@pytest.mark.parametrize("name", CHOSEN)
def test_profile(demo_engine, demo_frames, name):
    """A community's profile equals the one that pandas finds in the rows."""
    selection = CHOSEN[name]
    got = read(demo_engine, community.profile(selection)).set_index("code")
    expected = placed(demo_frames["communities"], selection, own="community").set_index("code").sort_index()
    assert got.index.tolist() == expected.index.tolist()
    assert got["residents"].tolist() == expected["residents"].tolist()
    grids, compounds = (demo_frames[table].groupby("community_code") for table in ("grids", "compounds"))
    counts = {
        "grids": grids.size(),
        "branches": grids["party_branch"].count(),
        "stations": grids["station_name"].count(),
        "compounds": compounds.size(),
        "old_villages": compounds["kind"].agg(lambda kinds: (kinds == "old_village").sum()),
    }
    for column, count in counts.items():
        assert got[column].tolist() == count.reindex(got.index, fill_value=0).tolist(), column


@pytest.mark.parametrize("name", CHOSEN)
def test_what_each_element_does(demo_engine, demo_frames, name):
    """What each of the five does equals what pandas finds in the rows."""
    selection = CHOSEN[name]
    compounds, grids = (placed(demo_frames[table], selection) for table in ("compounds", "grids"))
    held = placed(demo_frames["activities"], selection)
    held = held[during(held["starts_at"], selection)]
    turns = demo_frames["activity_volunteers"]
    turns = turns[turns["activity_id"].isin(held["activity_id"])]["headcount"].sum()
    got = read(demo_engine, community.element_figures(selection)).fillna(0).iloc[0].to_dict()
    assert got == {
        "party_branches": grids["party_branch"].notna().sum(),
        "owners_committees": compounds["has_owners_committee"].eq(True).sum(),
        "property_companies": compounds["property_company"].nunique(),
        "community_activities": held["organiser_kind"].eq("community").sum(),
        "social_activities": held["organiser_kind"].eq("social_organisation").sum(),
        "volunteer_turns": turns,
    }


def test_the_elements_stand_in_a_table(demo_engine, boston_url):
    for engine in (demo_engine, reading_engine(boston_url)):
        rows = read(engine, community.elements())
        assert list(rows[["name", "name_en", "measure"]].itertuples(index=False, name=None)) == list(DEFAULT)
        assert rows["position"].tolist() == list(range(len(DEFAULT)))


def test_bordering_equals_measuring_every_distance(demo_engine):
    outlines = read(demo_engine, areas.outlines(SPRING, "community"))
    shapes = {row.code: shapely.from_geojson(row.outline) for row in outlines.itertuples()}
    for code in outlines["code"].iloc[::40]:
        near = [
            other
            for other, shape in shapes.items()
            if other != code and shape.distance(shapes[code]) <= neighbourhoods.BORDER_DEGREES
        ]
        assert neighbourhoods.bordering(outlines, code) == sorted(near)
        assert near


def test_a_place_without_outline_borders_nothing():
    outlines = pd.DataFrame({"code": ["a", "b"], "outline": [None, '{"type":"Point","coordinates":[1,1]}']})
    assert neighbourhoods.bordering(outlines, "a") == neighbourhoods.bordering(outlines, "b") == []
    assert neighbourhoods.bordering(outlines.iloc[:0], "a") == []


def test_lagging_communities_take_longer_than_the_median(demo_engine):
    year = Selection(date(2025, 7, 1), date(2026, 7, 1))
    rows = read(demo_engine, cases.by_place(year, "community")).set_index("code")
    days = MEDIAN_DAYS.of(rows)
    lagging = [item.place for item in demo.planted() if item.kind == "lagging"]
    told = days[lagging].dropna()
    assert len(told) > 4
    assert (told > days.median()).mean() > 0.8
