"""The map page's modes: what they colour, tell and write into files, against the queries and the rows."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from data_access import cases
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.indicators import MAP_INDICATORS, ON_TIME, REPORTED, REPORTED_PER_1000
from data_access.places import areas
from data_access.selection import Selection
from data_access.selection.comparison import comparison
from tests.opening import opened
from ui import theme
from ui.panels import maps as map_view
from ui.session import state
from ui.words.text import catalogue

PERIOD = {"from": "2025-07-01", "to": "2026-06-30"}
YEAR = Selection(start=pd.Timestamp("2025-07-01").date(), end=pd.Timestamp("2026-07-01").date())


@pytest.fixture
def seen(demo_folder, monkeypatch):
    """A function that opens the map page and returns the app, the tables drawn, and the files offered by map."""

    def look(**query: str):
        tables, offered = [], {}
        from ui.maps import area_layers  # noqa: PLC0415

        draw = area_layers.choropleth

        def kept(table: pd.DataFrame, *rest: Any) -> Any:
            tables.append(table)
            return draw(table, *rest)

        monkeypatch.setattr(area_layers, "choropleth", kept)
        monkeypatch.setattr(
            "ui.files.menu.offer",
            lambda view, name, title, makers, **_: offered.update({name: (view, title, makers)}),
        )
        app = opened("map", demo_folder, monkeypatch, **{**PERIOD, **query})
        return app, tables, offered

    return look


def legends(app) -> str:
    return "".join(part.proto.body for part in app.get("html"))


def properties(offered, key: str = "map") -> pd.DataFrame:
    collection = json.loads(offered[key][2]["geojson"]())
    return pd.DataFrame([feature["properties"] for feature in collection["features"]])


def measured(demo_folder, selection: Selection = YEAR, level: str = "street_office") -> pd.DataFrame:
    return read(reading_engine(demo_folder), cases.by_place(selection, level))


@pytest.mark.parametrize("indicator", MAP_INDICATORS, ids=lambda indicator: indicator.key)
def test_every_figure_is_drawn_as_the_query_says(indicator, seen, demo_folder):
    app, (table,), offered = seen(figure=indicator.key)
    expected = indicator.of(measured(demo_folder)).to_numpy(dtype=float)
    assert table["value"].to_numpy(dtype=float) == pytest.approx(expected, nan_ok=True)
    assert properties(offered)["value"].to_numpy(dtype=float) == pytest.approx(expected, nan_ok=True)
    assert catalogue("zh")[f"indicator.{indicator.key}.name"] in legends(app)
    assert not app.warning


def test_a_tip_tells_count_and_rate_with_its_parts(seen, demo_folder):
    _, (table,), _ = seen(figure="reported")
    rows = measured(demo_folder)
    first = rows.iloc[0]
    lines = table["figure"].iloc[0].splitlines()
    rate = f"{1000 * first['reported'] / first['residents']:,.1f}"
    assert lines[0] == f"上报案件：{first['reported']:,}"
    assert lines[1] == f"每千人 {rate}（常住人口 {first['residents']:,}）"
    _, (table,), _ = seen(figure="on_time")
    assert (
        f"按期办结 {first['closed_in_time']:,} 件 ÷ 有期限的办结 {first['closed_with_deadline']:,} 件"
        in (table["figure"].iloc[0])
    )


def test_small_numbers_are_hatched_and_said(seen, demo_folder):
    app, (table,), offered = seen(figure="on_time", **{"from": "2026-04-01"})
    assert 0 < table["hatched"].mean() <= 0.5
    small = table["closed_with_deadline"] < 30
    assert table.loc[small & table["value"].notna(), "hatched"].all()
    assert all(
        ("数值小，波动大" in tip) == marked
        for tip, marked in zip(table["figure"], table["hatched"], strict=True)
    )
    assert f"数值小，波动大（{table['hatched'].sum()}处）" in legends(app)
    assert "不足30件" in legends(app)
    assert properties(offered)["unsteady"].tolist() == table["hatched"].tolist()
    page = offered["map"][2]["html"]().decode()
    assert "cityMaps.hatched(" in page
    app, (table,), _ = seen(figure="reported")
    assert not table["hatched"].any()
    assert "斜线" not in legends(app)


def test_where_most_are_small_none_is_hatched_and_that_is_said(seen):
    """Lines all over would hide the colours; files and tips tell of each place as ever."""
    app, (table,), offered = seen(figure="on_time", community="350582002014")
    assert table["hatched"].mean() > 0.5
    said = f"{len(table)}处中有{table['hatched'].sum()}处数值小、波动大，图上不逐一打斜线"
    assert said in legends(app)
    assert properties(offered)["unsteady"].tolist() == table["hatched"].tolist()
    assert "cityMaps.hatched(" not in offered["map"][2]["html"]().decode()


def test_a_smoothed_map_says_so_and_keeps_the_raw_rate(seen, demo_folder):
    app, (table,), offered = seen(figure="reported_per_1000", smooth="1")
    raw = REPORTED_PER_1000.of(measured(demo_folder)).to_numpy(dtype=float)
    kept = properties(offered)
    assert kept["raw"].to_numpy(dtype=float) == pytest.approx(raw)
    assert kept["value"].tolist() != kept["raw"].tolist()
    assert kept["value"].std() < kept["raw"].std()
    assert "每千人上报（件/千人）（平滑）" in legends(app)
    assert offered["map"][1] == "地图-每千人上报（平滑）"
    tip = table["figure"].iloc[0].splitlines()
    assert tip[0] == f"每千人上报（平滑）：{table['value'].iloc[0]:,.1f}"
    assert tip[1] == f"每千人上报：{raw[0]:,.1f}"
    _, (table,), offered = seen(figure="reported", smooth="1")
    assert "raw" not in properties(offered)


@pytest.mark.parametrize("compare", ["previous", "year", "city", "nonsense"])
def test_change_is_against_the_earlier_period(compare, seen, demo_folder):
    app, (table,), offered = seen(map="change", figure="reported", compare=compare)
    other = comparison(YEAR, compare if compare in ("previous", "year") else "previous").selection
    late, early = (REPORTED.of(measured(demo_folder, period)) for period in (YEAR, other))
    expected = (100 * (late - early) / early.where(early > 0)).to_numpy(dtype=float)
    kept = properties(offered)
    assert kept["value"].to_numpy(dtype=float) == pytest.approx(expected, nan_ok=True)
    assert kept["now"].tolist() == late.tolist()
    assert kept["before"].tolist() == early.tolist()
    assert f"对比期：{other.start} 至 {other.last_day}" in legends(app)
    assert "增减本身不分好坏" in legends(app)
    sides = len(theme.DIVERGING[5]) // 2
    ups, downs = table["value"] > 0, table["value"] < 0
    assert set(table.loc[ups.fillna(False), "colour"]) <= set(theme.DIVERGING[5][sides:])
    assert set(table.loc[downs.fillna(False), "colour"]) <= set(theme.DIVERGING[5][: sides + 1])


def test_change_of_a_share_is_in_points_and_tells_what_is_good(seen, demo_folder):
    app, (table,), _ = seen(map="change", figure="on_time", compare="year")
    late, early = (ON_TIME.of(measured(demo_folder, period)) for period in (YEAR, YEAR.year_earlier()))
    assert table["value"].to_numpy(dtype=float) == pytest.approx((late - early).to_numpy(dtype=float))
    assert "按期办结率变化（个百分点）" in legends(app)
    assert "增加为向好（绿），减少为变差（红）" in legends(app)
    worse, better = theme.JUDGED[5][3:], theme.JUDGED[5][:2]
    colours = table["colour"]
    assert set(colours[table["value"] < 0]) <= {*worse, theme.JUDGED[5][2]}
    assert set(colours[table["value"] > 0]) <= {*better, theme.JUDGED[5][2]}
    assert set(colours) & {*worse} and set(colours) & {*better}


def test_two_figures_are_crossed(seen, demo_folder):
    app, (table,), offered = seen(map="pair", figure="reported", second="on_time")
    kept = properties(offered)
    rows = measured(demo_folder)
    assert kept["value"].tolist() == rows["reported"].tolist()
    assert kept["second"].to_numpy(dtype=float) == pytest.approx(ON_TIME.of(rows).to_numpy(dtype=float))
    top = table.sort_values("value").tail(1).index[0]
    assert table["colour"][top] in [row[2] for row in theme.BIVARIATE]
    assert "↑ 按期办结率（%）" in legends(app)
    assert "→ 上报案件（件）" in legends(app)
    assert {"上报案件", "按期办结率"} <= {line.split("：")[0] for line in table["figure"][top].splitlines()}
    _, _, offered = seen(map="pair", figure="on_time")
    assert offered["map"][1] == "地图-按期办结率与每千人上报"


def test_before_and_after_have_one_set_of_classes(seen, demo_folder):
    app, tables, offered = seen(map="beside", figure="reported", compare="year")
    assert [len(table) for table in tables] == [22, 22]
    earlier, present = (REPORTED.of(measured(demo_folder, period)) for period in (YEAR.year_earlier(), YEAR))
    assert tables[0]["value"].tolist() == earlier.tolist()
    assert tables[1]["value"].tolist() == present.tolist()
    both = pd.concat(tables, ignore_index=True)
    ramp = {colour: rank for rank, colour in enumerate(theme.sequential_range(5))}
    assert both.assign(rank=both["colour"].map(ramp)).sort_values("value")["rank"].is_monotonic_increasing
    assert (both.groupby("value")["colour"].nunique() == 1).all()
    heads = [head.value for head in app.subheader]
    assert "去年同期（同比）：2024-07-01 至 2025-06-30" in heads
    assert "本期：2025-07-01 至 2026-06-30" in heads
    assert offered["map_before"][0].selection == YEAR.year_earlier()
    assert "2024-07-01 至 2025-06-30" in json.loads(offered["map_before"][2]["geojson"]())["provenance"]


def test_a_click_counts_once_and_only_in_the_turn_it_was_drawn_for(monkeypatch):
    """Of two maps each keeps its last click; the older one must not be followed again."""
    session: dict[str, Any] = {}
    monkeypatch.setattr(map_view.st, "session_state", session)
    left, right = {"code": "a", "turn": 0}, {"code": "b", "turn": 1}
    followed = []
    for click in (left, left, left, right, left, right):
        map_view.follow(YEAR, "community", click)
        followed.append(session.pop(state.PENDING_SELECTION, None))
    assert [chosen and chosen.communities for chosen in followed] == [
        *(("a",), None, None),
        *(("b",), None, None),
    ]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"map": "nonsense"}, "网址中有无法识别的地图设置"),
        ({"figure": "<b>"}, "网址中的指标“\\<b\\>”无法识别"),
        ({"map": "pair", "second": "nonsense"}, "网址中的指标“nonsense”无法识别"),
        ({"classes": "quantile-99"}, "网址中有无法识别的地图设置"),
    ],
    ids=str,
)
def test_an_unknown_setting_is_said_and_the_map_still_opens(query, said, seen):
    app, tables, _ = seen(**query)
    assert [note.value for note in app.warning] == [f"{said}，已按默认显示。"]
    assert len(tables[0]) == 22


def test_a_setting_is_kept_in_the_url(seen):
    app, _, _ = seen(map="change", figure="on_time", classes="equal-7", compare="year")
    kept = {name: app.query_params[name] for name in ("map", "figure", "classes", "compare")}
    assert kept == {"map": "change", "figure": "on_time", "classes": "equal-7", "compare": "year"}


def test_places_below_are_drawn_in_every_mode(seen, demo_folder):
    outlines = read(
        reading_engine(demo_folder),
        areas.outlines(YEAR.at_place("street_office", "350582001000"), "community"),
    )
    for mode in ("now", "change", "pair", "beside"):
        _, tables, _ = seen(map=mode, street="350582001000", lang="en")
        assert all(table["code"].tolist() == outlines["code"].tolist() for table in tables)
        assert all(table["figure"].str.len().min() > 5 for table in tables)
