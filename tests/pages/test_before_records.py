"""Periods before the records begin, and activities of which only some tell who came: the true reason, and no guess."""

from __future__ import annotations

import pandas as pd
import pytest

from data_access.database.holdings import DATED, first_days
from data_access.database.reading import read
from pages.activities import over_time
from tests.opening import metric, opened

LONG_AGO = {"from": "2022-01-01", "to": "2022-12-31"}

QUIET = {"from": "2026-03-04", "to": "2026-03-04", "grid": "350582002014004"}

DATED_OF_PAGE = {
    **dict.fromkeys(
        ("overview", "map", "heatmap", "cases", "process", "evaluation", "community", "data"), "cases"
    ),
    **dict.fromkeys(("activities", "neighbours"), "activities"),
    "familiarity": "cases",
    "grid_work": "visits",
    "deliberation": "meetings",
}

FALSE_REASONS = ("导入", "常住人口未知", "没有登记")


def said(app) -> str:
    return "\n".join(item.value for kind in ("info", "caption", "warning") for item in app.get(kind))


def test_the_first_day_of_each_table(demo_engine, demo_frames):
    row = read(demo_engine, first_days()).iloc[0]
    for table, at in DATED.items():
        assert pd.Timestamp(row[table]) == pd.to_datetime(demo_frames[table][at.name]).min().normalize(), (
            table
        )


@pytest.mark.parametrize("page", DATED_OF_PAGE)
def test_before_the_records_the_page_says_when_they_begin(page, demo_folder, demo_frames, monkeypatch):
    table = DATED_OF_PAGE[page]
    first = pd.to_datetime(demo_frames[table][DATED[table].name]).min()
    app = opened(page, demo_folder, monkeypatch, **LONG_AGO)
    words = said(app)
    assert f"记录自{first:%Y-%m-%d}起，所选时间早于此" in words
    assert not [reason for reason in FALSE_REASONS if reason in words]


def test_a_rhythm_is_not_judged_before_the_first_meeting(demo_folder, monkeypatch):
    app = opened("deliberation", demo_folder, monkeypatch, **LONG_AGO)
    assert "按频次召开的社区" not in [item.label for item in app.metric]


def test_of_no_activities_everything_is_none(demo_folder, monkeypatch):
    """On the overview no activity means no participant: 0, not unknown."""
    app = opened("overview", demo_folder, monkeypatch, **LONG_AGO)
    assert [metric(app, label) for label in ("社区活动", "参加人次")] == ["0", "0"]


@pytest.mark.parametrize("page", ["overview", "deliberation", "activities", "neighbours", "familiarity"])
def test_of_a_day_without_rows_sums_are_none_and_nothing_is_said_to_lack(
    page, demo_folder, demo_frames, monkeypatch
):
    """Within the records a grid's quiet day has no figure of unknown size, and no false reason."""
    dated = {"cases": "closed_at", "activities": "starts_at", "visits": "visited_at", "meetings": "held_at"}
    for table, at in dated.items():
        rows = demo_frames[table].query("grid_code == @QUIET['grid']")
        assert not rows[at].dt.strftime("%Y-%m-%d").eq(QUIET["from"]).any()
    app = opened(page, demo_folder, monkeypatch, **QUIET)
    assert not [reason for reason in FALSE_REASONS if reason in said(app)]
    if page == "overview":
        counts = ("办结案件", "签订协议", "走访排查", "社区活动", "参加人次")
        assert {label: metric(app, label) for label in counts} == dict.fromkeys(counts, "0")


def test_bars_of_age_groups_add_up_to_the_participants(altered, demo_frames, monkeypatch):
    """Where some activities do not tell the ages, the bars have a part for them and add up to the tile."""
    activities = demo_frames["activities"].copy()
    ages = ["children", "adults", "elders"]
    activities.loc[activities.index[::3], ages] = None
    activities.loc[activities.index[1::3], "elders"] = None
    url = altered("duckdb", demo_frames | {"activities": activities})
    drawn = []
    monkeypatch.setattr(over_time, "chart_panel", lambda *panel, **more: drawn.append(panel))
    app = opened("activities", url, monkeypatch, **{"from": "2026-04-01", "to": "2026-06-30"})
    table = next(panel[4] for panel in drawn if panel[1] == "over_time")
    parts = table[["儿童", "成人", "老人", "年龄不详"]].sum().sum()
    assert f"{parts:,.0f}" == metric(app, "参加人次")
