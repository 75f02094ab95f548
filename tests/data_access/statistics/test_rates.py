"""Figures of small places: who is marked, what smoothing gives, what a change is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from esda.smoothing import Empirical_Bayes
from statsmodels.stats.proportion import proportion_confint

from data_access import cases
from data_access.database.reading import read
from data_access.indicators import (
    KEPT_IN_GRID,
    MAP_INDICATORS,
    MEDIAN_DAYS,
    ON_TIME,
    REPORTED,
    REPORTED_PER_1000,
    SATISFACTION,
)
from data_access.selection import Selection
from data_access.statistics import rates

RATES = [indicator for indicator in MAP_INDICATORS if indicator.denominator]
YEAR = Selection(start=pd.Timestamp("2025-07-01").date(), end=pd.Timestamp("2026-07-01").date())


def shares(hits: list, judged: list) -> pd.DataFrame:
    return pd.DataFrame({"closed_in_time": hits, "closed_with_deadline": judged})


def test_a_share_is_marked_by_the_published_rule():
    """Against the interval of Clopper and Pearson as statsmodels works it out."""
    pairs = [(hits, judged) for judged in range(1, 200, 3) for hits in range(0, judged + 1, 2)]
    frame = shares(*map(list, zip(*pairs, strict=True)))
    low, high = proportion_confint(frame["closed_in_time"], frame["closed_with_deadline"], method="beta")
    expected = (frame["closed_with_deadline"] < 30) | (high - low >= 0.30)
    assert rates.unsteady(ON_TIME, frame).tolist() == expected.tolist()
    large = frame["closed_with_deadline"] >= 30
    assert 0 < expected[large].mean() < 1


def test_who_is_marked():
    """A rate of few cases is marked as unsteady."""
    assert rates.unsteady(ON_TIME, shares([0, None, 25, 50], [0, None, 50, 100])).tolist() == [
        True,
        False,
        False,
        False,
    ]
    residents = pd.DataFrame({"reported": [19, 20, None], "residents": [10, 90_000, 5]})
    assert rates.unsteady(REPORTED_PER_1000, residents).tolist() == [True, False, False]
    assert not rates.unsteady(REPORTED, residents).any()
    medians = pd.DataFrame({"median_hours": [5.0, 5.0], "closed": [19, 20]})
    assert rates.unsteady(MEDIAN_DAYS, medians).tolist() == [True, False]


@pytest.mark.parametrize("indicator", RATES, ids=lambda indicator: indicator.key)
@pytest.mark.parametrize("level", ["street_office", "community"])
def test_smoothing_is_the_librarys(demo_engine, indicator, level):
    frame = read(demo_engine, cases.by_place(YEAR, level))
    known = frame[indicator.of(frame).notna()]
    given = [known[name].to_numpy(dtype=float) for name in (indicator.numerator, indicator.denominator)]
    expected = Empirical_Bayes(*given).r.ravel() * indicator.factor
    got = rates.smoothed(indicator, frame)
    assert got.isna().tolist() == indicator.of(frame).isna().tolist()
    common = given[0].sum() / given[1].sum() * indicator.factor
    spread = np.average((given[0] / given[1] - common / indicator.factor) ** 2, weights=given[1])
    if spread > common / indicator.factor / given[1].mean():
        assert got[known.index].to_numpy(dtype=float) == pytest.approx(expected)
    else:
        assert got[known.index].to_numpy(dtype=float) == pytest.approx(common)


def test_smoothing_draws_small_places_to_the_common_rate():
    frame = shares([90, 500, 2, 300], [100, 1000, 2, 1000])
    got = rates.smoothed(ON_TIME, frame)
    raw = ON_TIME.of(frame)
    common = 100 * 892 / 2102
    pulled = (got - raw) / (common - raw)
    assert ((pulled > 0) & (pulled < 1)).all()
    assert pulled.idxmax() == 2
    assert pulled.idxmin() in (1, 3)


def test_rates_that_differ_by_chance_alone_become_one():
    frame = shares([49, 51, 50, 0], [100, 100, 100, 0])
    got = rates.smoothed(ON_TIME, frame)
    assert got[:3].tolist() == pytest.approx([50] * 3)
    assert pd.isna(got[3])
    assert rates.smoothed(ON_TIME, shares([0, 0], [40, 60])).tolist() == [0, 0]
    assert rates.smoothed(ON_TIME, shares([None], [None])).isna().all()


def test_a_count_cannot_be_smoothed():
    with pytest.raises(ValueError, match="reported"):
        rates.smoothed(REPORTED, pd.DataFrame({"reported": [1]}))


def test_changes_are_per_cent_of_counts_and_points_of_shares():
    now, before = (pd.DataFrame({"reported": column}) for column in ([150, 5, 0, None], [100, 0, 50, 10]))
    assert rates.change(REPORTED, now, before).astype(object).where(
        lambda row: row.notna(), None
    ).tolist() == [
        50,
        None,
        -100,
        None,
    ]
    points = rates.change(ON_TIME, shares([90, 1], [100, 0]), shares([80, 1], [100, 4]))
    assert points[0] == 10
    assert pd.isna(points[1])
    assert rates.unsteady_change(REPORTED, now, pd.DataFrame({"reported": [19, 20, 0, 10]})).tolist() == [
        True,
        False,
        True,
        True,
    ]
    steady = shares([90, 90], [100, 100])
    assert rates.unsteady_change(ON_TIME, steady, shares([9, 90], [10, 100])).tolist() == [True, False]


def test_changes_equal_those_of_the_rows(demo_engine, demo_frames):
    now = read(demo_engine, cases.by_place(YEAR, "street_office"))
    before = read(demo_engine, cases.by_place(YEAR.year_earlier(), "street_office"))
    rows = demo_frames["cases"]

    def counted(start: str, end: str) -> pd.Series:
        held = rows[rows["reported_at"].between(start, end, inclusive="left")]
        return held.groupby("street_office_code").size().reindex(now["code"], fill_value=0)

    late, early = counted("2025-07-01", "2026-07-01"), counted("2024-07-01", "2025-07-01")
    expected = (100 * (late - early) / early.where(early > 0)).to_numpy()
    got = rates.change(REPORTED, now, before).to_numpy(dtype=float, na_value=np.nan)
    assert got == pytest.approx(expected, nan_ok=True)


def test_every_rate_of_the_map_can_be_judged():
    for indicator in (KEPT_IN_GRID, SATISFACTION):
        frame = pd.DataFrame({indicator.numerator: [3], indicator.denominator: [4]})
        assert rates.unsteady(indicator, frame).tolist() == [True]
