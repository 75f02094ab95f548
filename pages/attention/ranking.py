"""The alerts of the page by weight, each with what is usual where it is."""

from __future__ import annotations

import pandas as pd

from data_access.attention import signals
from data_access.attention.alerts import not_among
from ui.panels.alerts import all_alerts
from ui.session.view import View

LATE = ("overdue", "due_soon")


def ranked(view: View) -> pd.DataFrame:
    """Return the alerts, the heaviest first, with usual: what is usual there, in the unit of observed.

    Of judgements that is what was expected; of overdue cases and those due soon, how many a community has on
    average in all places; missing of others, whose rule says what is allowed.
    """
    alerts = all_alerts(view)
    return alerts.assign(usual=alerts["expected"].fillna(alerts["kind"].map(_mean_of_communities(view))))


def with_yesterday(alerts: pd.DataFrame, before: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the alerts with new (whether there was none of the kind, place and category before), and those gone."""
    return alerts.assign(new=not_among(alerts, before)), before[not_among(before, alerts)]


def _mean_of_communities(view: View) -> dict[str, float]:
    day = view.dataset.as_of.date()
    everywhere = signals.lately(view.selection.everywhere(), day, 1)
    late = view.fetch(signals.late, everywhere, view.dataset.as_of)
    judged = signals.judged_on(day, view.selection.allowed)
    communities = int(view.fetch(signals.places_judged, judged)["communities"].iloc[0])
    return {kind: late[kind].sum() / communities for kind in LATE} if communities else {}
