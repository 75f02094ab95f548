"""Visits on both databases against pandas."""

from __future__ import annotations

from data_access.database.reading import read
from data_access.grid_work import visits
from tests.oracle import (
    during,
    placed,
)


def test_visits(demo_engine, demo_frames, selection):
    """Visits equal those that pandas finds in the rows."""
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
