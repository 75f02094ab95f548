"""The map's panel and the page of cases within a shape, run as the app runs them."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import folium
import pytest
from shapely.geometry import shape
from streamlit.testing.v1 import AppTest

from data_access.places.shapes import Circle, Near, Polygon, parse
from data_access.selection import Selection
from pages.map import drawing
from tests.data_access.places.test_shapes import CONCAVE, inside, lying_in
from tests.opening import metric, opened
from tests.oracle import AS_OF
from tests.oracle import YEAR as SELECTED_YEAR
from tests.pages.cases.test_one_case import YEAR, ZH, table
from ui.files import menu
from ui.maps import assets, drawn_shape
from ui.words.text import catalogue

POLYGON = "polygon:" + ";".join(f"{x},{y}" for x, y in CONCAVE)
CIRCLE = "circle:118.57,24.79,3000"


def drawn(text: str) -> Polygon | Circle:
    """The shape of a text that somebody has drawn."""
    shape = parse(text)
    assert not isinstance(shape, Near)
    return shape


def within(text: str) -> Selection:
    return replace(SELECTED_YEAR, within=drawn(text))


def figures(app: AppTest) -> dict[str, float]:
    rows = table(app, ZH["map.value"])
    return dict(zip(rows[ZH["map.figure"]], rows[ZH["map.value"]], strict=True))


@pytest.mark.parametrize("text", [POLYGON, CIRCLE])
def test_the_panel_says_what_lies_within(demo_folder, demo_frames, monkeypatch, text):
    app = opened("map", demo_folder, monkeypatch, within=text, **YEAR)
    assert not app.warning
    rows = lying_in(demo_frames["cases"], within(text))
    is_open = rows["status"] == "open"
    homes = lying_in(demo_frames["compounds"], within(text))
    reported = rows["reported_at"].between("2025-07-01", "2026-07-01", inclusive="left")
    told = figures(app)
    assert told["上报案件（件）"] == reported.sum()
    assert reported.sum() > 20
    assert told["在办案件（件）"] == is_open.sum()
    assert told["超期未办结（件）"] == (is_open & (rows["due_at"] < AS_OF)).sum()
    assert told["小区（个）"] == len(homes)
    assert (told["户数（户）"], told["常住人口（人）"]) == (
        homes["households"].sum(),
        homes["residents"].sum(),
    )
    by_category = next(item.value for item in app.dataframe if ZH["column.main_name"] in item.value)
    assert by_category["案件（件）"].sum() == reported.sum()
    everything = demo_frames["cases"]
    all_reported = everything["reported_at"].between("2025-07-01", "2026-07-01", inclusive="left")
    unplaced = (all_reported & everything["longitude"].isna()).sum()
    assert any(f"另有{unplaced}件期内上报案件" in note.value for note in app.caption)


def test_the_button_opens_the_cases_within(demo_folder, demo_frames, monkeypatch):
    app = opened("map", demo_folder, monkeypatch, within=CIRCLE, **YEAR)
    app.button(key="drawn_cases").click().run()
    assert not app.exception
    assert (app.query_params["within"], app.query_params["list"]) == (CIRCLE, "reported")
    assert app.title[0].value == ZH["cases.title"]
    rows = lying_in(demo_frames["cases"], within(CIRCLE))
    reported = rows["reported_at"].between("2025-07-01", "2026-07-01", inclusive="left").sum()
    assert any(note.value.startswith(f"共 {reported:,} 件") for note in app.caption)
    assert metric(app, "在办案件") == f"{(rows['status'] == 'open').sum():,}"
    assert "city" not in app.selectbox(key="compare_with").options


def test_the_page_of_cases_can_be_cleared_of_the_shape(demo_folder, demo_frames, monkeypatch):
    app = opened("cases", demo_folder, monkeypatch, within=CIRCLE)
    within_it = lying_in(demo_frames["cases"], within(CIRCLE))["status"].eq("open").sum()
    everywhere = demo_frames["cases"]["status"].eq("open").sum()
    assert metric(app, "在办案件") == f"{within_it:,}" != f"{everywhere:,}"
    app.button(key="drawn_clear").click().run()
    assert "within" not in app.query_params
    assert metric(app, "在办案件") == f"{everywhere:,}"


def test_filters_narrow_further(demo_folder, demo_frames, monkeypatch):
    app = opened("map", demo_folder, monkeypatch, within=CIRCLE, street="350582001000", **YEAR)
    rows = lying_in(demo_frames["cases"], within(CIRCLE)).query("street_office_code == '350582001000'")
    reported = rows["reported_at"].between("2025-07-01", "2026-07-01", inclusive="left").sum()
    assert figures(app)["上报案件（件）"] == reported


def test_a_landmark_is_chosen_by_name(demo_folder, demo_frames, monkeypatch):
    app = opened("map", demo_folder, monkeypatch, street="350582001000", **YEAR)
    app.session_state["drawn_menu"] = True
    app.run()
    school = (
        demo_frames["landmarks"].query("street_office_code == '350582001000' and kind == 'school'").iloc[0]
    )
    app.selectbox(key="drawn_landmark").set_value(school["code"]).run()
    app.button(key="drawn_look").click().run()
    assert not app.exception
    assert app.query_params["within"] == f"near:landmark:{school['code']}:300"
    circle = drawn(f"circle:{school['longitude']},{school['latitude']},300")
    homes = demo_frames["compounds"].query("street_office_code == '350582001000'")
    assert figures(app)["小区（个）"] == inside(circle, homes["longitude"], homes["latitude"]).sum()
    assert any(f"“{school['name']}”周边300米" in note.value for note in app.caption)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("polygon:1,1;2,2", "few_corners"),
        ("near:landmark:nowhere:300", "unknown"),
        ("<b>x</b>", "unreadable"),
        ("circle:118.57,24.79,99999", "radius"),
    ],
)
@pytest.mark.parametrize("page", ["map", "cases"])
def test_what_is_no_shape_is_said(demo_folder, monkeypatch, page, text, reason):
    app = opened(page, demo_folder, monkeypatch, within=text, lang="en")
    words = catalogue("en")[f"drawn.refused.{reason}"].format(least="1", most="20000")
    assert [words in note.value for note in app.warning] == [True]
    assert "<b>" not in app.warning[0].value
    app.button(key="drawn_clear").click().run()
    assert not app.warning
    assert "within" not in app.query_params


def test_a_stale_comparison_is_put_right(demo_folder, monkeypatch):
    app = opened(
        "cases", demo_folder, monkeypatch, within=CIRCLE, compare="city", street="350582001000", **YEAR
    )
    assert app.selectbox(key="compare_with").value == "previous"
    assert not app.warning


def test_files_name_the_shape(demo_folder, monkeypatch):
    offered = {}
    monkeypatch.setattr(
        "ui.files.menu.offer", lambda view, key, title, makers, **_: offered.update({key: makers})
    )
    opened("map", demo_folder, monkeypatch, within=CIRCLE, **YEAR)
    words = "圆形范围（圆心118.57000，24.79000，半径3,000米）"
    for key in ("drawn", "drawn_categories"):
        told = offered[key]["csv"]().decode("utf-8-sig")
        assert f"{words}内" in told
        assert "演示数据" in told
    assert words in offered["map"]["html"]().decode()
    collection = json.loads(offered["map"]["geojson"]())
    assert ZH["drawn.in_files"].format(shape=words) in collection["provenance"]
    drawn = [one for one in collection["features"] if one["properties"]["name"] == words]
    assert [shape(one["geometry"]).area for one in drawn] == [pytest.approx(0.00253, rel=0.02)]
    offered.clear()
    opened("cases", demo_folder, monkeypatch, within=CIRCLE, **YEAR)
    assert f"{words}内" in offered["categories"]["csv"]().decode("utf-8-sig")


def test_names_of_files_tell_shapes_apart(demo_folder, monkeypatch):
    """The map and the heatmap of two shapes, or of none, are files of different names that say the shape."""
    names: set[str] = set()
    make = menu.tables.file_name

    def noted(*parts):
        names.add(make(*parts))
        return make(*parts)

    monkeypatch.setattr(menu.tables, "file_name", noted)
    corner = "polygon:118.55,24.76;118.6,24.76;118.6,24.8"
    moved = "polygon:118.56,24.76;118.61,24.76;118.61,24.8"
    for page in ("map", "heatmap"):
        pictures = {}
        for text in (None, CIRCLE, corner, moved):
            names.clear()
            opened(page, demo_folder, monkeypatch, **({"within": text} if text else {}))
            pictures[text] = {name for name in names if name.endswith(".gpkg")}
        assert len(set.union(*pictures.values())) == 4
        assert "半径3-000米" in "".join(pictures[CIRCLE])
        assert "手绘多边形" in "".join(pictures[corner])


def test_the_heatmap_counts_within_the_shape(demo_folder, demo_frames, monkeypatch):
    offered = {}
    monkeypatch.setattr(
        "ui.files.menu.offer", lambda view, key, title, makers, **_: offered.update({key: makers})
    )
    app = opened("heatmap", demo_folder, monkeypatch, within=CIRCLE, **YEAR)
    rows = lying_in(demo_frames["cases"], within(CIRCLE))
    reported = int(rows["reported_at"].between("2025-07-01", "2026-07-01", inclusive="left").sum())
    assert reported > 20
    assert any(f"期内上报 {reported:,} 件，其中 {reported:,} 件" in note.value for note in app.caption)
    collection = json.loads(offered["heat"]["geojson"]())
    assert sum(cell["properties"]["value"] for cell in collection["features"]) == reported
    assert "圆形范围（圆心118.57000，24.79000，半径3,000米）内" in collection["provenance"]
    hours = offered["hours"]["csv"]().decode("utf-8-sig").splitlines()
    assert sum(int(line.split(",")[2]) for line in hours[1 : hours.index("")]) == reported


@pytest.mark.parametrize("mode", [{}, {"heat": "replay"}])
def test_the_heatmap_draws_the_shape(demo_folder, monkeypatch, mode):
    """On the page, and with its legend in the page to take away."""
    offered, layers = {}, []
    monkeypatch.setattr(
        "ui.files.menu.offer", lambda view, key, title, makers, **_: offered.update({key: makers})
    )
    for module in ("density", "replay"):
        monkeypatch.setattr(
            f"pages.heatmap.{module}.draw", lambda land, groups, box, key: layers.extend(groups)
        )
    opened("heatmap", demo_folder, monkeypatch, within=CIRCLE, **YEAR, **mode)
    assert "drawn" in [group.layer_name for group in layers]
    taken = offered["heat"]["html"]().decode()
    assert ZH["drawn.only_counted"] in taken
    assert '"dashArray": "8 5"' in taken


def test_a_shape_near_a_repeated_name_says_which(demo_folder, demo_frames, monkeypatch):
    """Of landmarks that share a name, the one it is drawn around is told with where it lies."""
    rows = demo_frames["landmarks"].dropna(subset=["longitude"])
    repeated = rows[rows["name"].duplicated(keep=False)].iloc[:2]
    place = demo_frames["communities"].set_index("code")["name"]
    said = []
    for code, community in zip(repeated["code"], repeated["community_code"], strict=True):
        app = opened("heatmap", demo_folder, monkeypatch, within=f"near:landmark:{code}:300", **YEAR)
        said.append(next(note.value for note in app.markdown if "周边300米" in note.value))
        assert place[community] in said[-1]
    assert said[0] != said[1]


def test_a_city_without_compounds_shows_none(boston_url, monkeypatch):
    period = {"from": "2015-01-01", "to": "2015-12-31"}
    app = opened("map", boston_url, monkeypatch, within="circle:-71.06,42.35,5000", lang="en", **period)
    rows = table(app, "Value").set_index("Figure")["Value"]
    assert rows["Reported (cases)"] > 0
    assert "Compounds" not in rows
    app.session_state["drawn_menu"] = True
    app.run()
    assert not app.exception
    assert "drawn_look" not in [button.key for button in app.button]


def test_the_drawing_tools_fetch_nothing_from_elsewhere():
    urls = re.findall(r"url\(['\"]?(.{5})", assets.CONTENT["leaflet.draw.css"])
    assert set(urls) == {"data:"}
    tools = drawing.DrawingTools(shown=True, turn=0)
    loaded = [url for _, url in (*tools.default_js, *tools.default_css)]
    assert {url.removeprefix(assets.PREFIX) for url in loaded} <= set(assets.CONTENT)


def test_the_outline_lets_clicks_through():
    ground = folium.Map(tiles=None)
    drawn_shape.outline(drawn(CIRCLE)).add_to(ground)
    assert '"interactive": false' in ground.get_root().render()
