"""Tiles below maps: what settings are taken, and what is said of those that are wrong."""

from __future__ import annotations

import re

import pytest

from tests.opening import opened
from tests.ui.files.test_files import LINE, SQUARE
from ui.maps import offline_page, tiles
from ui.maps.ground import Box, Land, base_map
from ui.words.text import catalogue

URL = "http://10.1.2.3:8080/vec/{z}/{x}/{y}.png"
SKY_MAP = "https://t{s}.tianditu.gov.cn/{kind}_c/wmts?SERVICE=WMTS&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk=1"


def settings(url: str = URL, attribution: str = "市大数据局", crs: str = "") -> dict[str, str]:
    return {"MAP_TILES_URL": url, "MAP_TILES_ATTRIBUTION": attribution, "MAP_TILES_CRS": crs}


def test_without_a_setting_there_are_no_tiles():
    assert tiles.configured({}) is None
    assert tiles.configured(settings(url="  ")) is None


def test_several_layers_lie_in_their_order():
    urls = [SKY_MAP.format(s="{s}", kind=kind) for kind in ("vec", "cva")]
    found = tiles.configured(settings("\n ".join(urls), " 天地图 ", "epsg:4490"))
    assert found == tiles.Tiles(tuple(urls), "天地图", tiles.Grid("Degrees"))


@pytest.mark.parametrize(
    ("name", "crs", "first_level"),
    [
        ("", "EPSG3857", 0),
        ("EPSG:3857", "EPSG3857", 0),
        ("EPSG:4326", "Degrees", -1),
        ("GCJ-02", "GCJ02", 0),
        ("gcj02", "GCJ02", 0),
    ],
)
def test_each_system_has_its_grid(name, crs, first_level):
    found = tiles.configured(settings(crs=name))
    assert found is not None
    assert (found.grid.crs, found.grid.first_level) == (crs, first_level)


@pytest.mark.parametrize(
    "url",
    [
        "10.1.2.3/{z}/{x}/{y}",
        "ftp://10.1.2.3/{z}/{x}/{y}",
        "http://10.1.2.3/{z}/{x}",
        "http://10.1.2.3/{z}/{x}/{y}/{-y}",
        "http://10.1.2.3/{z}/{x}/{y}/{r}",
        "http://10.1.2.3/{z}/{x}/{y}/}",
        "javascript:alert(1)//{z}/{x}/{y}",
        "//10.1.2.3/{z}/{x}/{y}",
    ],
)
def test_what_is_no_template_of_tiles_is_refused(url):
    with pytest.raises(tiles.TilesError) as told:
        tiles.configured(settings(f"{URL} {url}"))
    assert (told.value.kind, told.value.value) == ("url", url)


def test_a_key_in_a_wrong_address_is_not_told():
    with pytest.raises(tiles.TilesError) as told:
        tiles.configured(settings("http://10.1.2.3/tiles?tk=secret"))
    assert told.value.value == "http://10.1.2.3/tiles"


@pytest.mark.parametrize(
    ("wrong", "kind"), [({"attribution": " "}, "attribution"), ({"crs": "EPSG:900913"}, "crs")]
)
def test_nobody_named_and_an_unknown_system_are_refused(wrong, kind):
    with pytest.raises(tiles.TilesError) as told:
        tiles.configured(settings(**wrong))
    assert told.value.kind == kind


def test_tiles_lie_on_a_ground_and_their_source_is_inert():
    ground = base_map(Land(SQUARE))
    configured = tiles.configured(settings(attribution="</script><b>{{1+1}}", crs="GCJ-02"))
    assert configured is not None
    tiles.lay(ground, configured)
    page = ground.get_root().render()
    assert "crs: L.CRS.GCJ02" in page
    assert URL in page.replace("\\u0026", "&")
    assert "<b>" not in page
    assert "{{1+1}}" not in page
    assert "&#123;&#123;1+1" in page.replace("\\u0026", "&")


def test_a_map_that_is_taken_away_has_no_tiles(monkeypatch):
    for name, value in settings().items():
        monkeypatch.setenv(name, value)
    box = Box(118, 24, 119, 25)
    page = offline_page.page_bytes(Land(SQUARE), box, [], "图", (), LINE)
    assert b"10.1.2.3" not in page


@pytest.mark.parametrize(("language", "said"), [("zh", "EPSG:999"), ("en", "EPSG:999")])
def test_a_wrong_setting_is_said_and_the_map_opens(language, said, demo_folder, monkeypatch):
    for name, value in settings(crs="EPSG:999").items():
        monkeypatch.setenv(name, value)
    app = opened("map", demo_folder, monkeypatch, lang=language)
    told = [re.sub(r"\\(.)", r"\1", warning.value) for warning in app.warning]
    assert told == [catalogue(language)["tiles.crs"].format(value=said)]
