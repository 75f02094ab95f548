"""Coordinate systems against published points, an independent projection, and there and back."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

from data_access.loading.coordinates import (
    BD_09,
    GCJ_02,
    WGS84,
    System,
    bd09_of_gcj02,
    bd09_of_wgs84,
    gcj02_of_wgs84,
    system,
    zones_around,
)

EARTH = Geod(ellps="GRS80")

# WGS-84 and GCJ-02: the first three are eviltransform's tests, the last is coordtransform's
WGS_AND_GCJ = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
]

# GCJ-02 and BD-09: the first is what Baidu's own service answers, the second coordtransform's test
GCJ_AND_BD = [
    ((114.21892734521, 29.575429778924), (114.22539195429346, 29.58158536745758)),
    ((116.404, 39.915), (116.41036949371029, 39.92133699351021)),
]

# One point as Alibaba Cloud's address service documents it, to six digits; its way back is one step, good to 2 m
ALIBABA = {
    "WGS-84": (120.021519, 30.281543),
    "GCJ-02": (120.026268, 30.279164),
    "BD-09": (120.032768, 30.285238),
}


def apart(one, other) -> np.ndarray:
    """Return metres between points."""
    return np.atleast_1d(EARTH.inv(*one, *other)[2])


def arrays(points) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.array(points).T
    return x, y


def all_over_china(count: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(7)
    return random.uniform(74, 135, count), random.uniform(18, 53.5, count)


def test_gcj02_equals_published_points():
    wgs, gcj = (arrays(points) for points in zip(*WGS_AND_GCJ, strict=True))
    np.testing.assert_allclose(gcj02_of_wgs84(*wgs), gcj, rtol=0, atol=1e-9)
    assert apart(GCJ_02.to_wgs84(*gcj), wgs).max() < 0.001


def test_bd09_equals_published_points():
    gcj, bd = (arrays(points) for points in zip(*GCJ_AND_BD, strict=True))
    np.testing.assert_allclose(bd09_of_gcj02(*gcj), bd, rtol=0, atol=1e-9)
    assert apart(BD_09.to_wgs84(*bd), GCJ_02.to_wgs84(*gcj)).max() < 0.001


def known(name: object) -> System:
    """The system of a name that there is."""
    found = system(name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["GCJ-02", "BD-09"])
def test_a_service_that_converts_in_one_step_is_met_within_two_metres(name):
    got = known(name).to_wgs84(*arrays([ALIBABA[name]]))
    assert apart(got, arrays([ALIBABA["WGS-84"]])).max() < 2
    assert apart(arrays([ALIBABA[name]]), arrays([ALIBABA["WGS-84"]])).max() > 400


@pytest.mark.parametrize(("known", "forward"), [(GCJ_02, gcj02_of_wgs84), (BD_09, bd09_of_wgs84)])
def test_there_and_back_is_exact(known, forward):
    points = all_over_china(100_000)
    shifted = forward(*points)
    assert apart(known.to_wgs84(*shifted), points).max() < 0.001
    assert 10 < apart(shifted, points).min() < apart(shifted, points).max() < 2_500


def test_beyond_china_gcj02_is_wgs84():
    boston = arrays([(-71.06, 42.36)])
    assert GCJ_02.to_wgs84(*boston) == boston


def gauss_krueger(longitude: float, latitude: float, meridian: float) -> tuple[float, float]:
    """Return easting and northing by Krüger's series to the third order (an independent computation, on GRS80)."""
    axis, flattening = 6_378_137.0, 1 / 298.257222101
    n = flattening / (2 - flattening)
    radius = axis / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    alpha = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16,
        13 * n**2 / 48 - 3 * n**3 / 5,
        61 * n**3 / 240,
    )
    k = 2 * np.sqrt(n) / (1 + n)
    sine = np.sin(np.radians(latitude))
    t = np.sinh(np.arctanh(sine) - k * np.arctanh(k * sine))
    away = np.radians(longitude - meridian)
    xi, eta = np.arctan2(t, np.cos(away)), np.arctanh(np.sin(away) / np.hypot(1, t))
    east = eta + sum(a * np.cos(2 * j * xi) * np.sinh(2 * j * eta) for j, a in enumerate(alpha, 1))
    north = xi + sum(a * np.sin(2 * j * xi) * np.cosh(2 * j * eta) for j, a in enumerate(alpha, 1))
    return 500_000 + radius * east, radius * north


@pytest.mark.parametrize(
    ("code", "meridian", "prefix"),
    [(4527, 117, 39_000_000), (4548, 117, 0), (4528, 120, 40_000_000), (4549, 120, 0), (4547, 114, 0)],
)
def test_three_degree_zones_equal_the_series(code, meridian, prefix):
    points = [(meridian + away, latitude) for away in (-1.4, 0, 0.58, 1.5) for latitude in (22.5, 24.8, 45)]
    x, y = np.array([gauss_krueger(*point, meridian) for point in points]).T
    got = known(f"EPSG:{code}").to_wgs84(x + prefix, y)
    assert apart(got, arrays(points)).max() < 0.002


def test_the_series_of_this_test_knows_the_meridian():
    assert gauss_krueger(117, 45, 117) == pytest.approx(
        (500_000, 4_984_944.378), abs=0.001
    )  # GRS80, published


def test_zones_of_a_city_and_its_neighbours():
    assert [item.epsg for item in zones_around(118.58)] == [4528, 4549, 4527, 4548, 4529, 4550]
    assert zones_around(-71) == []


def test_cgcs2000_is_wgs84_for_a_map():
    points = arrays([(118.58, 24.8)])
    assert apart(known("CGCS2000").to_wgs84(*points), points).max() < 0.2


@pytest.mark.parametrize("known", [WGS84, GCJ_02, BD_09, system("EPSG:4548")])
def test_what_is_nowhere_on_the_earth_is_missing(known):
    x, y = known.to_wgs84([np.nan, 1e12, np.inf, 24.8], [24.8, 1e12, 1, 1e9])
    assert np.isnan(x).all()
    assert np.isnan(y).all()
    assert known.to_wgs84([], [])[0].size == 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [("wgs84", "WGS-84"), ("Gcj_02", "GCJ-02"), ("bd 09", "BD-09"), ("epsg:4548", "EPSG:4548")],
)
def test_names_of_systems(name, expected):
    """A system of coordinates is known by any of its usual names."""
    assert known(name).name == expected


@pytest.mark.parametrize(
    "name", ["", "Mars", "EPSG:1", "4548", "EPSG:5737", "EPSG:2249", "EPSG:4479", None, 4548]
)
def test_unknown_systems(name):
    """A name of no usable system gives none."""
    assert system(name) is None  # 5737: heights, 2249: feet, 4479: geocentric
