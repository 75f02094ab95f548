"""What matters, in one sentence above each page: its figures are those of the tables, worked out in pandas."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from pages.heatmap.answer import _hours
from tests.opening import opened
from tests.oracle import AS_OF
from ui.navigation import SUBJECTS
from ui.panels.answer import leading
from ui.session import state

Frames = dict[str, pd.DataFrame]
COMMUNITY = "350582002014"
MONTH = {"from": "2026-06-01", "to": "2026-06-30"}


def reported(frames: Frames) -> pd.DataFrame:
    cases = frames["cases"]
    return cases[cases["reported_at"].between("2026-06-01", "2026-07-01", inclusive="left")]


def of_process(frames: Frames) -> list[str]:
    still = frames["cases"].query("status != 'closed'")
    long = (AS_OF - still["reported_at"]).dt.total_seconds() > 30 * 86_400
    return [f"未办结案件{len(still):,}件", f"30天的{long.sum():,}件"]


def of_heatmap(frames: Frames) -> list[str]:
    cases = reported(frames)
    hours = cases.groupby([cases["reported_at"].dt.day_of_week, cases["reported_at"].dt.hour]).size()
    streets = cases["street_office_code"].value_counts()
    name = frames["street_offices"].set_index("code").loc[streets.index[0], "name"]
    each = "共" if (hours == hours.max()).sum() == 1 else "各"
    return [f"期内{each}{hours.max():,}件", f"{name}，{streets.iloc[0]:,}件"]


def of_map(frames: Frames) -> list[str]:
    names = frames["street_offices"].set_index("code")["name"]
    counts = reported(frames)["street_office_code"].value_counts().reindex(names.index, fill_value=0)
    rates = 1000 * counts / frames["street_offices"].set_index("code")["residents"]
    sure = rates[counts >= 20]
    return [f"{names[sure.idxmax()]}", f"（{sure.max():,.1f}）", f"（{sure.min():,.1f}）"]


def of_neighbours(frames: Frames) -> list[str]:
    grouped = frames["compounds"]["code"].isin(frames["resident_groups"]["compound_code"])
    held = frames["activities"]
    held = held[held["starts_at"].between("2026-06-01", "2026-07-01", inclusive="left")]
    turns = frames["activity_volunteers"].query("activity_id in @held.activity_id")["headcount"].sum()
    return [
        f"居民群{len(frames['resident_groups']):,}个",
        f"{100 * grouped.mean():.1f}%",
        f"{turns:,.0f}人次",
    ]


def of_community(frames: Frames) -> list[str]:
    residents = frames["communities"].set_index("code")["residents"]
    counts = reported(frames)["community_code"].value_counts().reindex(residents.index, fill_value=0)
    rates = 1000 * counts / residents
    return [
        f"上报案件{counts[COMMUNITY]}件",
        f"每千人上报{rates[COMMUNITY]:.1f}件",
        f"中位数{rates.median():.1f}件",
    ]


FIGURES: dict[str, Callable[[Frames], list[str]]] = {
    "process": of_process,
    "heatmap": of_heatmap,
    "map": of_map,
    "neighbours": of_neighbours,
    "community": of_community,
}


@pytest.mark.parametrize("page", SUBJECTS)
def test_each_page_begins_with_a_sentence(page, demo_folder, demo_frames, monkeypatch):
    """It is there, and the figures in it that are worked out here are the tables' own."""
    chosen = {"community": COMMUNITY} if page == "community" else {}
    app = opened(page, demo_folder, monkeypatch, **MONTH, **chosen)
    said = app.session_state[state.SHOWN].answer
    assert said.endswith("。")
    for figure in FIGURES.get(page, lambda _: [])(demo_frames):
        assert figure in said


def day_of_alike(frames: Frames, column: str) -> tuple[str, list[str], int]:
    """Return a day on which two or three places share the most cases, their codes and the count."""
    cases = frames["cases"]
    days = cases[cases["reported_at"] >= "2026-01-01"]
    for day, rows in days.groupby(days["reported_at"].dt.strftime("%Y-%m-%d")):
        counts = rows[column].value_counts()
        most = counts[counts == counts.max()]
        if len(most) in (2, 3):
            return str(day), list(most.index), int(most.max())
    raise AssertionError("no day has places that share the most cases")


@pytest.mark.parametrize(
    ("page", "column", "table"),
    [
        ("heatmap", "street_office_code", "street_offices"),
        ("map", "street_office_code", "street_offices"),
        ("community", "community_code", "communities"),
    ],
)
def test_places_that_share_the_most_are_all_named(page, column, table, demo_folder, demo_frames, monkeypatch):
    """On a day on which two or three have most cases, no one of them is told as the only one."""
    day, codes, count = day_of_alike(demo_frames, column)
    figure = {"figure": "reported"} if page == "map" else {}
    app = opened(page, demo_folder, monkeypatch, **{"from": day, "to": day}, **figure)
    said = app.session_state[state.SHOWN].answer
    names = demo_frames[table].set_index("code")["name"]
    assert all(names[code] in said for code in codes)
    assert f"最高（{count}）" in said if page == "map" else f"，各{count}件" in said


def test_no_place_has_most_of_nothing(demo_folder, monkeypatch):
    """In a period without a case, communities are counted and none is named; the heatmap says nothing of places."""
    early = {"from": "2001-01-01", "to": "2001-01-31"}
    app = opened("community", demo_folder, monkeypatch, **early)
    said = app.session_state[state.SHOWN].answer
    assert "期内没有上报案件" in said
    assert "最多" not in said
    app = opened("heatmap", demo_folder, monkeypatch, **early)
    assert not app.session_state[state.SHOWN].answer


def test_hours_that_differ_little_are_counted():
    """More hours than a sentence lists are told as a number of hours, fewer by their names."""
    hours = pd.DataFrame({"weekday": range(1, 5), "hour": range(4), "reported": [2, 2, 2, 2]})
    assert _hours(leading(hours)) == "各时段相差不大：最多的4个时段，期内各2件。"
    assert _hours(leading(hours.head(2))) == "上报最集中的时段是周一0时、周二1时，期内各2件。"
