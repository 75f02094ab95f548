"""Classes of a choropleth: a colour for each value, and what the legend says of each class."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pandas as pd

from ui import theme
from ui.words.text import t

SCHEMES = ("quantile", "equal", "natural")
COUNTS = range(3, 8)
NATURAL_AMONG = 400
"""Natural breaks take time by the square of the values: of more, every so-manyth in order is taken, with both ends."""


@dataclass(frozen=True)
class Grading:
    """How values are put into classes (分级): the scheme (one of `SCHEMES`) and how many classes."""

    scheme: str = SCHEMES[0]
    count: int = 5

    def text(self) -> str:
        """Return the grading as it stands in the URL."""
        return f"{self.scheme}-{self.count}"

    @classmethod
    def parse(cls, text: str) -> Grading | None:
        """Return the grading that a text of the URL means, None where it means none."""
        known = {
            grading.text(): grading
            for grading in (cls(scheme, count) for scheme in SCHEMES for count in COUNTS)
        }
        return known.get(text)


DEFAULT = Grading()


@dataclass(frozen=True)
class Classes:
    """Classes from low to high: `limits` as they are told, `ends` to which values count, and a colour for each.

    The ends are the highest values of the classes. About zero they are those of the magnitudes, from the class
    around zero outwards, and the same on both sides.
    """

    limits: tuple[tuple[float, float], ...]
    ends: tuple[float, ...]
    palette: tuple[str, ...]
    about_zero: bool = False

    @property
    def told_limits(self) -> list[float]:
        """Every number that the legend names."""
        return [limit for pair in self.limits for limit in pair]

    def of(self, values: pd.Series) -> pd.Series:
        """Return the class of each value, 0 being the lowest; missing where the value is."""
        known = values.dropna().astype(float)
        out = pd.Series(pd.NA, index=values.index, dtype="Int64")
        if known.empty:
            return out
        size = known.abs() if self.about_zero else known
        rank = np.searchsorted(self.ends[:-1], size.to_numpy(), side="left")
        middle = len(self.ends) - 1
        out[known.index] = middle + np.sign(known.to_numpy()).astype(int) * rank if self.about_zero else rank
        return out

    def colours(self, values: pd.Series, missing: str = theme.NO_DATA) -> pd.Series:
        """Return the colour of each value, `missing` where it is not known."""
        return self.of(values).map(dict(enumerate(self.palette))).astype(object).fillna(missing)

    def entries(self, values: pd.Series, words: Callable[[float], str]) -> tuple[tuple[str, str], ...]:
        """Return colour and words of each class, with how many of the values are in it."""
        held = self.of(values).value_counts()
        return tuple(
            (colour, counted(self._told(index, words), int(held.get(index, 0))))
            for index, colour in enumerate(self.palette)
        )

    def _told(self, index: int, words: Callable[[float], str]) -> str:
        low, high = self.limits[index]
        if not self.about_zero:
            return words(low) if low == high else f"{words(low)} – {words(high)}"
        last = len(self.palette) - 1
        if index == last // 2:
            return t("map.unchanged") if high == 0 else t("map.within", limit=words(high).lstrip("+"))
        if index == 0:
            return t("map.below", limit=words(high))
        if index == last:
            return t("map.above", limit=words(low))
        return t("map.between", low=words(low), high=words(high))


def graded(values: pd.Series, grading: Grading) -> Classes:
    """Return the classes of values; fewer where the values do not differ enough, none where none is known."""
    known = np.sort(values.dropna().to_numpy(dtype=float))
    limits = _limits(known, grading) if len(known) else ()
    palette = tuple(theme.sequential_range(len(limits))) if limits else ()
    return Classes(limits, tuple(high for _, high in limits), palette)


def about_zero(values: pd.Series, grading: Grading, better: str | None = None) -> Classes:
    """Return classes that are the same on both sides of zero, with one around it; an even count has one more.

    The limits are those of the magnitudes, so that a colour means as much of a rise as its opposite of a fall; where a
    direction is `better`, its colours are those of what is better and worse.
    """
    sizes = np.sort(values.dropna().abs().to_numpy(dtype=float))
    sides = grading.count // 2
    steps = _limits(sizes, Grading(grading.scheme, sides + 1)) if len(sizes) else ()
    if not steps:
        return Classes((), (), (), about_zero=True)
    ends = tuple(high for _, high in steps)
    outward = list(pairwise(ends))
    limits = ((0 - high, 0 - low) for low, high in reversed(outward))
    palette = theme.changes_range(2 * len(ends) - 1, better)
    return Classes((*limits, (-ends[0], ends[0]), *outward), ends, palette, about_zero=True)


def unknown(values: pd.Series, missing: str, colour: str = theme.NO_DATA) -> tuple[tuple[str, str], ...]:
    """Return the legend's entry for values that are missing, none where none is."""
    count = int(values.isna().sum())
    return ((colour, counted(missing, count)),) if count else ()


def counted(words: str, places: int) -> str:
    """Return what a class is, with the number of its places."""
    return t("map.class", words=words, places=places)


def _limits(known: np.ndarray, grading: Grading) -> tuple[tuple[float, float], ...]:
    """Return lowest and highest of each class of sorted values."""
    distinct = np.unique(known)
    count = min(grading.count, len(distinct))
    if count == 1:
        return ((distinct[0], distinct[0]),)
    if grading.scheme == "equal":
        return _equal(distinct, count)
    ends = _natural(tuple(known), count) if grading.scheme == "natural" else _quantile(distinct, count)
    group = np.searchsorted(ends[:-1], distinct, side="left")
    members = [distinct[group == index] for index in range(count)]
    return tuple((float(held[0]), float(held[-1])) for held in members if len(held))


def _quantile(distinct: np.ndarray, count: int) -> tuple[float, ...]:
    """Return the ends of quantile classes; they are taken over the distinct values, so that none is empty."""
    groups = pd.qcut(np.arange(len(distinct)), count, labels=False)
    return tuple(float(distinct[groups == index][-1]) for index in range(count))


def _equal(distinct: np.ndarray, count: int) -> tuple[tuple[float, float], ...]:
    """Return equal intervals; of whole numbers those whole numbers that are in them."""
    from mapclassify import EqualInterval  # noqa: PLC0415 - takes a second

    ends = np.append(EqualInterval(distinct, k=count).bins[:-1], distinct[-1])
    if (distinct % 1 == 0).all():
        ends = np.unique(np.floor(ends))
        return tuple(zip((distinct[0], *(ends[:-1] + 1)), ends, strict=True))
    return tuple(zip((distinct[0], *ends[:-1]), ends, strict=True))


@lru_cache(maxsize=64)
def _natural(known: tuple[float, ...], count: int) -> tuple[float, ...]:
    """Return the ends of natural breaks: the classes of Fisher (1958) whose values differ least within them."""
    from mapclassify import FisherJenks  # noqa: PLC0415 - takes a second

    values = np.array(known)
    if len(values) > NATURAL_AMONG:
        values = values[np.linspace(0, len(values) - 1, NATURAL_AMONG).round().astype(int)]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Numba not installed")
        return tuple(FisherJenks(values, k=min(count, len(np.unique(values)))).bins.tolist())


def crossed(across: Classes, first: pd.Series, upwards: Classes, second: pd.Series) -> pd.Series:
    """Return the colour of each pair of values, by three classes of either; dark grey where one is missing.

    Of two classes the outer colours stand for low and high, of one the middle.
    """
    columns, rows = _spread(across, first), _spread(upwards, second)
    known = columns.notna() & rows.notna()
    colours = pd.Series(theme.NO_DATA_DARK, index=first.index, dtype=object)
    pairs = zip(rows[known].astype(int), columns[known].astype(int), strict=True)
    colours[known] = [theme.BIVARIATE[row][column] for row, column in pairs]
    return colours


def _spread(classes: Classes, values: pd.Series) -> pd.Series:
    places = {1: (1,), 2: (0, 2)}.get(len(classes.palette), (0, 1, 2))
    return classes.of(values).map(dict(enumerate(places)))
