"""Activities, meetings and visits of places, against pandas."""

from __future__ import annotations

import pandas as pd
import pytest

from data_access import activities
from data_access.database.reading import read
from data_access.deliberation import meetings
from tests.oracle import SELECTIONS, during, placed

EVENTS = {
    "meetings": (meetings.points, "held_at", "topic", "meeting_id"),
    "activities": (activities.points, "starts_at", "name", "activity_id"),
}

LEVELS = {
    "compound": "compounds",
    "grid": "grids",
    "community": "communities",
    "street_office": "street_offices",
}


def events_in_pandas(frames, table: str, selection, latest: int) -> list[tuple]:
    """Place, number and latest titles, each event at its finest place that has a point."""
    _, at, title, key = EVENTS[table]
    rows = placed(frames[table], selection)
    rows = rows[during(rows[at], selection)]
    finest = pd.Series(None, rows.index, dtype=object)
    for level, name in reversed(LEVELS.items()):
        with_point = frames[name].dropna(subset=["longitude", "latitude"])["code"]
        finest = rows[f"{level}_code"].where(rows[f"{level}_code"].isin(with_point), finest)
    rows = rows.assign(place=finest)
    rows = rows.sort_values([at, key], ascending=[False, True])
    return sorted(
        (str(place), len(group), tuple(group[title].head(latest).fillna("")))
        for place, group in rows.groupby("place", dropna=False)
    )


def events_of(got: pd.DataFrame) -> list[tuple]:
    return sorted(
        (str(place), int(group["events"].iloc[0]), tuple(group["title"].fillna("")))
        for place, group in got.groupby("code", dropna=False)
    )


@pytest.mark.parametrize("table", EVENTS)
@pytest.mark.parametrize("name", SELECTIONS)
def test_events_by_place(demo_engine, demo_frames, name, table):
    """Activities, meetings and visits of each place equal those that pandas finds in the rows."""
    got = read(demo_engine, EVENTS[table][0](SELECTIONS[name], 3))
    assert events_of(got) == events_in_pandas(demo_frames, table, SELECTIONS[name], 3)
