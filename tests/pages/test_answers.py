"""What matters, in one sentence above each page: its figures are those of the tables, worked out in pandas."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from tests.opening import opened
from tests.oracle import AS_OF
from ui.navigation import SUBJECTS
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
    return [f"期内共{hours.max():,}件", f"{name}，{streets.iloc[0]:,}件"]


def of_map(frames: Frames) -> list[str]:
    names = frames["street_offices"].set_index("code")["name"]
    counts = names.to_frame().join(reported(frames)["street_office_code"].value_counts())["count"].fillna(0)
    most, least = counts.max(), counts.min()
    return [f"{names[counts.idxmax()]}", f"（{most:,.0f}）", f"（{least:,.0f}）"]


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
