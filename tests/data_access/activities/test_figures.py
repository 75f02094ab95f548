"""Figures of activities on both databases against pandas."""

from __future__ import annotations

import pandas as pd
import pytest

from data_access import activities
from data_access.database.reading import read
from tests.oracle import (
    KEY_OF_LEVEL,
    TABLE_OF_LEVEL,
    during,
    placed,
    same,
)

ACTIVITY_SUMS = ("participants", "children", "adults", "elders", "volunteers", "leaflets")


def held(frames, selection):
    rows = placed(frames["activities"], selection)
    return rows[during(rows["starts_at"], selection)]


def activity_measures(rows: pd.DataFrame) -> dict[str, float]:
    sums = {name: rows[name].sum() for name in ACTIVITY_SUMS}
    return {"activities": len(rows), "counted": rows["participants"].notna().sum()} | sums


def test_activity_figures(demo_engine, demo_frames, selection):
    """Key figures of activities equal those that pandas finds in the rows."""
    got = read(demo_engine, activities.figures(selection))
    same(got, pd.DataFrame([activity_measures(held(demo_frames, selection))]), ["activities"])


@pytest.mark.parametrize("column", ["kind", "organiser_kind"])
def test_activities_grouped(demo_engine, demo_frames, selection, column):
    """Activities by kind and by organiser equal those that pandas finds in the rows."""
    statement = {"kind": activities.by_kind, "organiser_kind": activities.by_organiser_kind}[column]
    rows = held(demo_frames, selection)
    expected = pd.DataFrame(
        [{column: key} | activity_measures(group) for key, group in rows.groupby(column)],
        columns=[column, *activity_measures(rows.iloc[:0])],
    )
    same(read(demo_engine, statement(selection)), expected, [column])


@pytest.mark.parametrize("level", KEY_OF_LEVEL)
def test_activities_by_place(demo_engine, demo_frames, selection, level):
    """Activities of each place equal those that pandas finds in the rows."""
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
    """The best attended activities equal those that pandas finds in the rows."""
    rows = held(demo_frames, selection)
    got = read(demo_engine, activities.best_attended(selection, limit=5))
    assert got["participants"].tolist() == rows["participants"].nlargest(5).tolist()
