"""Alerts: facts and statistical judgements in one table, narrowed to what is looked at, worst first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from data_access.cases import Alerted
from data_access.selection import Selection
from data_access.selection.periods import preset_period
from data_access.statistics.surveillance import RECENT_DAYS

KINDS = ("surge", "silent", "satisfaction", "overdue", "repeat", "reopened", "due_soon")
"""突增, 沉默网格, 满意度下降, 超期, 重复投诉, 重开, 即将到期: the order in which they are shown."""

JUDGED = ("surge", "silent", "satisfaction")
"""Kinds that are statistical judgements; the others are facts."""

COLUMNS = (
    *("kind", "street_office_code", "community_code", "grid_code", "compound", "category_code"),
    "compound_code",
    *("observed", "expected", "q", "since", "silent_days", "rated", "overrun"),
)
EACH_IN_TURN = 2
DAYS_BEFORE_SILENCE = 30  # what a grid was like before it fell silent


def gathered(
    judged: Mapping[str, pd.DataFrame], late: pd.DataFrame, repeated: pd.DataFrame, reopened: pd.DataFrame
) -> pd.DataFrame:
    """Return all alerts, by kind and the worst of each first.

    Parameters
    ----------
    judged
        The results of `surveillance` by kind (surge, silent, satisfaction).
    late, repeated, reopened
        The rows of the queries of that name in `signals`.

    Returns
    -------
    Columns: kind (one of `KINDS`), street_office_code, community_code, grid_code, compound (a name),
    category_code, compound_code, observed, expected (None for a fact), q (false discovery rate, None for a fact),
    since, silent_days, rated, overrun (cases overdue, each by how far). What does not apply to a kind is missing.
    """
    parts = {
        **judged,
        "overdue": _late(late, "overdue", "overdue_since"),
        "due_soon": _late(late, "due_soon", "due_next"),
        "repeat": repeated,
        "reopened": reopened,
    }
    filled = [_uniform(parts[kind], kind) for kind in KINDS if len(parts[kind])]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=list(COLUMNS))


def within(alerts: pd.DataFrame, selection: Selection, parents: Mapping[str, str | None]) -> pd.DataFrame:
    """Return the judgements that lie in the selected places and categories.

    What has no grid (a community's surge) stays where a grid of its community is selected, what has no category stays
    under any. `parents` holds the category above each category.
    """
    chosen = pd.Series(True, index=alerts.index)
    for column, codes in (
        ("street_office_code", selection.streets),
        ("community_code", selection.communities),
        ("grid_code", selection.grids),
    ):
        if codes and column in alerts:
            chosen &= alerts[column].isin(codes)
    if selection.categories and "category_code" in alerts:
        category = alerts["category_code"]
        chosen &= category.isin(selection.categories) | category.map(parents).isin(selection.categories)
    return alerts[chosen]


def not_among(alerts: pd.DataFrame, others: pd.DataFrame) -> pd.Series:
    """Return for each alert whether none of the others is of the same kind, place and category."""
    keys = ["kind", *(name for name in COLUMNS if name.endswith("_code"))]
    one, other = (pd.MultiIndex.from_frame(rows[keys].astype(object).fillna("")) for rows in (alerts, others))
    return pd.Series(~one.isin(other), index=alerts.index)


def in_turn(alerts: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return the first alerts, two of each kind in turn, so that many of one kind do not hide the others."""
    turn = alerts.groupby("kind", sort=False).cumcount() // EACH_IN_TURN
    return alerts.loc[turn.sort_values(kind="stable").index].head(count)


def opened_by(alert: Mapping[str, Any], as_of: date, selection: Selection) -> Selection:
    """Return the Selection that shows the cases an alert speaks of.

    A fact was counted in what `selection` chooses, so its categories, levels, units and grids stay; a judgement
    was made whatever is selected.
    """
    start, end = preset_period("last_30_days", as_of)
    if alert["kind"] == "silent":
        start = pd.Timestamp(alert["since"]).date() - timedelta(days=DAYS_BEFORE_SILENCE)
    elif alert["kind"] in RECENT_DAYS:
        start = end - timedelta(days=RECENT_DAYS[alert["kind"]])
    streets, communities, grids, categories = (
        (alert[column],) if pd.notna(alert[column]) else ()
        for column in ("street_office_code", "community_code", "grid_code", "category_code")
    )
    opened = Selection(start, end, streets, communities, grids, categories, allowed=selection.allowed)
    if alert["kind"] in JUDGED:
        return opened
    inside = selection.grids if selection.communities == communities else ()
    return replace(
        opened,
        grids=grids or inside,
        categories=categories or selection.categories,
        levels=selection.levels,
        units=selection.units,
    )


def counted_by(alert: Mapping[str, Any]) -> Alerted:
    """Return what an alert counts beside the Selection that it opens."""
    compound = alert["compound_code"]
    return Alerted(alert["kind"], compound if pd.notna(compound) else None)


def figure(alert: Mapping[str, Any]) -> int:
    """Return how many cases an alert counts: those rated where it speaks of a share of them."""
    return int(alert["rated"] if alert["kind"] == "satisfaction" else alert["observed"])


def _uniform(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    return rows.assign(kind=kind).reindex(columns=list(COLUMNS))


def _late(late: pd.DataFrame, count: str, since: str) -> pd.DataFrame:
    rows = late[late[count] > 0].sort_values([count, since], ascending=[False, True])
    overrun = rows["overrun"] if count == "overdue" else None
    return rows.assign(observed=rows[count], since=rows[since], overrun=overrun)
