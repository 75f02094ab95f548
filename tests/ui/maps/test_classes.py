"""Classes of maps: by the library's breaks, alike on both sides of zero, and of two figures at once."""

from __future__ import annotations

import time
import warnings

import mapclassify
import numpy as np
import pandas as pd
import pytest

from data_access.indicators import REPORTED, REPORTED_PER_1000
from ui import theme
from ui.maps import classes
from ui.maps.classes import COUNTS, SCHEMES, Grading
from ui.words import numbers

GAMMA = pd.Series(np.random.default_rng(7).gamma(2, 3, 60))
WHOLE = pd.Series(np.random.default_rng(7).poisson(20, 60)).astype("Float64")


def short(value: float) -> str:
    return f"{value:g}"


def of_library(scheme: str, values: pd.Series, count: int) -> list[int]:
    classifier = {"equal": mapclassify.EqualInterval, "natural": mapclassify.FisherJenks}[scheme]
    with warnings.catch_warnings(action="ignore"):  # of Numba, which is not installed
        return classifier(values.to_numpy(dtype=float), k=count).yb.tolist()


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("scheme", ["equal", "natural"])
@pytest.mark.parametrize("values", [GAMMA, WHOLE], ids=["rates", "counts"])
def test_classes_are_the_librarys(scheme, count, values):
    got = classes.graded(values, Grading(scheme, count))
    assert got.of(values).tolist() == of_library(scheme, values, count)
    assert len(got.palette) == count
    assert len(set(got.palette)) == count


@pytest.mark.parametrize("count", COUNTS)
def test_quantiles_hold_about_as_many_places(count):
    held = classes.graded(GAMMA, Grading("quantile", count)).of(GAMMA).value_counts()
    assert len(held) == count
    assert held.max() - held.min() <= 1


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    "values",
    [[1, 1, 1, 2, 3, 4, 50, None], [5, 5], [0, 1], [None, None], [], [0, 0, 0, 0, 0.2], [1e9, -3, 7.5]],
    ids=str,
)
def test_every_value_has_a_class_whose_limits_hold_it(scheme, values):
    given = pd.Series(values, dtype="Float64")
    for count in COUNTS:
        got = classes.graded(given, Grading(scheme, count))
        ranks = got.of(given)
        assert ranks.isna().tolist() == given.isna().tolist()
        for value, rank in zip(given.dropna(), ranks.dropna(), strict=True):
            low, high = got.limits[rank]
            assert low <= value <= high
        told = [words for _, words in got.entries(given, short)]
        assert sum(int(words.split("（")[1].rstrip("处）")) for words in told) == given.notna().sum()
        assert len(set(told)) == len(told)


def test_equal_intervals_of_counts_are_told_in_whole_numbers():
    values = pd.Series([0, 1, 2, 3, 10, 10])
    told = [words for _, words in classes.graded(values, Grading("equal", 4)).entries(values, short)]
    assert told == ["0 – 2（3处）", "3 – 5（1处）", "6 – 7（0处）", "8 – 10（2处）"]


def test_natural_breaks_of_very_many_places_are_quick():
    values = pd.Series(np.random.default_rng(3).gamma(2, 3, 2402))
    start = time.perf_counter()
    held = classes.graded(values, Grading("natural", 7)).of(values).value_counts()
    assert time.perf_counter() - start < 3
    assert len(held) == 7
    assert held.sum() == 2402


@pytest.mark.parametrize("text", ["quantile-5", "equal-3", "natural-7"])
def test_a_grading_comes_back_from_its_text(text):
    grading = Grading.parse(text)
    assert grading is not None
    assert grading.text() == text


@pytest.mark.parametrize("text", ["", "equal", "equal-8", "equal-2", "natural-05", "<b>-5", "quantile-5 "])
def test_other_texts_are_no_grading(text):
    assert Grading.parse(text) is None


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("count", [3, 5, 7])
def test_classes_about_zero_are_alike_on_both_sides(scheme, count):
    values = pd.Series([-80.0, -31, -12, -5, -0.5, 0, 0.2, 4, 9, 15, 33, 120])
    found = classes.about_zero(values, Grading(scheme, count))
    assert len(found.palette) == count
    assert found.of(-values).tolist() == [count - 1 - rank for rank in found.of(values)]
    assert found.of(pd.Series([0.0])).tolist() == [count // 2]
    for value, rank in zip(values, found.of(values), strict=True):
        low, high = found.limits[rank]
        assert low <= value <= high
    assert [low for low, _ in found.limits] == [-high for _, high in reversed(found.limits)]


def test_what_is_better_has_one_colour_whichever_way_it_goes():
    """A rise of what should rise is coloured as a fall of what should fall; what is neither has colours of its own."""
    values, grading = pd.Series([-4.0, -1, 0, 1, 4]), Grading("quantile", 5)
    up, down, neither = (
        classes.about_zero(values, grading, better).colours(values).tolist()
        for better in ("up", "down", None)
    )
    assert up == down[::-1]
    assert (up[-1], up[0]) == (theme.JUDGED[5][0], theme.JUDGED[5][-1])
    assert not set(neither[:2]) & set(up)


def test_classes_about_zero_say_no_change_and_both_ends():
    values = pd.Series([0.0, 0, 0, 10, -20, None])
    found = classes.about_zero(values, Grading("quantile", 5))
    told = [words for _, words in found.entries(values, "{:+g}".format)]
    assert told == [
        "-10 以下（1处）",
        "-10 至 +0（0处）",
        "无变化（3处）",
        "+0 至 +10（1处）",
        "+10 以上（0处）",
    ]
    assert classes.about_zero(pd.Series([0.0, 0]), Grading()).palette == theme.DIVERGING[1]
    assert classes.about_zero(pd.Series([None], dtype=float), Grading()).palette == ()


def test_two_figures_meet_in_thirds():
    first = pd.Series([1.0, 2, 3, 1, 2, 3, 1, 2, 3, None])
    second = pd.Series([1.0, 1, 1, 2, 2, 2, 3, 3, 3, 3])
    thirds = [classes.graded(values, Grading("quantile", 3)) for values in (first, second)]
    colours = classes.crossed(thirds[0], first, thirds[1], second)
    assert colours[:9].tolist() == [colour for row in theme.BIVARIATE for colour in row]
    assert colours[9] == theme.NO_DATA_DARK
    few = pd.Series([1.0, 2, 1, 2])
    halves = classes.graded(few, Grading("quantile", 3))
    assert set(classes.crossed(halves, few, halves, few)) == {theme.BIVARIATE[0][0], theme.BIVARIATE[2][2]}


def test_limits_of_classes_are_told_apart():
    told = numbers.wording_apart(REPORTED_PER_1000, [1.86, 1.93, 1.96, 2.01])
    assert told(1.86) != told(1.93)
    assert numbers.wording_apart(REPORTED_PER_1000, [1.0, 2.0, 2.0])(2.0) == numbers.figure(
        REPORTED_PER_1000, 2.0
    )
    assert numbers.wording_apart(REPORTED, [3.0, 3.0, 4.0])(3.0) == numbers.figure(REPORTED, 3.0)
