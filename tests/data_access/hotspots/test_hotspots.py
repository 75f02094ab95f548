"""Hot and cold spots: counts against pandas, statistics against the libraries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import h3
import numpy as np
import pandas as pd
import pymannkendall
import pytest
from esda.getisord import G_Local
from scipy import stats

from data_access import hotspots
from data_access.database.reading import read
from data_access.places import neighbourhoods
from data_access.selection import Selection
from tests.oracle import SELECTIONS, chosen, placed, same

JUDGED = {
    name: hotspots.judged_in(SELECTIONS[name]) for name in ("city", "main_category", "level", "limited")
}

MONTHS = [f"{month:%Y-%m}" for month in pd.period_range("2025-07", "2026-06", freq="M")]


@pytest.fixture(params=JUDGED)
def judged(request) -> Selection:
    return JUDGED[request.param]


def reported(frames, judged: Selection) -> pd.DataFrame:
    rows = chosen(frames["cases"], judged)
    return rows.assign(month=rows["reported_at"].dt.strftime("%Y-%m")).query("month in @MONTHS")


def test_the_months_are_whole_and_end_with_the_period():
    in_june = hotspots.judged_in(Selection(date(2026, 5, 20), date(2026, 6, 20), streets=("350582001000",)))
    assert (in_june.start, in_june.end, in_june.streets) == (date(2025, 6, 1), date(2026, 6, 1), ())
    assert [hotspots.month_name(first) for first in hotspots.months_of(JUDGED["city"])] == MONTHS


@pytest.mark.parametrize("level", ["community", "grid"])
def test_by_place(demo_engine, demo_frames, judged, level):
    """Monthly counts of each place equal those that pandas finds in the rows."""
    table = {"community": "communities", "grid": "grids"}[level]
    rows = reported(demo_frames, judged)
    counts = pd.crosstab(rows[f"{level}_code"], rows["month"]).reindex(columns=MONTHS, fill_value=0)
    expected = placed(demo_frames[table], judged, own=level)[["code", "name", "residents"]]
    expected = expected.join(counts, on="code").fillna(dict.fromkeys(MONTHS, 0))
    same(read(demo_engine, hotspots.by_place(judged, level)), expected, ["code"])


def test_by_square(demo_engine, demo_frames, judged):
    """Monthly counts of each square equal those that pandas finds in the rows."""
    rows = reported(demo_frames, judged).dropna(subset=["longitude"])
    x, y = (np.floor(rows[name] / hotspots.SQUARE_DEGREES).astype(int) for name in ("longitude", "latitude"))
    counts = pd.crosstab([x.rename("x"), y.rename("y")], rows["month"]).reindex(columns=MONTHS, fill_value=0)
    same(read(demo_engine, hotspots.by_square(judged)), counts.reset_index(), ["x", "y"])


def hexagons(rings: int) -> pd.Series:
    centre = h3.latlng_to_cell(24.8, 118.5, neighbourhoods.HEXAGON_RESOLUTION)
    return pd.Series(sorted(h3.grid_disk(centre, rings)))


CELLS = hexagons(9)

GRAPH = neighbourhoods.bordering_hexagons(CELLS)


def ord_and_getis(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Gi* after Ord and Getis 1995, equation 6, written out."""
    n, sums, squares = len(values), weights.sum(axis=1), (weights**2).sum(axis=1)
    above = weights @ values - values.mean() * sums
    return above / (values.std() * np.sqrt((n * squares - sums**2) / (n - 1)))


def test_gi_star_equals_the_library_and_the_formula():
    values = np.random.default_rng(1).poisson(4, len(CELLS)).astype(float)
    weights = np.eye(len(CELLS)) + GRAPH.sparse.toarray()
    got = hotspots.gi_star(values, GRAPH)
    np.testing.assert_allclose(got, ord_and_getis(values, weights), rtol=1e-9)
    library = G_Local(values, GRAPH, transform="B", permutations=0, star=True)
    np.testing.assert_allclose(got, library.Zs, rtol=1e-9)
    assert np.abs(got).max() > 2


def test_without_differences_there_is_no_gi_star():
    assert np.isnan(hotspots.gi_star(np.zeros(len(CELLS)), GRAPH)).all()


def test_an_isolated_place_has_its_own_value_only():
    alone = pd.Series([*CELLS, *hexagons(200).iloc[[0]]])
    graph = neighbourhoods.bordering_hexagons(alone)
    values = np.arange(len(alone), dtype=float)
    weights = np.eye(len(alone))
    weights[:-1, :-1] += GRAPH.sparse.toarray()
    np.testing.assert_allclose(hotspots.gi_star(values, graph), ord_and_getis(values, weights), rtol=1e-9)


def test_the_trend_equals_the_library_and_kendall():
    rng = np.random.default_rng(3)
    found = set()
    for _ in range(60):
        z = rng.normal(size=12).round(1) + np.arange(12) * rng.choice([-0.25, 0, 0.25])
        signs = np.sign(z[:, None] - z[None, :])[np.tril_indices(12, -1)]
        ties = np.unique(z, return_counts=True)[1]
        variance = (12 * 11 * 29 - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
        s = signs.sum()
        p = 2 * stats.norm.sf(abs((s - np.sign(s)) / np.sqrt(variance)))
        library = pymannkendall.original_test(z)
        assert library.p == pytest.approx(p, abs=1e-9)
        assert np.sign(library.s) == np.sign(stats.kendalltau(np.arange(12), z).statistic)
        expected = ("rising" if s > 0 else "falling") if p < hotspots.TREND_LEVEL else "none"
        assert hotspots.trend_of(z) == expected
        found.add(expected)
    assert found == {"rising", "falling", "none"}


def test_q_equals_scipy_over_all_areas_and_months():
    z = pd.DataFrame(np.random.default_rng(4).normal(size=(40, 3)) * 2, columns=list("abc"))
    z["b"] = np.nan
    p = 2 * stats.norm.sf(np.abs(z[["a", "c"]]))
    q = hotspots.false_discovery_rates(z)
    np.testing.assert_allclose(q[["a", "c"]], stats.false_discovery_control(p, axis=None).reshape(p.shape))
    assert q["b"].isna().all()


def judged_counts(counts: np.ndarray, residents: np.ndarray | None) -> pd.DataFrame:
    table = pd.DataFrame(counts, columns=MONTHS, index=CELLS)
    known = None if residents is None else pd.Series(residents, CELLS)
    z = hotspots.monthly_z(table, known, GRAPH)
    return hotspots.marks(table, z, hotspots.false_discovery_rates(z))


@pytest.mark.parametrize("by_rate", [True, False])
def test_chance_alone_is_seldom_hot(by_rate):
    rng = np.random.default_rng(5)
    residents = rng.lognormal(7, 0.6, len(CELLS)).round() if by_rate else None
    expected = np.full(len(CELLS), 8.0) if residents is None else 8 * residents / residents.mean()
    cities = [judged_counts(rng.poisson(expected[:, None], (len(CELLS), 12)), residents) for _ in range(20)]
    assert np.mean([(city != 0).to_numpy().mean() for city in cities]) < 0.001  # of all tests
    assert (
        np.mean([(city != 0).to_numpy().any() for city in cities]) <= 0.25
    )  # of cities, 0.05 if all were exact


def test_what_is_planted_is_found_and_little_else():
    rng = np.random.default_rng(6)
    residents = rng.lognormal(7, 0.6, len(CELLS)).round()
    centre = h3.latlng_to_cell(24.8, 118.5, neighbourhoods.HEXAGON_RESOLUTION)
    planted, near = (CELLS.isin(h3.grid_disk(centre, rings)).to_numpy() for rings in (1, 2))
    false, found = [], []
    for _ in range(10):
        expected = np.where(planted, 3, 1) * 8 * residents / residents.mean()
        marks = judged_counts(rng.poisson(expected[:, None], (len(CELLS), 12)), residents)
        hot = (marks > 0).to_numpy()
        found.append(hot[centre == CELLS].mean())
        false.append(((marks != 0).to_numpy() & ~near[:, None]).sum() / max((marks != 0).to_numpy().sum(), 1))
    assert np.mean(found) > 0.9
    assert np.mean(false) <= hotspots.FALSE_DISCOVERY_RATE


STORIES = {
    "new": ([0] * 11 + [1], np.zeros(12)),
    "growing": ([0] * 6 + [1] * 6, np.arange(12)),
    "persistent": ([1] * 3 + [0] * 2 + [1] * 7, np.tile([0, 1, 0], 4)),
    "fading": ([1] * 6 + [0] * 6, -np.arange(12)),
    "sporadic": ([0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1], np.tile([0, 1, 0], 4)),
}


@pytest.mark.parametrize("sign", [1, -1])
def test_patterns(sign):
    """A place's months of heat or cold are named by their pattern."""
    stories = {
        **STORIES,
        "gone": ([1] * 8 + [0] * 4, np.tile([0, 1, 0], 4)),
        "never": ([0] * 12, np.zeros(12)),
    }
    own = pd.DataFrame([so for so, _ in stories.values()], index=list(stories), columns=MONTHS)
    z = sign * (5 + 0.1 * np.array([trend for _, trend in stories.values()], dtype=float))
    found = hotspots.patterns(
        pd.DataFrame(9, own.index, MONTHS), pd.DataFrame(z, own.index, MONTHS), 1.0 - own
    )
    assert found["pattern"].to_dict() == {name: name for name in STORIES} | {"gone": "fading"}
    assert set(found["kind"]) == {"hot" if sign > 0 else "cold"}
    assert found["run"].tolist() == [1, 6, 7, 0, 2, 0]
    assert found["months"].tolist() == [1, 6, 10, 6, 5, 8]
    assert found.loc["gone", "last_at"] == MONTHS[7]


def test_few_own_cases_are_not_hot():
    q, z = (pd.DataFrame([[value]], columns=["2026-06"]) for value in (0.001, 6.0))
    for cases, mark in ((hotspots.FEWEST_CASES - 1, 0), (hotspots.FEWEST_CASES, 1)):
        assert hotspots.marks(z * 0 + cases, z, q).iloc[0, 0] == mark


def test_places_border_those_within_reach_of_their_outlines(demo_frames):
    places = demo_frames["communities"][["code", "outline"]]
    graph = neighbourhoods.bordering_outlines(places)
    for code in places["code"].iloc[::40]:
        assert sorted(graph[code].index) == neighbourhoods.bordering(places, code)
    assert list(graph.unique_ids) == list(places["code"])


def test_squares_go_into_the_hexagon_of_their_centre():
    cell = hotspots.SQUARE_DEGREES
    squares = pd.DataFrame({"x": [118500, 118501, 118700], "y": [24800, 24800, 24800], "2026-06": [2, 3, 4]})
    got = neighbourhoods.into_hexagons(squares, cell).set_index("code")["2026-06"]
    assert got.sum() == 9
    assert got[h3.latlng_to_cell(24.8005, 118.7005, neighbourhoods.HEXAGON_RESOLUTION)] == 4


def test_places_without_residents_or_outline_are_left_out(demo_frames):
    places = demo_frames["communities"][["code", "name", "residents", "outline"]].reset_index(drop=True)
    counts = np.random.default_rng(7).poisson(6, (len(places), 12))
    counted = pd.concat([places[["code", "name", "residents"]], pd.DataFrame(counts, columns=MONTHS)], axis=1)
    counted.loc[0, "residents"] = np.nan
    outlines = places[["code", "outline"]].copy()
    outlines.loc[1, "outline"] = None
    judged = hotspots.judge_places(counted, outlines, MONTHS)
    assert (judged.areas, judged.left_out, judged.by_rate) == (len(places) - 2, 2, True)
    unknown = hotspots.judge_places(counted.assign(residents=np.nan), outlines, MONTHS)
    assert (unknown.areas, unknown.left_out, unknown.by_rate) == (len(places) - 1, 1, False)
    assert hotspots.judge_places(counted.head(20), outlines, MONTHS).lacking == "areas"
    silent = counted.assign(**dict.fromkeys(MONTHS[:4], 0))
    assert hotspots.judge_places(silent, outlines, MONTHS).lacking == "months"


def test_a_limited_user_is_shown_only_his_places(demo_engine):
    rows = read(demo_engine, hotspots.by_place(JUDGED["limited"], "community"))
    assert len(rows)
    everything = replace(JUDGED["limited"], allowed=None)
    assert len(read(demo_engine, hotspots.by_place(everything, "community"))) > len(rows)
