"""Activities and attendance against pandas."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from data_access import activities
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.database.writing import insert_frame, replacing
from data_access.schema import metadata
from tests.oracle import KEY_OF_LEVEL, SELECTIONS, YEAR, during, placed, same

RATES = ["seated", "seats", "first_timers", "asked", "cost_yuan", "paid_for"]


@pytest.fixture(params=SELECTIONS)
def selection(request):
    return SELECTIONS[request.param]


@pytest.fixture(scope="module")
def gaps(demo_frames) -> pd.DataFrame:
    """The demo city's activities with some numbers unknown."""
    rows = demo_frames["activities"].copy()
    draw = np.random.default_rng(1)
    for name in ("participants", "capacity", "first_timers", "cost_yuan", "leaflets"):
        rows[name] = rows[name].astype("Float64").mask(draw.random(len(rows)) < 0.2)
    rows.loc[rows.index[::50], "capacity"] = 0
    doubled = rows.index[rows["partners"].notna()][::40]
    rows.loc[doubled, "partners"] += "； " + rows.loc[doubled, "partners"].str.split("；").str[0] + "；"
    return rows


@pytest.fixture(scope="module", params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request, demo_frames, gaps, tmp_path_factory):
    """The demo city with those gaps, once on each database."""
    if request.param == "duckdb":
        url = request.getfixturevalue("demo_folder").set(database=str(tmp_path_factory.mktemp("gaps")))
    else:
        url = request.getfixturevalue("new_postgres")("gaps")
    with replacing(url) as (connection, _):
        for name in ("dataset", "street_offices", "communities", "grids"):
            insert_frame(connection, metadata.tables[name], demo_frames[name])
        insert_frame(connection, metadata.tables["activities"], gaps)
    return reading_engine(url)


def held(rows: pd.DataFrame, selection) -> pd.DataFrame:
    rows = placed(rows, selection)
    return rows[during(rows["starts_at"], selection)]


def rated(rows: pd.DataFrame) -> dict[str, float]:
    seated = rows.dropna(subset=["participants", "capacity"]).query("capacity > 0")
    asked = rows.dropna(subset=["participants", "first_timers"])
    paid = rows.dropna(subset=["participants", "cost_yuan"])
    sums = {
        "seated": seated["participants"],
        "seats": seated["capacity"],
        "first_timers": asked["first_timers"],
        "asked": asked["participants"],
        "cost_yuan": paid["cost_yuan"],
        "paid_for": paid["participants"],
    }
    return {name: values.sum() if len(values) else np.nan for name, values in sums.items()}


def test_rates(engine, gaps, selection):
    """Turnout and shares of participants equal those that pandas finds in the rows."""
    rows = held(gaps, selection)
    same(read(engine, activities.rates(selection)), pd.DataFrame([rated(rows)]), ["seats"])
    expected = pd.DataFrame(
        [{"kind": kind, "activities": len(group)} | rated(group) for kind, group in rows.groupby("kind")],
        columns=["kind", "activities", *RATES],
    )
    same(read(engine, activities.rates_by_kind(selection)), expected, ["kind"])
    months = rows["starts_at"].dt.to_period("M").dt.start_time
    expected = pd.DataFrame(
        [{"at": at} | rated(group) for at, group in rows.groupby(months)], columns=["at", *RATES]
    )
    same(read(engine, activities.rates_over_time(selection, "month")), expected, ["at"])


def test_recorded(engine, gaps, selection):
    """How many activities tell each figure equal those that pandas finds in the rows."""
    rows = held(gaps, selection)
    got = read(engine, activities.recorded(selection)).iloc[0]
    assert got["activities"] == len(rows)
    assert got.drop("activities").to_dict() == rows[list(activities.RECORDED)].count().to_dict()


def test_by_turnout(engine, gaps, selection):
    """Activities by turnout equal those that pandas finds in the rows."""
    rows = held(gaps, selection).dropna(subset=["participants", "capacity"]).query("capacity > 0")
    percent = (100 * rows["participants"] / rows["capacity"]).astype(float)
    expected = pd.Series(np.searchsorted(activities.TURNOUT_PERCENT, percent, side="left")).value_counts()
    got = read(engine, activities.by_turnout(selection))
    assert got.set_index("class_index")["activities"].to_dict() == expected.to_dict()


def test_series_over_time(engine, gaps, selection):
    """The largest series over time equal those that pandas finds in the rows."""
    rows = held(gaps, selection).dropna(subset=["series"])
    totals = rows.groupby("series")["participants"].sum(min_count=1)
    often = rows["series"].value_counts()
    totals = totals[often.reindex(totals.index) >= activities.SERIES_FROM].astype(float)
    largest = totals.sort_index().sort_values(ascending=False, kind="stable").index[:4]
    rows = rows[rows["series"].isin(largest)]
    months = rows["starts_at"].dt.to_period("M").dt.start_time.rename("at")
    expected = (
        rows.groupby(["series", months])["participants"]
        .agg(activities="size", counted="count", participants=lambda people: people.sum(min_count=1))
        .reset_index()
    )
    same(read(engine, activities.series_over_time(selection, "month", 4)), expected, ["series", "at"])


def test_by_partner(engine, gaps, selection):
    """Activities of each partner equal those that pandas finds in the rows."""
    rows = held(gaps, selection).dropna(subset=["partners"])
    rows = rows.assign(partner=rows["partners"].str.split("；")).explode("partner")
    rows["partner"] = rows["partner"].str.strip()
    rows = rows[rows["partner"] != ""].drop_duplicates(["activity_id", "partner"])
    expected = rows.groupby("partner").agg(
        activities=("activity_id", "size"),
        participants=("participants", lambda people: people.sum(min_count=1)),
        communities=("community_code", "nunique"),
    )
    expected = expected.reset_index().assign(in_all=len(expected))
    same(read(engine, activities.by_partner(selection, 100_000)), expected, ["partner"])
    short = read(engine, activities.by_partner(selection, 3))
    assert short["in_all"].tolist() == [len(expected)] * min(3, len(expected))
    assert short["activities"].tolist() == expected["activities"].nlargest(3).tolist()


def test_leaflets_over_time(engine, gaps, selection):
    """Leaflets over time equal those that pandas finds in the rows."""
    rows = held(gaps, selection)
    fraud = rows["kind"] == "anti_fraud"
    rows = rows.assign(at=rows["starts_at"].dt.to_period("M").dt.start_time, fraud=fraud)
    rows["of_fraud"] = rows["leaflets"].where(fraud)
    groups = rows.groupby("at")
    expected = pd.DataFrame(
        {
            "leaflets": groups["leaflets"].sum(min_count=1),
            "anti_fraud": groups["of_fraud"].sum(min_count=1),
            "anti_fraud_activities": groups["fraud"].sum(),
        }
    ).reset_index()
    same(read(engine, activities.leaflets_over_time(selection, "month")), expected, ["at"])


@pytest.mark.parametrize("level", KEY_OF_LEVEL)
def test_attendance_that_is_not_known_is_not_zero(engine, gaps, level):
    selection = replace(YEAR, start=date(2026, 6, 1))
    rows = held(gaps, selection)
    got = read(engine, activities.by_place(selection, level)).set_index("code")
    groups = rows.groupby(KEY_OF_LEVEL[level])
    expected = groups["participants"].sum(min_count=1).reindex(got.index)
    none = ~got.index.isin(rows[KEY_OF_LEVEL[level]])
    expected[none] = 0
    assert got["participants"].isna().tolist() == expected.isna().tolist()
    assert got["participants"].dropna().astype(float).to_dict() == expected.dropna().astype(float).to_dict()
    if level == "grid":
        assert none.any()
        assert expected.isna().any()


def place(
    code: str, residents: int | None, held: int, people: int | None, counted: int | None = None
) -> dict[str, str | int | None]:
    """A row of `activities.by_place`; without `counted` all activities, or none, recorded their attendance."""
    counted = (held if people is not None else 0) if counted is None else counted
    named = {"code": code, "name": code, "residents": residents}
    return {**named, "activities": held, "counted": counted, "participants": people}


def test_lacking_places():
    """Places far below the median of participation are named, worst first."""
    places = pd.DataFrame(
        [
            place("fine", 1000, 3, 100),
            place("half", 1000, 3, 50),  # half is not below half
            place("low", 1000, 3, 49),
            place("lower", 2000, 1, 10),
            place("none", 500, 0, 0),
            place("partly_counted", 1000, 3, 10, counted=1),
            place("no_one_counted", 500, 2, None),
            place("no_residents", None, 2, 1),
            place("none_no_residents", None, 0, 0),
        ]
    )
    got = activities.lacking(places, 100.0)
    assert got["code"].tolist() == ["none", "none_no_residents", "lower", "low"]
    assert got["standing"].tolist() == ["none", "none", "far_below", "far_below"]
    assert got["shortfall"].tolist()[::2] == [50, 190]
    assert pd.isna(got["shortfall"].iloc[1])
    assert got["per_1000"].iloc[2] == 5
    assert activities.lacking(places, None)["code"].tolist() == ["none", "none_no_residents"]
    assert activities.lacking(places.iloc[:0], 100.0).empty
