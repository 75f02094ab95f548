"""How heavily an alert weighs: one rule for all kinds, by which places, never persons, are put in order.

    weight = 100 × certainty × (excess ÷ (excess + 5) + residents ÷ (residents + 1,250)) ÷ 2

Both parts rise towards 1, so that neither a single old case nor a single large place outweighs all others. They are
one half at five cases (or days without a sign) too many, and at the residents of one grid of usual size. A case
overdue counts by how far it is past due: as half when late by its own time limit, as nearly one when much later.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from data_access.attention.alerts import JUDGED
from data_access.attention.signals import REPEATED_FROM

HALF_EXCESS = 5.0
HALF_RESIDENTS = 1_250.0  # a grid holds 1,000 to 1,500
FINEST_FIRST = ("compound_code", "grid_code", "community_code")


def weighed(alerts: pd.DataFrame, residents: Mapping[str, int]) -> pd.DataFrame:
    """Return alerts (`gathered`) by weight, the heaviest first; of equal weight facts before judgements.

    `residents` holds the residents of communities, grids and compounds by code. Columns added: excess
    (overdue cases, each by how far; else cases, or days without a sign, beyond what is usual or allowed; 0 of what
    is not due yet), residents (of the finest place named; missing where unknown, and then each case counts as one
    resident), certainty (1 for a fact, else 1 less the false discovery rate), weight (0 … 100, whole).
    """
    rows = alerts.assign(excess=_excess(alerts), residents=_residents(alerts, residents))
    rows["certainty"] = 1 - rows["q"].astype(float).fillna(0)
    reached = rows["residents"].fillna(rows["observed"]).astype(float)
    parts = _rising(rows["excess"], HALF_EXCESS) + _rising(reached, HALF_RESIDENTS)
    rows["weight"] = (100 * rows["certainty"] * parts / 2).round(6).round().astype(int)
    order = rows.assign(judged=rows["kind"].isin(JUDGED), rounded=rows["excess"].round(6))
    codes = [name for name in order if name.endswith("_code")]
    keys = ["weight", "judged", "rounded", "since", *codes, "kind"]
    order = order.sort_values(keys, ascending=[False, True, False, True, *[True] * len(codes), True])
    return rows.loc[order.index].reset_index(drop=True)


def _rising(amount: pd.Series, half: float) -> pd.Series:
    return amount / (amount + half)


def _residents(alerts: pd.DataFrame, residents: Mapping[str, int]) -> pd.Series:
    finest = alerts[list(FINEST_FIRST)].bfill(axis=1).iloc[:, 0]
    return finest.map(residents).astype(float)


def _excess(alerts: pd.DataFrame) -> pd.Series:
    """Return by how much each alert is beyond its limit, or beyond what is usual."""
    observed, expected, overrun = (alerts[name].astype(float) for name in ("observed", "expected", "overrun"))
    by_kind = {
        "overdue": overrun,
        "repeat": observed - (REPEATED_FROM - 1),
        "reopened": observed,
        "due_soon": 0 * observed,
        **dict.fromkeys(JUDGED, (observed - expected).abs()),
    }
    excess = pd.Series(0.0, index=alerts.index)
    for kind, amount in by_kind.items():
        excess = excess.mask(alerts["kind"] == kind, amount)
    return excess.fillna(0.0)
