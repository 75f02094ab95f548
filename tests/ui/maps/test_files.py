"""Maps for geographic information systems."""

from __future__ import annotations

import json
import re
import zipfile

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

from tests.ui.files.test_files import LINE
from tests.ui.maps.test_sheets import places
from ui.maps import files as map_files
from ui.maps.features import area_features, point_features
from ui.maps.files import FIELDS, SHORT, Layers
from ui.words.text import catalogue


def layers() -> Layers:
    areas = places(3).assign(name=["晓升社区", "<b>'\"", "=1+1"], value=[1.5, None, 3], reported=[1, 2, 3])
    columns = ["code", "name", "residents", "reported", "value", "outline"]
    rows = pd.DataFrame({"name": ["邻里空间"], "location_note": ["4号楼架空层"], "floor": [None]})
    spots = rows.assign(longitude=118.5, latitude=24.7)
    return Layers(
        lambda: {
            "community": area_features(areas[columns]),
            "spaces": point_features(spots),
            "none": [],
        },
        LINE,
        own_words={"value": "上报案件（件）：期内上报的案件数。"},
    )


def check_areas(got: gpd.GeoDataFrame) -> None:
    assert got.crs.to_epsg() == 4326
    assert got["code"].tolist() == ["000", "001", "002"]
    assert got["name"].tolist() == ["晓升社区", "<b>'\"", "=1+1"]
    assert got["residents"].tolist() == [1200] * 3
    assert got["value"].isna().tolist() == [False, True, False]
    assert got["value"].iloc[0] == 1.5
    assert got.total_bounds == pytest.approx([118.4, 24.5, 118.46, 24.52], abs=1e-5)
    assert got.geometry.is_valid.all()


def test_the_geopackage_comes_back_whole(tmp_path):
    path = tmp_path / "map.gpkg"
    path.write_bytes(map_files.geopackage_bytes(layers()))
    assert pyogrio.list_layers(path)[:, 0].tolist() == ["community", "spaces"]
    check_areas(gpd.read_file(path, layer="community"))
    assert pyogrio.read_info(path, layer="community")["layer_metadata"]["DESCRIPTION"] == LINE
    spots = gpd.read_file(path, layer="spaces")
    assert spots["location_note"].tolist() == ["4号楼架空层"]


def test_the_shapefile_comes_back_whole(tmp_path):
    path = tmp_path / "map.zip"
    path.write_bytes(map_files.shapefile_bytes(layers()))
    with zipfile.ZipFile(path) as archive:
        assert {"community.shp", "community.prj", "community.cpg", "spaces.shp", "说明.txt"} <= set(
            archive.namelist()
        )
        assert archive.read("community.cpg") == b"UTF-8"
        assert b"GCS_WGS_1984" in archive.read("community.prj")
        note = archive.read("说明.txt").decode("utf-8-sig")
    check_areas(gpd.read_file(f"zip://{path}!community.shp"))
    assert gpd.read_file(f"zip://{path}!spaces.shp")["loc_note"].tolist() == ["4号楼架空层"]
    assert note.startswith(LINE)
    assert "loc_note\t位置说明" in note
    assert "value\t上报案件（件）：期内上报的案件数。" in note
    assert "funding" not in note


def test_the_geojson_holds_every_layer():
    collection = json.loads(map_files.geojson_bytes(layers()))
    assert collection["provenance"] == LINE
    kinds = [feature["geometry"]["type"] for feature in collection["features"]]
    assert kinds == ["Polygon"] * 3 + ["Point"]


def test_field_names_fit_a_shapefile_and_are_explained():
    short = [SHORT.get(name, name) for name in FIELDS]
    assert len(set(short)) == len(short)
    assert all(re.fullmatch(r"[a-z_0-9]{1,10}", name) for name in short)
    for language in ("zh", "en"):
        told = {key.removeprefix("mapfile.field.") for key in catalogue(language) if "mapfile.field." in key}
        assert told == set(FIELDS)
