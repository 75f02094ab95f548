"""The page of activities: what it tells, and what it says that data lack."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from pages.activities.over_time import calendar_table
from tests.opening import PAGES, opened
from tests.oracle import YEAR
from ui.words.periods import twelve_months, weeks_of_a_year
from ui.words.text import catalogue


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
