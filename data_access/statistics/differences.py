"""Shares of cases in groups of compounds, with intervals that know that cases of one compound are alike.

A least-squares fit to the compounds' shares, weighted by their cases, gives exactly the pooled share of the
cases; its HC3 covariance, one residual for each compound, is the delete-one-compound jackknife (MacKinnon and
White, Journal of Econometrics 29, 1985). With one indicator for each stratum the same fit gives the difference
of Mantel and Haenszel (Greenland and Robins, Biometrics 41, 1985). Intervals are 95 %, Student's t.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import statsmodels.api as sm

CONFIDENCE = 0.95

FEWEST_COMPOUNDS = 10
"""A group of fewer compounds gets no interval: they say too little of how compounds differ."""

RAW, STRATIFIED = "raw", "stratified"


def shares(counts: pd.DataFrame, groups: Sequence[str]) -> pd.DataFrame:
    """Return the share of cases closed in the grid for each group that has any, in the order given.

    `counts` has standing, closed and in_grid for each compound, as `deliberation.joint_building` counts them.
    Columns: standing, compounds, closed, in_grid, share, low, high (NaN with fewer than `FEWEST_COMPOUNDS`).
    """
    groups_there = [(name, counts[counts["standing"] == name]) for name in groups]
    rows = [{"standing": name} | _share(own) for name, own in groups_there if len(own)]
    columns = ["standing", "compounds", "closed", "in_grid", "share", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def differences(counts: pd.DataFrame, group: str, other: str) -> pd.DataFrame:
    """Return by how much the share of `group` exceeds that of `other`: raw, within strata, and in each stratum.

    Strata are the compounds' `kind`. Columns: compared (`RAW`, `STRATIFIED`, or the stratum), compounds,
    other_compounds, difference, low, high (shares; NaN where a group has fewer than `FEWEST_COMPOUNDS`). A
    stratum that lacks one of the groups says nothing and is left out; what lacks one of them has no row.
    """
    both = counts[counts["standing"].isin((group, other))]
    both = both.assign(kind=both["kind"].fillna("unknown"), exposed=both["standing"] == group)
    mixed = both[both.groupby("kind")["exposed"].transform("nunique") == 2]
    parts = {RAW: both.assign(kind=RAW), STRATIFIED: mixed} | dict(list(mixed.groupby("kind")))
    rows = [
        {"compared": name} | _difference(part)
        for name, part in parts.items()
        if part["exposed"].nunique() == 2
    ]
    columns = ["compared", "compounds", "other_compounds", "difference", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def _share(own: pd.DataFrame) -> dict[str, float]:
    share, low, high = _coefficient(own, np.ones((len(own), 1)), len(own))
    sums = own[["closed", "in_grid"]].sum().to_dict()
    return {
        "compounds": len(own),
        **sums,
        "share": share,
        "low": np.clip(low, 0, 1),
        "high": np.clip(high, 0, 1),
    }


def _difference(rows: pd.DataFrame) -> dict[str, float]:
    """Return the difference with one indicator for each kind of compound among the rows."""
    exposed = rows["exposed"].to_numpy(dtype=float)
    many, others = int(exposed.sum()), int((1 - exposed).sum())
    design = np.column_stack([exposed, pd.get_dummies(rows["kind"]).to_numpy(dtype=float)])
    difference, low, high = _coefficient(rows, design, min(many, others))
    return {"compounds": many, "other_compounds": others, "difference": difference, "low": low, "high": high}


def _coefficient(counts: pd.DataFrame, design: np.ndarray, fewest: int) -> tuple[float, float, float]:
    """Return the first coefficient of the weighted fit to the compounds' shares, and its interval."""
    weights = counts["closed"].to_numpy(dtype=float)
    model = sm.WLS(counts["in_grid"].to_numpy(dtype=float) / weights, design, weights=weights)
    if fewest < FEWEST_COMPOUNDS:
        return float(model.fit().params[0]), np.nan, np.nan
    fit = model.fit(cov_type="HC3", use_t=True)
    low, high = fit.conf_int(1 - CONFIDENCE)[0]
    return float(fit.params[0]), float(low), float(high)
