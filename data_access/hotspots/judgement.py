"""Places or hexagons judged: which are hot or cold, by their counts of each month and who borders whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data_access.hotspots.monthly import SQUARE_DEGREES
from data_access.hotspots.spots import false_discovery_rates, marks, monthly_z, patterns
from data_access.places.neighbourhoods import bordering_hexagons, bordering_outlines, into_hexagons

if TYPE_CHECKING:
    from libpysal.graph import Graph

FEWEST_AREAS = 30  # for the normal distribution of z; ESRI asks for as many
FEWEST_MONTHS = 10  # for the normal approximation of Mann and Kendall's test (Gilbert 1987)


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
