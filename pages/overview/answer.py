"""What matters, in one sentence above everything: the period's cases, what is open, and where to look first."""

from __future__ import annotations

import pandas as pd

from data_access import cases
from data_access.attention.alerts import in_turn
from data_access.indicators import CLOSED, ON_TIME, REPORTED
from data_access.selection.comparison import Comparison
from ui.filters.comparison import against
from ui.panels.alerts import alert_what, alert_where
from ui.panels.answer import answer, changed, figures_told
from ui.session.view import View
from ui.words.text import sentences, t


def what_matters(view: View, other: Comparison, alerts: pd.DataFrame) -> None:
    """Draw the sentence; each part of it stands again below, where it can be opened."""
    tip = sentences(against(view, other), t("figure.in_time_differs"))
    answer(*told(view, other, alerts), tip=tip)


def told(view: View, other: Comparison, alerts: pd.DataFrame) -> tuple[str, ...]:
    """Return the parts of the sentence."""
    return _period(view, other), _open(view), _first(view, alerts)


def _period(view: View, other: Comparison) -> str:
    now, before = (view.fetch(cases.figures, selection) for selection in (view.selection, other.selection))
    counted = figures_told((REPORTED, CLOSED, ON_TIME), now)
    return t("overview.period", changed=changed(REPORTED, now, before, other), **counted)


def _open(view: View) -> str:
    stock = view.fetch(cases.stock, view.selection, view.dataset.as_of).iloc[0]
    count = f"{int(stock['open']):,}"
    if pd.isna(stock["overdue"]):
        return t("overview.open", count=count)
    return t("overview.open_overdue", count=count, overdue=f"{int(stock['overdue']):,}")


def _first(view: View, alerts: pd.DataFrame) -> str:
    if alerts.empty:
        return t("attention.nothing")
    first = in_turn(alerts, 1).to_dict("records")[0]
    return t(
        "overview.first", count=f"{len(alerts):,}", what=alert_what(first), where=alert_where(view, first)
    )
