"""The page of care for the elderly: figures as they are, and no small count anywhere."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

from data_access.database.reading import read
from data_access.elderly import surveys
from pages.elderly.space_map import HOME, home_points
from pages.elderly.surveys import beyond_table
from tests.data_access.elderly.rows import ALL, GRID_4, latest
from tests.opening import metric, opened
from ui.files import tables
from ui.maps import offline_page, point_layers
from ui.maps.features import collection_bytes, point_features
from ui.maps.ground import Box, Land
from ui.panels.elders import count_words, elders_shown

PERIOD = {"from": "2023-07-01", "to": "2026-06-30"}


def test_the_page_shows_grid_4_as_it_is(demo_folder, monkeypatch):
    app = opened("elderly", demo_folder, monkeypatch, grid=GRID_4, **PERIOD)
    shown = [metric(app, name) for name in ("60岁以上老人", "80岁以上老人", "独居老人", "行动不便老人")]
    assert shown == ["236", "41", "18", "22"]
    assert metric(app, "附近没有无障碍空间的行动不便老人") == "无"
    text = " ".join(str(frame.value.to_dict("list")) for frame in app.dataframe)
    for words in ("书法走廊", "4号楼架空层", "公共收益", "陈普佳苑二楼"):
        assert words in text


def small_places(frames) -> list[str]:
    """Communities with surveys of which some count is under five, most such surveys first."""
    rows = latest(frames, ALL)
    return rows[rows["limited_mobility"] < 5]["community_code"].value_counts().index[:4].tolist()


def test_no_table_or_chart_of_the_page_holds_a_small_count(demo_folder, demo_frames, monkeypatch):
    """Of people: every number of the page's tables and of the data sent with its charts and map is looked at."""
    told = []
    monkeypatch.setattr(
        "ui.panels.charts.chart_downloads",
        lambda view, key, title, chart, table, *words: told.append((key, chart, table)),
    )
    for community in small_places(demo_frames):
        told.clear()
        app = opened("elderly", demo_folder, monkeypatch, community=community, **PERIOD)
        elders = elders_shown(app.session_state["view"])
        hidden = elders.places["limited_mobility_why"].notna().sum()
        assert hidden > 0
        charts = {key: (chart, table) for key, chart, table in told}
        for key in ("needs", "elders"):
            chart, table = charts[key]
            numbers = [
                value
                for rows in chart.to_dict()["datasets"].values()
                for row in rows
                for name, value in row.items()
                if isinstance(value, (int, float)) and name not in ("place", "end")
            ]
            assert all(value >= 5 for value in numbers), (community, key, numbers)
            people = table.drop(columns=[name for name in table if "小区" in name or "%" in name])
            cells = [cell for name in people for cell in people[name] if isinstance(cell, (int, float))]
            assert all(cell >= 5 or np.isnan(cell) for cell in cells), (community, key, cells)
            assert all(row["end"] == 0 or row["end"] >= 5 for row in chart_rows(chart) if "end" in row)
        assert all(
            words in {"<5", "不公开"} or (isinstance(words, int) and words >= 5)
            for words in count_words(elders.beyond, "limited_mobility")
        )


def chart_rows(chart) -> list[dict]:
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def test_files_and_map_of_the_list_hold_no_small_count(demo_folder, demo_frames, monkeypatch):
    community = small_places(demo_frames)[0]
    app = opened("elderly", demo_folder, monkeypatch, community=community, **PERIOD)
    view = app.session_state["view"]
    elders = elders_shown(view)
    small = read(view.source.engine, surveys.beyond_reach(view.selection)).set_index("compound")
    small = small[small["limited_mobility"] < 5]
    assert len(small) > 0
    table = beyond_table(elders.beyond)
    sheet = openpyxl.load_workbook(io.BytesIO(tables.xlsx_bytes(table, "出处"))).active
    heading = [cell.value for cell in sheet[1]]
    told = {
        row[heading.index("小区")]: row[heading.index("行动不便（人）")]
        for row in sheet.iter_rows(min_row=2, values_only=True)
    }
    text = pd.read_csv(io.BytesIO(tables.csv_bytes(table, "出处"))).set_index("小区")["行动不便（人）"]
    points = home_points(elders)
    features = json.loads(collection_bytes(point_features(points.drop(columns="tip")), "出处"))["features"]
    on_map = {feature["properties"]["name"]: feature["properties"]["people"] for feature in features}
    tips = dict(zip(points["name"], points["tip"], strict=True))
    for name in small.index:
        assert told[name] == text[name] == on_map[name] == "<5"
        assert tips[name][1] == "行动不便老人：<5"
    drawn = point_layers.marked([(points, HOME)], "homes")
    box = Box(118, 24, 119, 25)
    page = offline_page.page_bytes(Land(None), box, [drawn], "图", (), "出处").decode()
    assert "lt;5" in page
    assert "limited_mobility" not in page


def test_many_spaces_are_shown_as_shares_of_places(demo_folder, demo_frames, monkeypatch):
    """Too many spaces to tell apart: places coloured by their step-free share, in the files too; a click leads on."""
    offered: dict[str, Any] = {}

    def downloads(view, key, title, picture, layers, page):
        offered.update(picture=picture(), layers=layers.make())

    monkeypatch.setattr("pages.elderly.space_shares.MOST_DOTS", 10)
    monkeypatch.setattr("pages.elderly.space_map.map_downloads", downloads)
    monkeypatch.setattr("pages.elderly.space_map.draw", lambda *words, **options: offered.update(options))
    app = opened("elderly", demo_folder, monkeypatch, **PERIOD)
    assert offered["picture"].marks == ()
    areas, spaces = offered["picture"].areas.set_index("code"), demo_frames["spaces"]
    opened_on = pd.to_datetime(spaces["opened_on"])
    spaces = spaces[opened_on.isna() | (opened_on <= PERIOD["to"])]
    share = 100 * spaces.groupby("street_office_code")["step_free"].mean().astype(float)
    expected = pytest.approx(share[share.index.isin(areas.index)].to_dict())
    assert areas["value"].dropna().to_dict() == expected
    assert areas["colour"].nunique() > 1
    told = {row["properties"]["code"]: row["properties"]["value"] for row in offered["layers"]["places"]}
    assert {code: value for code, value in told.items() if value is not None} == expected
    assert any("点击街道（镇）" in caption.value for caption in app.caption)
    assert offered["follow"] is not None
    monkeypatch.setattr("pages.elderly.space_shares.MOST_DOTS", len(spaces))
    opened("elderly", demo_folder, monkeypatch, **PERIOD)
    assert offered["picture"].marks
    assert offered["follow"] is None
