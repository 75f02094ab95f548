"""Every query on both databases against the same answer worked out in pandas from the same rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import text

from data_access import activities, cases
from data_access.database import holdings
from data_access.database.faults import DatabaseFault
from data_access.database.reading import read
from data_access.grid_work import visits
from data_access.places import areas
from data_access.selection import Selection
from tests.oracle import (
    AS_OF,
    KEY_OF_LEVEL,
    SELECTIONS,
    STREET,
    TABLE_OF_LEVEL,
    chosen,
    during,
    measured,
    placed,
    same,
)


@pytest.fixture(params=SELECTIONS)
def selection(request) -> Selection:
    return SELECTIONS[request.param]


def test_figures(demo_engine, demo_frames, selection):
    got = read(demo_engine, cases.figures(selection))
    same(got, pd.DataFrame([measured(chosen(demo_frames["cases"], selection), selection)]), ["reported"])


def test_a_case_outside_is_left_out(demo_frames):
    """The oracle itself narrows: each selection holds fewer cases than the whole city."""
    everything = len(demo_frames["cases"])
    for name, selection in SELECTIONS.items():
        assert len(chosen(demo_frames["cases"], selection)) < everything or name == "city"


@pytest.mark.parametrize("level", KEY_OF_LEVEL)
def test_by_place(demo_engine, demo_frames, selection, level):
    rows = chosen(demo_frames["cases"], selection)
    place = placed(demo_frames[TABLE_OF_LEVEL[level]], selection, own=level)
    groups = dict(list(rows.groupby(KEY_OF_LEVEL[level])))
    nothing = measured(rows.iloc[:0], selection)
    expected = pd.DataFrame(
        [
            {"code": row.code, "name": row.name_, "residents": row.residents}
            | (measured(groups[row.code], selection) if row.code in groups else nothing)
            for row in place.rename(columns={"name": "name_"}).itertuples()
        ],
        columns=["code", "name", "residents", *nothing],
    )
    got = read(demo_engine, cases.by_place(selection, level))
    touched = rows[during(rows["reported_at"], selection) | during(rows["closed_at"], selection)]
    untouched = ~expected["code"].isin(touched[KEY_OF_LEVEL[level]])
    expected.loc[untouched, "agreements"] = np.nan
    same(got, expected, ["code"])


@pytest.mark.parametrize("unit", ["day", "week", "month"])
def test_flow(demo_engine, demo_frames, unit):
    period = {"day": "D", "week": "W-SUN", "month": "M"}[unit]
    rows = demo_frames["cases"]
    opened = rows[during(rows["reported_at"], STREET)]
    opened = placed(opened, STREET)["reported_at"].dt.to_period(period).dt.start_time.value_counts()
    closed = placed(rows[during(rows["closed_at"], STREET)], STREET)
    hours = (closed["closed_at"] - closed["reported_at"]).dt.total_seconds() / 3600
    by = closed["closed_at"].dt.to_period(period).dt.start_time
    got = read(demo_engine, cases.flow(STREET, unit)).set_index("at")
    assert got["reported"].sum() == opened.sum()
    assert got["reported"][got["reported"] > 0].to_dict() == opened.to_dict()
    assert got["closed"][got["closed"] > 0].to_dict() == by.value_counts().to_dict()
    medians = hours.groupby(by).median()
    np.testing.assert_allclose(got["median_hours"].astype(float).dropna().sort_index(), medians.sort_index())


def test_trend_by_category(demo_engine, demo_frames, selection):
    rows = chosen(demo_frames["cases"], selection)
    rows = rows[during(rows["reported_at"], selection)]
    at = rows["reported_at"].dt.to_period("M").dt.start_time
    main = rows["category_code"].str.split(".").str[0]
    expected = rows.groupby([at.rename("at"), main.rename("code")]).size()
    got = read(demo_engine, cases.trend_by_category(selection, "month"))
    assert got.set_index(["at", "code"])["reported"].to_dict() == expected.to_dict()
    assert got["name"].notna().all()


def test_by_category_and_by_level(demo_engine, demo_frames, selection):
    rows = chosen(demo_frames["cases"], selection)
    touched = rows[during(rows["reported_at"], selection) | during(rows["closed_at"], selection)]
    for statement, key, column in (
        (cases.by_category(selection), "code", "category_code"),
        (cases.by_level(selection), "level", "level"),
    ):
        got = read(demo_engine, statement)
        expected = pd.DataFrame(
            [{key: code} | measured(group, selection) for code, group in touched.groupby(column)],
            columns=[key, *measured(touched.iloc[:0], selection)],
        )
        for code in expected.loc[expected["closed"] == 0, key]:
            expected.loc[expected[key] == code, "agreements"] = np.nan
        same(got[list(expected.columns)], expected, [key])


def test_by_days_to_close(demo_engine, demo_frames, selection):
    rows = chosen(demo_frames["cases"], selection)
    rows = rows[during(rows["closed_at"], selection)]
    days = (rows["closed_at"] - rows["reported_at"]).dt.total_seconds() / 86400
    expected = np.searchsorted(cases.DAYS_TO_CLOSE, days, side="left")
    got = read(demo_engine, cases.by_days_to_close(selection))
    assert (
        dict(zip(got["class_index"], got["closed"], strict=True))
        == pd.Series(expected).value_counts().to_dict()
    )


def test_by_hour_of_week(demo_engine, demo_frames, selection):
    rows = chosen(demo_frames["cases"], selection)
    at = rows.loc[during(rows["reported_at"], selection), "reported_at"]
    expected = at.groupby([at.dt.day_of_week + 1, at.dt.hour]).size()
    got = read(demo_engine, cases.by_hour_of_week(selection))
    assert got.set_index(["weekday", "hour"])["reported"].to_dict() == expected.to_dict()


def test_positions(demo_engine, demo_frames, selection):
    rows = chosen(demo_frames["cases"], selection)
    rows = rows[during(rows["reported_at"], selection)]
    got = read(demo_engine, cases.positions(selection)).iloc[0]
    assert (got["reported"], got["with_position"]) == (len(rows), rows["longitude"].notna().sum())


def test_stock(demo_engine, demo_frames, selection):
    rows = chosen(demo_frames["cases"], selection)
    rows = rows[rows["status"] == "open"]
    got = read(demo_engine, cases.stock(selection, AS_OF.to_pydatetime())).iloc[0]
    soon = rows["due_at"].between(AS_OF, AS_OF + pd.Timedelta(hours=72))
    assert got.tolist() == [len(rows), (rows["due_at"] < AS_OF).sum(), soon.sum(), 0]


def test_categories_and_levels_known(demo_engine, demo_frames):
    assert read(demo_engine, cases.categories())["code"].tolist() == sorted(
        demo_frames["case_categories"]["code"]
    )
    assert bool(read(demo_engine, cases.levels_known())["known"].iloc[0])


def test_places(demo_engine, demo_frames, selection):
    names = read(demo_engine, areas.names())
    assert len(names) == sum(len(demo_frames[table]) for table in TABLE_OF_LEVEL.values())
    for level, table in TABLE_OF_LEVEL.items():
        expected = placed(demo_frames[table], selection, own=level)
        got = read(demo_engine, areas.outlines(selection, level))
        assert got["code"].tolist() == sorted(expected["code"])
        assert got.set_index("code")["outline"].to_dict() == expected.set_index("code")["outline"].to_dict()


def test_points(demo_engine, demo_frames, selection):
    compounds = placed(demo_frames["compounds"], selection)
    got = read(demo_engine, areas.compound_points(selection))
    assert sorted(got["name"]) == sorted(compounds["name"])
    grids = placed(demo_frames["grids"], selection, own="grid")
    assert sorted(read(demo_engine, areas.station_points(selection))["name"]) == sorted(grids["station_name"])
    spaces = placed(demo_frames["spaces"], selection)
    assert sorted(read(demo_engine, areas.space_points(selection))["name"]) == sorted(spaces["name"])


def test_population_and_extent(demo_engine, demo_frames, selection):
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


ACTIVITY_SUMS = ("participants", "children", "adults", "elders", "volunteers", "leaflets")


def held(frames, selection):
    rows = placed(frames["activities"], selection)
    return rows[during(rows["starts_at"], selection)]


def activity_measures(rows: pd.DataFrame) -> dict[str, float]:
    sums = {name: rows[name].sum() if len(rows) else np.nan for name in ACTIVITY_SUMS}
    return {"activities": len(rows), "counted": rows["participants"].notna().sum()} | sums


def test_activity_figures(demo_engine, demo_frames, selection):
    got = read(demo_engine, activities.figures(selection))
    same(got, pd.DataFrame([activity_measures(held(demo_frames, selection))]), ["activities"])


@pytest.mark.parametrize("column", ["kind", "organiser_kind"])
def test_activities_grouped(demo_engine, demo_frames, selection, column):
    statement = {"kind": activities.by_kind, "organiser_kind": activities.by_organiser_kind}[column]
    rows = held(demo_frames, selection)
    expected = pd.DataFrame(
        [{column: key} | activity_measures(group) for key, group in rows.groupby(column)],
        columns=[column, *activity_measures(rows.iloc[:0])],
    )
    same(read(demo_engine, statement(selection)), expected, [column])


@pytest.mark.parametrize("level", KEY_OF_LEVEL)
def test_activities_by_place(demo_engine, demo_frames, selection, level):
    rows = held(demo_frames, selection)
    got = read(demo_engine, activities.by_place(selection, level)).set_index("code")
    expected = rows.groupby(KEY_OF_LEVEL[level])["participants"].sum()
    assert got["participants"].sum() == rows["participants"].sum()
    assert got["participants"][got["participants"] > 0].to_dict() == expected.to_dict()
    assert len(got) == len(placed(demo_frames[TABLE_OF_LEVEL[level]], selection, own=level))


def test_activities_over_time_and_volunteers(demo_engine, demo_frames, selection):
    rows = held(demo_frames, selection)
    got = read(demo_engine, activities.over_time(selection, "month")).set_index("at")
    by = rows["starts_at"].dt.to_period("M").dt.start_time
    assert got["participants"].to_dict() == rows.groupby(by)["participants"].sum().to_dict()
    helpers = demo_frames["activity_volunteers"]
    helpers = helpers[helpers["activity_id"].isin(rows["activity_id"])].groupby("kind")["headcount"].sum()
    volunteers = read(demo_engine, activities.volunteers_by_kind(selection))
    assert volunteers.set_index("kind")["headcount"].to_dict() == helpers.to_dict()
    assert volunteers["headcount"].is_monotonic_decreasing


def test_best_attended(demo_engine, demo_frames, selection):
    rows = held(demo_frames, selection)
    got = read(demo_engine, activities.best_attended(selection, limit=5))
    assert got["participants"].tolist() == rows["participants"].nlargest(5).tolist()


def test_visits(demo_engine, demo_frames, selection):
    rows = placed(demo_frames["visits"], selection)
    rows = rows[during(rows["visited_at"], selection)]
    got = read(demo_engine, visits.figures(selection)).iloc[0]
    assert got["visits"] == len(rows)
    if len(rows):
        assert got["household_visits"] == rows["households"].sum()
        assert got["problems_to_cases"] == rows["problems_to_cases"].sum()
    by = rows["visited_at"].dt.to_period("W-SUN").dt.start_time
    weekly = read(demo_engine, visits.over_time(selection, "week")).set_index("at")
    assert weekly["visits"].to_dict() == rows.groupby(by).size().to_dict()


def test_filled_tables(demo_engine, demo_frames):
    got = read(demo_engine, holdings.filled_tables()).iloc[0]
    assert {name for name, filled in got.items() if filled} == set(demo_frames)


def test_a_statement_that_fails_is_a_fault(demo_engine):
    """Whatever the driver raises, pages only ever see a DatabaseFault."""
    with pytest.raises(DatabaseFault) as fault:
        read(demo_engine, text("SELECT nothing FROM nowhere"))
    assert fault.value.kind == "old_schema"
