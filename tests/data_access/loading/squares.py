"""A small city of squares, its files and mappings."""

from __future__ import annotations

import json

import pandas as pd
import shapely
from pyproj import Geod, Transformer
from shapely.geometry import mapping as to_geojson
from sqlalchemy import select

from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.loading import load
from data_access.loading.coordinates import bd09_of_wgs84, gcj02_of_wgs84
from data_access.schema import (
    cases,
)

EARTH = Geod(ellps="WGS84")

WEST, SOUTH, SIDE = 118.54, 24.74, 0.04  # of each community; about 4 km

NAMES = ("青阳", "梅岭", "西园", "罗山")

STREETS = {"东街道": NAMES[:2], "西街道": NAMES[2:]}

CORNERS = {name: (WEST + SIDE * (n // 2), SOUTH + SIDE * (n % 2)) for n, name in enumerate(NAMES)}

SQUARES = {name: shapely.box(x, y, x + SIDE, y + SIDE) for name, (x, y) in CORNERS.items()}


def projected(code: int):
    """Return the way from WGS-84 to an EPSG code."""
    return Transformer.from_crs(4326, code, always_xy=True).transform


SYSTEMS = {
    "WGS-84": lambda x, y: (x, y),
    "CGCS2000": lambda x, y: (x, y),
    "GCJ-02": gcj02_of_wgs84,
    "BD-09": bd09_of_wgs84,
    "EPSG:4527": projected(4527),
    "EPSG:4548": projected(4548),
    "EPSG:4549": projected(4549),
}


def case_file(folder, frame: pd.DataFrame, system: str = "WGS-84", swapped: bool = False):
    """Write cases whose points are in a system; x and y are its columns, exchanged where swapped."""
    x, y = SYSTEMS[system](frame["x"].to_numpy(), frame["y"].to_numpy())
    rows = frame.assign(x=y if swapped else x, y=x if swapped else y, day="2025-03-01 10:00:00", state="open")
    path = folder / "cases.csv"
    rows.to_csv(path, index=False)
    return path


def outline_file(folder, shapes: dict[str, dict], name: str = "city.geojson"):
    """Write features by name, their geometry as GeoJSON or None."""
    features = [
        {"type": "Feature", "properties": {"name": key}, "geometry": shape} for key, shape in shapes.items()
    ]
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def squares(system: str = "WGS-84") -> dict[str, dict]:
    forward = SYSTEMS[system]
    return {
        name: to_geojson(shapely.transform(shape, forward, interleaved=False))
        for name, shape in SQUARES.items()
    }


def mapping_file(folder, crs: str | None = None, outlines_crs: str | None = None, place: bool = True):
    lines = ['[city]\ncode = "350582"\nname = "晋江"\n[outlines]\nsource = "*.geojson"\nname = "name"']
    lines += [f'crs = "{outlines_crs}"'] if outlines_crs else []
    lines += ["[outlines.street_offices]"]
    lines += [
        f'"{street}" = {json.dumps(list(names), ensure_ascii=False)}' for street, names in STREETS.items()
    ]
    lines += ['[tables.cases]\nsource = "cases.csv"\nas_of = ["reported_at"]']
    lines += [f'crs = "{crs}"'] if crs else []
    lines += ['[tables.cases.columns]\ncase_id = "no"\nreported_at = "day"\nstatus = "state"']
    lines += ['longitude = "x"\nlatitude = "y"']
    lines += ['[tables.cases.place]\ncolumn = "place"'] if place else []
    path = folder / "mapping.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def loaded(folder, url, frame: pd.DataFrame, *, written="WGS-84", swapped=False, shapes=None, **mapping):
    """Load a file of cases and return the report on it and on the outlines."""
    sources = [case_file(folder, frame, written, swapped), outline_file(folder, shapes or squares())]
    report = load(sources, mapping_file(folder, **mapping), url, language="en")
    return report.tables[0], report.outlines


def stored_cases(url) -> pd.DataFrame:
    return read(reading_engine(url), select(cases).order_by(cases.c.case_id))
