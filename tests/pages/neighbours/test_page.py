"""The page of neighbours, and its drawing of partners."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from data_access.demo.known import MEITING
from pages.neighbours.charts import DOWN, MOST_DRAWN, ROW_HEIGHT, network
from tests.data_access.neighbours.rows import helpers
from tests.opening import metric, opened
from tests.oracle import YEAR, placed
from ui.charts.pictures import png_bytes
from ui.words.text import catalogue

YEAR_QUERY = {"from": "2025-07-01", "to": "2026-06-30"}


def drawn(count: int, name: str = "梅庭社区第{}爱心商家联盟"):
    names = [name.format(number) for number in range(count)]
    members = pd.DataFrame(
        {"单位": names, "方式": ["协办", "主办"] * (count // 2), "活动": range(count, 0, -1)}
    )
    kinds = ["健康", "少儿", "反诈", "党建", "体育"]
    links = pd.DataFrame(
        [(who, kinds[(number + step) % 5], 1 + step) for number, who in enumerate(names) for step in (0, 2)],
        columns=["单位", "类别", "活动"],
    )
    columns = ("单位", "类别", "活动", "方式")
    words = [f"{number}场" for number in members["活动"]]
    return network(members, links, "梅庭社区", names=columns, words=words, roles=["协办", "主办", "两者"])


def test_names_in_the_drawing_keep_apart():
    spec = drawn(MOST_DRAWN).to_dict()
    sides = [
        [row for row in spec["datasets"][layer["data"]["name"]] if "top" in row]
        for layer in spec["layer"]
        if layer["mark"].get("align") in ("left", "right")
    ]
    assert [len(side) for side in sides] == [MOST_DRAWN // 2] * 2
    pixel = 2 * DOWN / spec["height"]
    for side in sides:
        gaps = np.diff(sorted(row["y"] for row in side)) / pixel
        assert gaps.min() >= 0.85 * ROW_HEIGHT
        assert max(row["text"].count("\n") for row in side) <= 3


def test_the_drawing_becomes_a_picture_whatever_the_names():
    for name in ('=1+1 "q", <script>alert({})</script> \\n `${{x}}`', "单位" * 20 + "{}"):
        picture = png_bytes(drawn(4, name), "朋友圈", "数据：演示")
        assert picture.startswith(b"\x89PNG")


def test_page_shows_what_the_rows_say(demo_folder, demo_frames, monkeypatch):
    app = opened("neighbours", demo_folder, monkeypatch, street="350582002000", **YEAR_QUERY)
    chosen = replace(YEAR, streets=("350582002000",))
    groups = placed(demo_frames["resident_groups"], chosen)
    rows = helpers(demo_frames, chosen)
    assert metric(app, "居民群") == f"{len(groups):,}"
    assert metric(app, "群成员") == f"{groups['members'].sum():,}"
    assert metric(app, "志愿服务人次") == f"{rows['headcount'].sum():,}"
    assert metric(app, "志愿服务时长") == f"{rows['hours'].sum():,.1f} 小时"
    said = " ".join(note.value for note in app.caption)
    unknown = int((rows["headcount"] - rows["timed"]).sum())
    assert unknown > 0
    assert catalogue("zh")["neighbours.untimed"].format(count=f"{unknown:,}") in said
    app.button_group(key="neighbours_measure").set_value("hours").run()
    app.button_group(key="neighbours_group_kind").set_value("settlers").run()
    assert not app.exception
    assert "各社区（村）落户群覆盖率" in [title.value for title in app.subheader]


def test_the_community_of_the_circle_lives_in_the_url(demo_folder, monkeypatch):
    app = opened("neighbours", demo_folder, monkeypatch, circle=MEITING, **YEAR_QUERY)
    assert app.selectbox(key="circle").value == MEITING
    other = next(code for code in app.selectbox(key="circle").options if "梅庭" not in code)
    app.selectbox(key="circle").select(other).run()
    chosen = app.selectbox(key="circle").value
    assert app.query_params["circle"] == chosen
    again = opened("neighbours", demo_folder, monkeypatch, circle=chosen, **YEAR_QUERY)
    assert again.selectbox(key="circle").value == chosen
    one = opened("neighbours", demo_folder, monkeypatch, community=MEITING, **YEAR_QUERY)
    assert "circle" not in [box.key for box in one.selectbox]


def test_a_circle_that_is_not_known_is_said(demo_folder, monkeypatch):
    app = opened("neighbours", demo_folder, monkeypatch, circle="<i>x</i>", **YEAR_QUERY)
    assert [note.value for note in app.warning] == [catalogue("zh")["neighbours.circle_unknown"]]
    assert "circle" not in app.query_params


def test_hours_that_nobody_wrote_down_are_said(altered, demo_frames, monkeypatch):
    lacking = {
        "activity_volunteers": demo_frames["activity_volunteers"].assign(hours=np.nan),
        "activities": demo_frames["activities"].assign(partners=None, organiser=None),
    }
    app = opened("neighbours", altered("duckdb", demo_frames | lacking), monkeypatch, **YEAR_QUERY)
    assert metric(app, "志愿服务时长") == metric(app, "人均每次服务时长") == "—"
    total = metric(app, "志愿服务人次")
    assert catalogue("zh")["neighbours.no_hours"].format(count=total) in [note.value for note in app.caption]
    assert "neighbours_measure" not in [group.key for group in app.button_group]
    assert catalogue("zh")["neighbours.no_circle"] in [note.value for note in app.info]
