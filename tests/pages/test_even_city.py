"""A city where every day is like every other: no figure changes, whatever the period and the comparison."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from data_access.database.url import database_url
from data_access.database.writing import insert_frame, replacing
from data_access.schema import SCHEMA_VERSION, metadata
from tests.opening import metric, opened
from ui import charts

FIRST, LAST = date(2019, 1, 1), date(2030, 12, 31)
A_DAY = 10
PLACE = {
    "street_office_code": "350582001000",
    "community_code": "350582001001",
    "grid_code": "350582001001001",
}
COMPARED = ("overview", "grid_work", "deliberation", "activities", "neighbours")
"""The pages whose figures say how they changed."""


def even_rows() -> dict[str, pd.DataFrame]:
    """Ten cases, reported and closed, ten visits, an activity and a meeting on each day."""
    days = pd.Series(pd.date_range(FIRST, LAST))
    moments = (days.repeat(A_DAY) + pd.to_timedelta(list(range(A_DAY)) * len(days), unit="h")).reset_index(
        drop=True
    )
    number = moments.index.astype(str)
    cases = {
        "case_id": number,
        "reported_at": moments,
        "due_at": moments + pd.Timedelta(hours=5),
        "closed_at": moments + pd.Timedelta(hours=4),
        "status": "closed",
        "level": "grid",
        "resolved_level": "grid",
        "satisfaction": 5,
        "agreement_signed": True,
    }
    visits = {"visit_id": number, "visited_at": moments, "role": "full_time_member", "households": 3}
    visits |= {"problems_found": 1, "problems_to_cases": 1}
    own = days.index.astype(str)
    activities = {
        "activity_id": own,
        "name": "日常活动",
        "starts_at": days,
        "participants": 30,
        "volunteers": 4,
    }
    meetings = {"meeting_id": own, "held_at": days, "residents": 8, "resolutions": 2, "resolutions_done": 2}
    meetings |= {"done_at": days + pd.Timedelta(days=3)}
    placed = {"cases": cases, "visits": visits, "activities": activities, "meetings": meetings}
    helpers = {"activity_id": own, "kind": "resident", "headcount": 4, "hours": 8.0}
    return {name: pd.DataFrame(rows | PLACE) for name, rows in placed.items()} | {
        "activity_volunteers": pd.DataFrame(helpers)
    }


def places() -> dict[str, pd.DataFrame]:
    names = {
        "street_offices": {"code": PLACE["street_office_code"]},
        "communities": {"code": PLACE["community_code"], "street_office_code": PLACE["street_office_code"]},
        "grids": {"code": PLACE["grid_code"]} | {k: v for k, v in PLACE.items() if k != "grid_code"},
    }
    people = {"residents": 1000, "households": 300, "name": "一处"}
    return {name: pd.DataFrame([codes | people]) for name, codes in names.items()}


@pytest.fixture(scope="module")
def even_city(tmp_path_factory) -> str:
    url = f"duckdb:///{tmp_path_factory.mktemp('even')}/data"
    dataset = {
        "city_code": "350582",
        "city_name": "匀速市",
        "as_of": pd.Timestamp(LAST) + pd.Timedelta(hours=23, minutes=59, seconds=59),
        "synthetic": False,
        "schema_version": SCHEMA_VERSION,
        "loaded_at": pd.Timestamp("2031-01-01"),
    }
    with replacing(database_url(url)) as (connection, generation):
        frames = {"dataset": pd.DataFrame([dataset | {"generation": generation}])} | places() | even_rows()
        for name, frame in frames.items():
            insert_frame(connection, metadata.tables[name], frame)
    return url


@pytest.fixture
def drawn(monkeypatch) -> list[tuple[pd.DataFrame, Mapping]]:
    """What charts over time are drawn from."""
    told: list[tuple[pd.DataFrame, Mapping]] = []
    for name in ("stacked", "trend"):
        draw = getattr(charts, name)

        def noted(table, *fields, draw=draw, **options):
            told.append((table, {"at": fields[0], "value": fields[1], **options}))
            return draw(table, *fields, **options)

        monkeypatch.setattr(charts, name, noted)
    return told


def heights(table: pd.DataFrame, drawing: Mapping) -> pd.Series:
    """How high each whole column or point of a chart is, by what is drawn and its days."""
    at, value = drawing["at"], drawing["value"]
    moments = pd.to_datetime(table[at])
    ordered = moments.drop_duplicates().sort_values()
    length = {moment: moment.days_in_month for moment in ordered}
    steps = ordered.diff().dt.days.dropna()
    if len(steps) and steps.max() <= 7:
        length = dict.fromkeys(ordered, int(steps.max()))
    whole = ~moments.isin(drawing.get("cut", ()))
    return (table[value] / moments.map(length))[whole]


PERIODS = st.tuples(st.dates(date(2020, 3, 1), date(2030, 10, 1)), st.integers(2, 400))


@settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@example((date(2024, 2, 26), 3), "year")
@example((date(2024, 2, 29), 1), "year")
@example((date(2024, 2, 1), 29), "previous")
@example((date(2025, 3, 1), 31), "previous")
@example((date(2026, 6, 1), 15), "previous")
@example((date(2026, 1, 1), 181), "year")
@given(PERIODS, st.sampled_from(["previous", "year"]))
def test_nothing_changes_where_every_day_is_alike(even_city, monkeypatch, period, compare):
    """No tile of any page shows a change, in any period, against the period before or the year before."""
    first, days = period
    query = {
        "from": first.isoformat(),
        "to": (first + timedelta(days=days - 1)).isoformat(),
        "compare": compare,
    }
    for page in COMPARED:
        app = opened(page, even_city, monkeypatch, **query)
        changes = {item.label: item.delta for item in app.metric if item.delta}
        assert set(changes.values()) <= {"持平"}, (page, query, changes)
        assert changes, page
        if page == "overview":
            assert metric(app, "上报案件") == f"{A_DAY * days:,}"


@pytest.mark.parametrize("compare", ["previous", "year"])
@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-02-01", "2026-02-28"),  # days, against the 31 of January or 28 of a year before
        ("2024-02-20", "2024-03-10"),
        ("2025-12-10", "2026-03-05"),  # weeks over the turn of the year
        ("2026-05-13", "2026-08-12"),
        ("2023-11-17", "2024-12-05"),  # months, cut at both ends
    ],
)
def test_columns_are_of_equal_height(first, last, compare, even_city, drawn, monkeypatch):
    """Whole days, weeks and months are as high as their days, the comparison's too, one beside each."""
    for page in ("overview", "cases"):
        opened(page, even_city, monkeypatch, **{"from": first, "to": last, "compare": compare})
    assert len(drawn) == 2
    for table, drawing in drawn:
        series = table.columns[1]
        assert "parts" not in drawing or "未分类" in set(table[series])
        for name, rows in table.groupby(series):
            moments = pd.to_datetime(rows[drawing["at"]])
            assert not moments.duplicated().any()
            assert moments.between(pd.Timestamp(first) - pd.Timedelta(days=31), pd.Timestamp(last)).all()
            of_comparison = str(name).startswith("对比")
            by_month = len(moments) > 1 and moments.diff().max() > pd.Timedelta(days=7)
            if not (of_comparison and by_month):  # a month stands beside one of another length
                assert set(heights(rows, drawing).round(3)) == {float(A_DAY)}, name


@pytest.mark.parametrize("page", ["grid_work", "activities", "deliberation", "neighbours", "community"])
def test_columns_that_are_not_marked_are_whole(page, even_city, drawn, monkeypatch):
    """On every page a chart over time marks the weeks and months that the period cuts; all others are equally high."""
    asked = {"from": "2026-05-13", "to": "2026-08-12", "community": PLACE["community_code"]}
    opened(page, even_city, monkeypatch, **asked)
    assert drawn
    for table, drawing in drawn:
        assert drawing["cut"]
        for _, rows in table.groupby(table.columns[1]):
            assert heights(rows, drawing).round(3).nunique() <= 1
