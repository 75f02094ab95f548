"""Features of maps as tables: properties of every make, and a point for each in the right place."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import geopandas
import pandas as pd
import pytest
import shapely
from sqlalchemy import URL, select

from data_access.commands.line import main
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.loading import load
from data_access.loading.mapping_file import read_mapping
from data_access.loading.messages import LoadRefused
from data_access.loading.sources import Source, read_sources
from data_access.schema import landmarks
from tests.conftest import OUTLINES
from tests.data_access.loading.mapped import CITY

NAMES = ["𠮷祥苑", "阳光小区", "无坐标"]
POINTS = [shapely.Point(118.551234, 24.812345), shapely.Point(118.6, 24.9), None]
KINDS = ["geojson", "gpkg", "gbk", "utf-8", "shp"]


def compounds(names: list[str] = NAMES) -> geopandas.GeoDataFrame:
    """Points with properties: a name of more than three letters, 18 digits beside a gap, a day."""
    columns = {"小区名称": names, "编号": pd.array([350582_000_000_000_123, None, 3], "Int64")}
    return geopandas.GeoDataFrame({**columns, "登记日期": "2026-01-04"}, geometry=POINTS, crs=4326)


def written(folder: Path, kind: str, frame: geopandas.GeoDataFrame) -> Path:
    """Write features as one of the kinds; a Shapefile in a ZIP is in the encoding that the kind names."""
    if kind in ("geojson", "gpkg"):
        frame.to_file(
            folder / f"小区.{kind}", layer="小区", **({"id_generate": "NO"} if kind == "geojson" else {})
        )
        return folder / f"小区.{kind}"
    encoding = "GBK" if kind == "gbk" else "UTF-8"
    frame.to_file(folder / "小区.shp", encoding=encoding)
    if kind == "shp":
        return folder / "小区.shp"
    with zipfile.ZipFile(folder / "小区.zip", "w") as archive:
        for ending in ("shp", "shx", "dbf", "prj"):
            archive.write(folder / f"小区.{ending}", f"../../图层/小区.{ending}")
    return folder / "小区.zip"


def one(path: Path) -> Source:
    (source,) = read_sources([str(path)])
    return source


@pytest.mark.filterwarnings("ignore")  # GDAL tells that a Shapefile keeps ten bytes of a field's name
@pytest.mark.parametrize("kind", KINDS)
def test_features_are_a_table(tmp_path, kind):
    """Chinese names, long numbers beside gaps and points are read alike from each format, with or without .cpg."""
    names = NAMES if kind != "gbk" else ["吉祥苑", *NAMES[1:]]  # 𠮷 is not in GBK
    rows = one(written(tmp_path, kind, compounds(names))).rows
    shapefile = kind in ("utf-8", "shp")
    heads = ["小区名", "编号", "登记日"] if shapefile else ["小区名称", "编号", "登记日期"]
    assert rows.columns.tolist() == ["longitude", "latitude", *heads]
    assert rows.index.tolist() == [1, 2, 3]
    assert rows.iloc[:, 2].tolist() == names
    assert rows["编号"].tolist() == ["350582000000000123", "", "3"]
    assert set(rows.iloc[:, 4]) == {"2026-01-04"}
    assert rows["longitude"].tolist() == ["118.551234", "118.6", ""]
    assert rows["latitude"].tolist() == ["24.812345", "24.9", ""]
    assert all(isinstance(value, str) for value in rows.to_numpy().ravel())


def test_coordinates_are_turned_by_the_system_that_the_file_names(tmp_path):
    """A file in metres (CGCS2000, 117° E) gives the same degrees, and the report says so."""
    source = one(written(tmp_path, "gpkg", compounds().to_crs(4548)))
    assert float(source.rows["longitude"].iloc[1]) == pytest.approx(118.6, abs=1e-7)
    assert str(dict(source.facts)["crs"]["crs"]).startswith("CGCS2000")


def test_areas_give_a_point_inside_and_their_outline(tmp_path):
    corner = shapely.Polygon([(0, 0), (4, 0), (4, 1), (1, 1), (1, 4), (0, 4)])
    frame = geopandas.GeoDataFrame({"longitude": ["own", "own"]}, geometry=[corner, POINTS[0]], crs=4326)
    rows = one(written(tmp_path, "geojson", frame)).rows
    assert corner.contains(shapely.Point(*map(float, rows.loc[1, ["longitude", "latitude"]])))
    assert shapely.from_geojson(rows.loc[1, "outline"]).equals(corner)
    assert rows.loc[2, "outline"] == ""
    assert rows["longitude.1"].tolist() == ["own", "own"]


def test_a_geojson_that_has_no_name_of_its_own_is_read():
    """As most are, whatever the file is called; those of Boston have outlines that cross themselves, too."""
    rows = one(OUTLINES).rows
    assert (len(rows), rows["name"].nunique()) == (26, 26)
    assert rows["outline"].str.startswith("{").all()


MAPPING = """
[places]
[tables.landmarks]
source = "*.geojson"
{crs}
[tables.landmarks.columns]
code = "编号"
name = "小区名称"
longitude = "longitude"
latitude = "latitude"
[tables.landmarks.defaults]
kind = "park"
[tables.landmarks.places]
street_office = "小区名称"
"""


@pytest.mark.parametrize(("crs", "moved"), [("", False), ('crs = "GCJ-02"', True)])
def test_points_of_a_file_land_in_the_case_database(tmp_path, crs, moved):
    """Where the mapping names the system, the file's numbers are of that system, whatever the format says."""
    frame = compounds().head(2).assign(编号=["a", "b"])
    path = written(tmp_path, "geojson", frame)
    (tmp_path / "mapping.toml").write_text(CITY + MAPPING.replace("{crs}", crs), "utf-8")
    url = URL.create("duckdb", database=str(tmp_path / "data"))
    (report,) = load([path], tmp_path / "mapping.toml", url).tables
    assert (report.rows_read, report.rows_accepted) == (2, 2)
    engine = reading_engine(url)
    got = read(engine, select(landmarks.c.longitude).order_by(landmarks.c.code))["longitude"]
    engine.dispose()
    away = abs(got.iloc[0] - 118.551234)
    assert (0.001 < away < 0.02) if moved else away < 1e-9


def test_the_draft_maps_points_of_compounds(tmp_path, capsys):
    """A GeoJSON of compounds is drafted as such, its points with it, and the draft can be read."""
    frame = compounds().drop(columns="登记日期").assign(社区="象山社区", 编号=["a", "b", "c"])
    path = written(tmp_path, "geojson", frame)
    assert main(["draft", str(path), "--lang", "zh"]) == 0
    draft = capsys.readouterr().out
    (tmp_path / "映射.toml").write_text(draft, encoding="utf-8")
    (table,) = read_mapping(tmp_path / "映射.toml").tables
    assert table.target == "compounds"
    assert table.columns["longitude"] == "longitude"
    assert table.columns["latitude"] == "latitude"
    assert table.columns["name"] == "小区名称"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1, 2]", json.dumps({"type": "FeatureCollection", "features": []}).encode(), b"\xff" * 9],
)
def test_what_is_no_map_is_refused_in_a_sentence(tmp_path, content):
    (tmp_path / "a.geojson").write_bytes(content)
    with pytest.raises(LoadRefused, match=r"a\.geojson"):
        one(tmp_path / "a.geojson")
