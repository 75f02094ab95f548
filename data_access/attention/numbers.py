"""The numbers of the cases that alerts count, for lists that leave the house."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from data_access.attention.alerts import JUDGED
from data_access.attention.signals import judged_on, lately
from data_access.selection import Selection
from data_access.statistics.surveillance import RECENT_DAYS

OF_CASES = {
    "surge": ["community_code", "category_code"],
    "satisfaction": ["community_code"],
    "overdue": ["community_code"],
    "due_soon": ["community_code"],
    "repeat": ["compound_code", "category_code"],
    "reopened": ["compound_code"],
}
"""By what the cases of each kind of alert are told apart; a silent grid has none."""


def looked_at(kind: str, selection: Selection, as_of: date) -> Selection:
    """Return what all alerts of a kind are counted in: a judgement in all categories, a fact in those selected."""
    judged = judged_on(as_of, selection.allowed)
    return lately(judged if kind in JUDGED else selection, as_of, RECENT_DAYS.get(kind, 1))


def case_numbers(alerts: pd.DataFrame, counted: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Return for each alert the numbers of the cases that it counts, as a list in their order.

    `counted` holds the rows of `cases.counted_cases` by kind.
    """
    numbers = pd.Series([[] for _ in alerts.index], index=alerts.index, dtype=object)
    for kind, keys in OF_CASES.items():
        own = alerts[alerts["kind"] == kind]
        if own.empty or kind not in counted:
            continue
        by_key = counted[kind].groupby(keys)["case_id"].agg(list).to_dict()
        found = own[keys].itertuples(index=False, name=None)
        listed = [by_key.get(key if len(keys) > 1 else key[0], []) for key in found]
        numbers[own.index] = pd.Series(listed, index=own.index, dtype=object)
    return numbers
