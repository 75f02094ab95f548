"""Hot and cold spots (冷热点): where cases are denser, or sparser, than chance allows, and how that went on.

Cases of the twelve whole months that end with the period are counted by area and month in the database. The
statistics are pure functions on those small tables:

- Each month, each area's Gi* (Getis and Ord 1992, Ord and Getis 1995: the area with its neighbours against all
  areas; `esda.G_Local`, star, binary weights) with its analytic z.
- The false discovery rate by Benjamini and Hochberg (`statsmodels`) over all areas and all months at once, as Caldas
  de Castro and Singer 2006 (doi:10.1111/j.0016-7363.2006.00682.x) propose for Gi*.
- The trend of an area's z over the months by Mann and Kendall (`pymannkendall`).

An area that was hot (or cold) in any month then has one pattern, after the categories of ESRI's Emerging Hot Spot
Analysis, adapted to twelve months and fewer names (ours call for more than half of the months where ESRI calls
for 90 %, and our neighbours are those of the same month):

- new: hot in the last month, never before.
- growing: hot in the last month and before, with a rising trend (ESRI: consecutive or intensifying).
- persistent: hot in the last month and in at least `MOST_MONTHS` months, without a trend.
- fading: hot in at least two months with a falling trend, or in at least `MOST_MONTHS` but no longer (ESRI:
  diminishing or historical).
- sporadic: hot in other months than these (ESRI: sporadic or oscillating).

Cold spots mirror them: their trend rises where z falls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats
from sqlalchemy import ColumnElement, Integer, Select, func, select

from data_access.database.measures import count_where
from data_access.places.areas import beside_measures
from data_access.places.distance import has_point
from data_access.places.neighbourhoods import bordering_hexagons, bordering_outlines, into_hexagons
from data_access.schema import cases
from data_access.selection import Selection
from data_access.selection.periods import add_months

if TYPE_CHECKING:
    from libpysal.graph import Graph

MONTHS = 12
SQUARE_DEGREES = 0.001
"""Points are counted in squares of some 100 m before these go into hexagons; points are never fetched."""

FALSE_DISCOVERY_RATE = 0.05
"""Of the hot and cold areas and months shown, at most this share is expected to be chance."""

TREND_LEVEL = 0.05
MOST_MONTHS = 7  # more than half
FEWEST_CASES = 3
"""An area with fewer cases of its own in a month is not called hot for its neighbours' sake."""

FEWEST_AREAS = 30  # for the normal distribution of z; ESRI asks for as many
FEWEST_MONTHS = 10  # for the normal approximation of Mann and Kendall's test (Gilbert 1987)

PATTERNS = ("new", "growing", "persistent", "fading", "sporadic")
KINDS = ("hot", "cold")


def judged_in(selection: Selection) -> Selection:
    """Return the selection whose cases are judged: all places, the twelve whole months up to the period's end."""
    end = selection.end.replace(day=1)
    return replace(selection.everywhere(), start=add_months(end, -MONTHS), end=end)


def months_of(judged: Selection) -> list[date]:
    """Return the first days of the months of `judged_in`, oldest first."""
    return [add_months(judged.start, index) for index in range(MONTHS)]


def month_name(first: date) -> str:
    """Return the column under which the queries count a month: YYYY-MM."""
    return f"{first:%Y-%m}"


def by_place(judged: Selection, level: str) -> Select:
    """Return the cases reported in each month for each place of a level, places without cases included.

    Columns: code, name, residents, and one for each month (`month_name`).
    """
    code = cases.c[f"{level}_code"]
    counted = select(code.label("place"), *_by_month(judged))
    grouped = judged.narrow(counted, cases, at=cases.c.reported_at).group_by(code)
    return beside_measures(grouped, judged, level)


def by_square(judged: Selection) -> Select:
    """Return the cases reported in each month by squares of `SQUARE_DEGREES`, those without a position left out.

    Columns: x, y (a square's number from the origin), and one for each month (`month_name`).
    """
    x, y = (
        func.floor(column / SQUARE_DEGREES).cast(Integer) for column in (cases.c.longitude, cases.c.latitude)
    )
    counted = select(x.label("x"), y.label("y"), *_by_month(judged))
    counted = counted.where(has_point(cases.c.longitude, cases.c.latitude))
    return judged.narrow(counted, cases, at=cases.c.reported_at).group_by(x, y).order_by(y, x)


def _by_month(judged: Selection) -> list[ColumnElement[int]]:
    at, firsts = cases.c.reported_at, months_of(judged)
    ends = [*firsts[1:], judged.end]
    return [
        count_where(at >= first, at < end).label(month_name(first))
        for first, end in zip(firsts, ends, strict=True)
    ]


# --- statistics ----------------------------------------------------------------------------------


def gi_star(values: np.ndarray, graph: Graph) -> np.ndarray:
    """Return each area's z of Gi*, in the graph's order; missing where all values are the same."""
    from esda.getisord import G_Local  # noqa: PLC0415 - takes seconds

    if len(values) == 0 or np.ptp(values) == 0:
        return np.full(len(values), np.nan)
    # z does not change where a constant is added to all values; the library divides by their sum
    positive = values - values.min() + 1.0
    return G_Local(positive, graph, transform="B", permutations=0, star=True).Zs


def monthly_z(counts: pd.DataFrame, residents: pd.Series | None, graph: Graph) -> pd.DataFrame:
    """Return z of Gi* for each area (row) and month (column) of the counts.

    With `residents` (all above 0) the values are rates, standardized for that rates of few residents vary more
    (Assunção and Reis 1999; `esda.smoothing.assuncao_rate`); without, the counts themselves. A month
    without any case is missing.
    """
    from esda.smoothing import assuncao_rate  # noqa: PLC0415 - takes seconds

    def z(month: pd.Series) -> np.ndarray:
        number = month.to_numpy(dtype=float)
        if residents is None or number.sum() == 0:
            return gi_star(number, graph)
        return gi_star(assuncao_rate(number, residents.to_numpy(dtype=float)), graph)

    return pd.DataFrame({name: z(counts[name]) for name in counts}, index=counts.index)


def false_discovery_rates(z: pd.DataFrame) -> pd.DataFrame:
    """Return q of each area and month, two-sided, by Benjamini and Hochberg over all of them together."""
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415 - takes seconds

    q = np.full(z.shape, np.nan)
    known = z.notna().to_numpy()
    if known.any():
        p = 2 * stats.norm.sf(np.abs(z.to_numpy()[known]))
        q[known] = multipletests(p, alpha=FALSE_DISCOVERY_RATE, method="fdr_bh")[1]
    return pd.DataFrame(q, index=z.index, columns=z.columns)


def marks(counts: pd.DataFrame, z: pd.DataFrame, q: pd.DataFrame) -> pd.DataFrame:
    """Return 1 where an area was hot in a month, -1 where cold, else 0."""
    significant = (q <= FALSE_DISCOVERY_RATE).to_numpy()
    hot = significant & (z > 0).to_numpy() & (counts >= FEWEST_CASES).to_numpy()
    cold = significant & (z < 0).to_numpy()
    return pd.DataFrame(hot.astype(int) - cold.astype(int), index=z.index, columns=z.columns)


def trend_of(z: np.ndarray) -> str:
    """Return the trend of an area's z over the months by Mann and Kendall: rising, falling or none (p ≥ 0.05)."""
    import pymannkendall  # noqa: PLC0415 - takes seconds

    found = pymannkendall.original_test(z, alpha=TREND_LEVEL).trend
    return {"increasing": "rising", "decreasing": "falling"}.get(found, "none")


def patterns(counts: pd.DataFrame, z: pd.DataFrame, q: pd.DataFrame) -> pd.DataFrame:
    """Return the areas that were hot or cold in any month, with what became of them; see the module's docstring.

    Index as given. Columns: kind (hot or cold: what it was last), pattern, months (in which it was so), run (of
    these, how many without a break up to the last month; 0 where it is so no longer), trend (of z), last_at (the
    last month in which it was so), z and q of that month, reported (cases in it).
    """
    marked = marks(counts, z, q)
    names = list(z.columns)
    rows = {}
    for area, own in marked[(marked != 0).any(axis=1)].iterrows():
        sign = own[own != 0].iloc[-1]
        so = (own == sign).to_numpy()
        last = names[np.flatnonzero(so)[-1]]
        trend = trend_of(z.loc[area].to_numpy())
        rows[area] = {
            "kind": "hot" if sign > 0 else "cold",
            "pattern": _pattern(so, {"rising": 1, "falling": -1, "none": 0}[trend] * int(sign)),
            "months": int(so.sum()),
            "run": int(np.argmin(so[::-1])) if not so.all() else len(so),
            "trend": trend,
            "last_at": last,
            "z": z.loc[area, last],
            "q": q.loc[area, last],
            "reported": int(counts.loc[area, last]),
        }
    columns = ("kind", "pattern", "months", "run", "trend", "last_at", "z", "q", "reported")
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(columns))


def _pattern(so: np.ndarray, strengthening: int) -> str:
    """Return the pattern of an area by its months; `strengthening` is 1, 0 or -1 (weakening)."""
    months, now = so.sum(), so[-1]
    if now and months == 1:
        return "new"
    if now and strengthening > 0:
        return "growing"
    if months > 1 and (strengthening < 0 or (not now and months >= MOST_MONTHS)):
        return "fading"
    return "persistent" if now and months >= MOST_MONTHS else "sporadic"


# --- judgement -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Judgement:
    """What was judged and what was found.

    `areas` and `months` say how many were judged (months without any case tell nothing), `left_out` how many
    places have no outline or no residents, `by_rate` whether cases were held against residents. `found` has one
    row for each hot or cold area: code, the columns of `patterns`, and residents (missing for hexagons).
    `monthly` has one row for each of these and each month: code, at, reported, z, q, mark (1 hot, -1 cold, else 0).
    """

    areas: int
    months: int
    left_out: int
    by_rate: bool
    found: pd.DataFrame
    monthly: pd.DataFrame

    @property
    def lacking(self) -> str | None:
        """Return what is too few to judge: areas or months; None where both suffice."""
        if self.areas < FEWEST_AREAS:
            return "areas"
        return "months" if self.months < FEWEST_MONTHS else None


def judge_places(counted: pd.DataFrame, outlines: pd.DataFrame, months: list[str]) -> Judgement:
    """Return the judgement of places: rates by residents where any are known, else counts.

    Parameters
    ----------
    counted
        The rows of `by_place`; where some places have residents, those without are left out.
    outlines
        The rows of `areas.outlines` of the same places; those without an outline are left out.
    months
        The columns of `counted` to judge, oldest first.
    """
    known = outlines.dropna(subset=["outline"])
    places = counted.merge(known[["code", "outline"]], on="code")
    inhabited = places["residents"].fillna(0) > 0
    by_rate = bool(inhabited.any())
    if by_rate:
        places = places[inhabited]
    left_out = len(counted) - len(places)
    return _judge(places, months, left_out, by_rate, lambda: bordering_outlines(places))


def judge_hexagons(counted: pd.DataFrame, studied: pd.DataFrame, months: list[str]) -> Judgement:
    """Return the judgement of hexagons by counts.

    `counted` and `studied` are rows of `by_square`; the hexagons of `studied`, in which any case happened, are
    compared, so that neither sea nor fields make every inhabited place hot.
    """
    codes = into_hexagons(studied, SQUARE_DEGREES)[["code"]]
    hexagons = codes.merge(into_hexagons(counted, SQUARE_DEGREES), on="code", how="left")
    hexagons = hexagons.fillna(dict.fromkeys(months, 0)).assign(residents=np.nan)
    return _judge(hexagons, months, 0, False, lambda: bordering_hexagons(hexagons["code"]))


def _judge(
    areas: pd.DataFrame, months: list[str], left_out: int, by_rate: bool, graph: Callable[[], Graph]
) -> Judgement:
    table = areas.set_index("code")
    counts = table[months].astype(int)
    known = [name for name in months if counts[name].any()]
    enough = len(table) >= FEWEST_AREAS and len(known) >= FEWEST_MONTHS
    empty = pd.DataFrame(index=counts.index, columns=months, dtype=float)
    z = monthly_z(counts, table["residents"] if by_rate else None, graph()) if enough else empty
    q = false_discovery_rates(z)
    found = patterns(counts, z, q)
    residents = table["residents"].astype("Float64")
    found = found.assign(residents=residents.reindex(found.index)).rename_axis("code").reset_index()
    monthly = _monthly(found["code"], {"reported": counts, "z": z, "q": q, "mark": marks(counts, z, q)})
    return Judgement(len(table), len(known), left_out, by_rate, found, monthly)


def _monthly(codes: pd.Series, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return tables of areas by months as one long table of some areas: code, at, and each table's value."""
    columns = {name: table.loc[list(codes)].stack() for name, table in tables.items()}
    return pd.DataFrame(columns).rename_axis(["code", "at"]).reset_index()
