"""Which areas are hot or cold in which months, and the pattern that makes of them.

Pure functions on tables of areas (rows) by months (columns):

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

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

if TYPE_CHECKING:
    from libpysal.graph import Graph

FALSE_DISCOVERY_RATE = 0.05
"""Of the hot and cold areas and months shown, at most this share is expected to be chance."""

TREND_LEVEL = 0.05
MOST_MONTHS = 7  # more than half
FEWEST_CASES = 3
"""An area with fewer cases of its own in a month is not called hot for its neighbours' sake."""

PATTERNS = ("new", "growing", "persistent", "fading", "sporadic")
KINDS = ("hot", "cold")


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
