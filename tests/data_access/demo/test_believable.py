"""The demo city reads like a city: rhythms, sizes, shares and names, not only sums that agree."""

from __future__ import annotations

from itertools import takewhile

import chinese_calendar
import numpy as np
import pandas as pd
import pytest
import shapely
from sqlalchemy import URL, select

from data_access import demo, schema
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.demo import known, partition
from data_access.demo.calendar import AS_OF, DAYS
from data_access.demo.categories import CHILDREN
from data_access.demo.places import build_city, short_name
from data_access.demo.planted import Planted

CASES = 12_000
METRES_PER_DEGREE = partition.KM_PER_DEGREE * 1000


@pytest.fixture(scope="module")
def city(demo_frames) -> dict[str, pd.DataFrame]:
    """Every table of the demo city, with more cases; of those alone depends how many rows their tables have."""
    until_life = takewhile(lambda made: made[0] is not schema.grid_posts, demo.tables(cases=CASES))
    return demo_frames | {table.name: frame for table, frame in until_life}


@pytest.fixture(scope="module")
def planted() -> list[Planted]:
    return demo.planted()


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("梅庭社区居委会", "梅庭社区"),
        ("东山村委会", "东山村"),
        ("霞村村委会", "霞村"),
        ("三光天居委会", "三光天社区"),
        ("开发区虚拟社区", "开发区虚拟社区"),
    ],
)
def test_short_names(official, short):
    """A community is called by its short name."""
    assert short_name(official) == short


def test_no_name_says_village_or_community_twice(city):
    assert not city["communities"]["name"].str.contains("村村|社区社区|委会").any()
    assert not city["compounds"].duplicated(["community_code", "name"]).any()


def test_street_offices_are_small_and_towns_large(city):
    area = city["street_offices"].set_index("name")["area_km2"]
    urban = area[area.index.str.endswith("街道")]
    towns = area[area.index.str.endswith("镇")].drop(["西滨镇", "紫帽镇"])  # few communities
    assert urban.max() < towns.min()
    assert area[["安平开发区", "晋江市经济开发区", "泉州综合保税区"]].max() < area["安海镇"] / 5


def test_sized_cells_have_their_sizes_and_tile():
    area = shapely.box(0, 0, 4, 3)
    sizes = np.array([2.0, 6.0, 4.0])
    parts = partition.sized_cells(area, np.array([[1.0, 1.0], [3.0, 1.0], [2.0, 2.0]]), sizes)
    assert shapely.area(parts) == pytest.approx(sizes, rel=0.01)
    assert sum(shapely.area(parts)) == pytest.approx(12)
    assert shapely.unary_union(parts).area == pytest.approx(12)


def test_parts_share_their_borders_exactly(city):
    whole = shapely.from_geojson(city["dataset"]["outline"].iloc[0])
    for table in ("street_offices", "communities", "grids"):
        parts = shapely.from_geojson(city[table]["outline"].to_numpy(dtype=object))
        assert shapely.is_valid(parts).all()
        assert shapely.coverage_is_valid(parts), table
        assert shapely.equals(shapely.coverage_union_all(parts), whole), table


def test_the_border_test_can_fail():
    left, right = shapely.box(0, 0, 1, 1), shapely.box(1 - 1e-6, 0, 2, 1)
    assert not shapely.coverage_is_valid([left, right])


def test_points_are_near_their_compound(city):
    cases = city["cases"].dropna(subset=["longitude"])
    at = ["longitude", "latitude"]
    home = city["compounds"].set_index("code").loc[cases["compound_code"], at].to_numpy()
    metres = np.hypot(*((cases[at].to_numpy() - home) * METRES_PER_DEGREE).T)
    assert metres.max() < 80
    assert 0.01 < city["cases"]["longitude"].isna().mean() < 0.02


def test_two_million_residents(city):
    """The city has its two million residents, in grids of the usual size."""
    assert city["compounds"]["residents"].sum() == pytest.approx(2_060_000, abs=500)
    assert 250 < city["grids"]["households"].mean() < 400


def test_shares_of_cases(city):
    """Cases are closed where and when a real city closes them."""
    cases = city["cases"]
    closed = cases[cases["status"] == "closed"]
    is_open = cases["status"] == "open"
    assert 0.76 < (closed["resolved_level"] == "grid").mean() < 0.81
    assert 0.92 < closed["resolved_level"].isin(["grid", "community"]).mean() < 0.95
    assert 0.86 < (closed["closed_at"] <= closed["due_at"]).mean() < 0.90
    assert 0.003 < is_open.mean() < 0.015
    assert 0 < (is_open & (cases["due_at"] < AS_OF)).sum() < is_open.sum()
    assert cases["satisfaction"].dropna().between(1, 5).all()
    assert 0.3 < cases["satisfaction"].isna().mean() < 0.7
    assert set(cases["reopened"]) == {0, 1, 2}


def test_categories_are_children_with_deadlines(city):
    categories = city["case_categories"].set_index("code")
    parents = categories[categories["parent_code"].isna()]
    children = categories.drop(parents.index)
    assert (len(parents), len(children)) == (8, len(CHILDREN))
    assert set(city["cases"]["category_code"]) <= set(children.index)
    assert (children["deadline_hours"].isna() != children["deadline_working_days"].isna()).all()
    cases = city["cases"].merge(children, left_on="category_code", right_index=True)
    by_hours = cases[cases["deadline_hours"].notna()]
    hours = (by_hours["due_at"] - by_hours["reported_at"]).dt.total_seconds() / 3600
    assert (hours == by_hours["deadline_hours"]).all()
    by_days = cases[cases["deadline_working_days"].notna()].head(300)
    for row in by_days.itertuples():
        working = [
            day
            for day in chinese_calendar.get_workdays(row.reported_at.date(), row.due_at.date())
            if day > row.reported_at.date()
        ]
        assert len(working) == row.deadline_working_days
        assert working[-1] == row.due_at.date()


def test_handling_comes_between_dispatch_and_closing(city):
    cases = city["cases"]
    closed = cases[cases["closed_at"].notna()]
    assert (closed["dispatched_at"] <= closed["handled_at"]).all()
    assert (closed["handled_at"] <= closed["closed_at"]).all()
    handled = city["case_events"].query("step == 'handled'").set_index("case_id")["at"]
    assert handled.to_dict() == closed.set_index("case_id")["handled_at"].to_dict()
    assert 0.9 < cases["agreement_kept"].dropna().mean() < 0.97
    assert cases.loc[cases["agreement_kept"].notna(), "agreement_signed"].all()
    assert cases["solved"].notna().sum() == cases["satisfaction"].notna().sum()


def test_the_first_response_is_the_acceptance(city):
    events = city["case_events"]
    accepted = events[events["step"] == "accepted"].set_index("case_id")["at"]
    response = city["cases"].set_index("case_id")["first_response_at"].dropna()
    assert accepted.to_dict() == response.to_dict()


def test_steps_agree_with_level_and_reopening(city):
    events = city["case_events"]
    above = city["cases"][city["cases"]["level"] != "grid"]["case_id"]
    assert set(events[events["step"] == "escalated"]["case_id"]) == set(above)
    reopened = events[events["step"] == "reopened"].groupby("case_id").size()
    cases = city["cases"].set_index("case_id")["reopened"]
    assert reopened.reindex(cases.index, fill_value=0).tolist() == cases.tolist()


def test_only_patrols_are_said_to_be_found_by_patrols(city):
    cases = city["cases"][city["cases"]["case_id"] != known.LEAK_CASE]
    assert (cases["summary"].str.startswith("网格员巡查") == (cases["channel"] == "patrol")).all()


def test_everything_goes_on_until_the_last_days(city):
    for table, column in (
        ("cases", "reported_at"),
        ("visits", "visited_at"),
        ("meetings", "held_at"),
        ("activities", "starts_at"),
    ):
        at = city[table][column]
        assert at.min() >= DAYS[0]
        assert DAYS[-1] - pd.Timedelta(days=1) < at.max() <= AS_OF, table
        assert at.dt.day.nunique() == 31, table


def test_visits_keep_office_days_and_activities_weekends(city):
    def on_saturday(table: str, column: str) -> float:
        return float((city[table][column].dt.day_of_week == 5).mean())

    assert on_saturday("visits", "visited_at") < 1 / 7 < on_saturday("activities", "starts_at")
    assert on_saturday("meetings", "held_at") < 1 / 7
    weeks = len(DAYS) / 7
    assert 0.9 < len(city["visits"]) / len(city["grids"]) / weeks < 1.4


def test_only_the_planted_lack_a_step_free_space(city, planted):
    spaces, surveys = city["spaces"], city["elderly_surveys"]
    served = set(spaces[spaces["step_free"]]["community_code"])
    limited = surveys.groupby("community_code")["limited_mobility"].sum()
    lacking = {code for code in limited[limited > 0].index if code not in served}
    assert lacking == {item.place for item in planted if item.kind == "no_step_free"}


def test_two_surges_lie_in_the_last_seven_days(planted):
    surges = [item for item in planted if item.kind == "surge"]
    last = pd.Timestamp(AS_OF).date()
    assert len([item for item in surges if (last - item.start).days <= 6]) == 2
    assert len([item for item in surges if (last - item.end).days < 60]) >= 4
    assert all(item.note and item.end - item.start == pd.Timedelta(days=7) for item in surges)


def test_nothing_is_planted_in_the_known_places():
    places = build_city(np.random.default_rng(1))
    for seed in range(40):
        chosen = {item.place[:12] for item in demo.planted_in(places, seed)}
        assert not chosen & {known.MEITING, known.XIAOSHENG}


def test_people_add_up(city):
    """People of an activity, of a survey and of its needs add up."""
    held, surveys, needs = city["activities"], city["elderly_surveys"], city["elderly_needs"]
    assert (held[["children", "adults", "elders"]].sum(axis=1) == held["participants"]).all()
    helpers = city["activity_volunteers"].groupby("activity_id")["headcount"].sum()
    assert held.set_index("activity_id")["volunteers"].to_dict() == {
        name: int(helpers.get(name, 0)) for name in held["activity_id"]
    }
    for part in ("elders_80", "living_alone", "limited_mobility"):
        assert (surveys[part] <= surveys["elders_60"]).all(), part
    assert (needs["met"] <= needs["needed"]).all()
    homes = surveys["compound_code"].map(city["compounds"].set_index("code")["households"])
    assert (surveys["households_surveyed"] <= homes).all()


def test_build_tells_its_progress_and_writes_the_same_rows(tmp_path):
    told: list[tuple[float, str]] = []
    url = URL.create("duckdb", database=str(tmp_path / "data"))
    demo.build(url, cases=500, progress=lambda share, stage: told.append((share, stage)))
    shares = [share for share, _ in told]
    stages = [stage for _, stage in told]
    assert stages == ["outlines", "cases", "visits", "activities", "elders", "writing", "done"]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    held = read(reading_engine(url), select(schema.cases.c.case_id))["case_id"].tolist()
    made = next(frame for table, frame in demo.tables(cases=500) if table is schema.cases)
    assert held == made["case_id"].tolist()
