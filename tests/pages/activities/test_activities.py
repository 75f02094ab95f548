"""Who takes part in activities: rates, series, partners and places left out, against pandas, on both databases."""

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
from pages.activities.over_time import calendar_table
from tests.opening import PAGES, opened
from tests.oracle import KEY_OF_LEVEL, SELECTIONS, YEAR, during, placed, same
from ui.words.periods import twelve_months, weeks_of_a_year
from ui.words.text import catalogue

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
    rows = held(gaps, selection)
    got = read(engine, activities.recorded(selection)).iloc[0]
    assert got["activities"] == len(rows)
    assert got.drop("activities").to_dict() == rows[list(activities.RECORDED)].count().to_dict()


def test_by_turnout(engine, gaps, selection):
    rows = held(gaps, selection).dropna(subset=["participants", "capacity"]).query("capacity > 0")
    percent = (100 * rows["participants"] / rows["capacity"]).astype(float)
    expected = pd.Series(np.searchsorted(activities.TURNOUT_PERCENT, percent, side="left")).value_counts()
    got = read(engine, activities.by_turnout(selection))
    assert got.set_index("class_index")["activities"].to_dict() == expected.to_dict()


def test_series_over_time(engine, gaps, selection):
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


def place(code: str, residents: int | None, held: int, people: int | None) -> dict:
    return {"code": code, "name": code, "residents": residents, "activities": held, "participants": people}


def test_lacking_places():
    places = pd.DataFrame(
        [
            place("fine", 1000, 3, 100),
            place("half", 1000, 3, 50),  # half is not below half
            place("low", 1000, 3, 49),
            place("lower", 2000, 1, 10),
            place("none", 500, 0, 0),
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


def metrics(app) -> dict[str, str]:
    return {item.label: item.value for item in app.metric}


def test_the_page_tells_rates_and_missing_places(demo_folder, demo_frames, monkeypatch):
    app = opened("activities", demo_folder, monkeypatch, **{"from": "2026-05-01", "to": "2026-05-31"})
    rows = demo_frames["activities"]
    rows = rows[rows["starts_at"].between("2026-05-01", "2026-06-01", inclusive="left")]
    shown = metrics(app)
    people = rows["participants"].sum()
    assert shown["上座率"] == f"{100 * people / rows['capacity'].sum():.1f}%"
    assert shown["首次参加占比"] == f"{100 * rows['first_timers'].sum() / people:.1f}%"
    assert shown["人均经费"] == f"{rows['cost_yuan'].sum() / people:.1f} 元"
    assert shown["场均参加"] == f"{people / len(rows):,.0f}"
    residents = demo_frames["communities"].set_index("code")["residents"]
    of_place = rows.groupby("community_code")["participants"].sum().reindex(residents.index, fill_value=0)
    none = len(residents) - rows["community_code"].nunique()
    city = people / demo_frames["street_offices"]["residents"].sum()
    low = ((of_place > 0) & (of_place / residents < city / 2)).sum()
    said = " ".join(caption.value for caption in app.caption)
    assert f"{len(residents)} 个社区中，{none} 个期内没有活动，{low} 个有活动" in said
    assert "没有登记" not in said


def test_the_page_says_what_park_events_lack(parks_url, monkeypatch):
    period = {"from": "2017-01-01", "to": "2025-12-31"}
    app = opened("activities", parks_url, monkeypatch, **period)
    assert metrics(app).keys() == {"社区活动", "参加人次", "场均参加"}
    said = " ".join(caption.value for caption in app.caption)
    for part in ("志愿者", "可容纳人数", "首次参加", "经费", "协办方", "常住人口"):
        assert part in said
    assert "0 个期内没有活动" in " ".join(text.value for text in app.markdown)
    titles = [title.value for title in app.subheader]
    assert "系列活动逐月参加人次" in titles
    assert "活动日历：每日参加人次" in titles
    assert not {"各场活动的上座率", "参与最多的协办方", "宣传单发放"} & set(titles)
    borough = opened("activities", parks_url, monkeypatch, street="nyc-queens", **period)
    assert metrics(borough)["社区活动"] != metrics(app)["社区活动"]


def test_every_page_opens_on_data_without_cases_and_outlines(parks_url, monkeypatch):
    for page in PAGES:
        for place in ({}, {"street": "nyc-queens"}):
            app = opened(page, parks_url, monkeypatch, **place)
            assert not app.error
    said = [note.value for note in opened("map", parks_url, monkeypatch).info]
    assert catalogue("zh")["map.no_outline"].format(level="街道") in said


def test_the_calendar_has_gaps_only_where_attendance_is_unknown():
    period = weeks_of_a_year(YEAR)
    assert (period.start, period.last_day) == (date(2025, 6, 30), date(2026, 6, 30))
    rows = pd.DataFrame(
        {
            "at": pd.to_datetime(["2026-06-29", "2026-06-30"]),
            "participants": [12, None],
            "activities": [2, 1],
        }
    )
    table = calendar_table(rows, period)
    assert len(table) == period.days == 366
    assert table.iloc[-2].tolist() == ["2026-06-29", "周一", "2026-06-29", 12, 2]
    assert pd.isna(table.iloc[-1, 3])
    assert (table.iloc[:-2, 3] == 0).all()
    assert calendar_table(rows.iloc[:0], period).empty
    assert twelve_months(YEAR).start == date(2025, 7, 1)
    assert twelve_months(replace(YEAR, start=date(2026, 6, 9))).start == date(2025, 7, 1)
    assert twelve_months(replace(YEAR, start=date(2023, 2, 9))).start == date(2023, 2, 1)
