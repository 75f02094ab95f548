"""The cases that alerts count: one condition a kind, by which alerts count them and the list shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select

from data_access.cases.totals import SOON_HOURS
from data_access.schema import case_events, cases
from data_access.selection import Selection

OF_ONE_CATEGORY = ("surge", "repeat")
"""Kinds that count a category by its own code: cases of those below it are alerts of their own."""


@dataclass(frozen=True)
class Alerted:
    """What an alert counts beside its Selection: its kind, and the code of its compound where it speaks of one."""

    kind: str
    compound: str | None = None


def rated() -> ColumnElement[bool]:
    """Return the condition that a case was rated."""
    return cases.c.satisfaction.is_not(None)


def overdue(as_of: datetime) -> ColumnElement[bool]:
    """Return the condition that a case is open and past its deadline at `as_of`."""
    return and_(cases.c.status == "open", cases.c.due_at < as_of)


def due_soon(as_of: datetime) -> ColumnElement[bool]:
    """Return the condition that a case is open and due within 72 hours of `as_of`."""
    soon = cases.c.due_at.between(as_of, as_of + timedelta(hours=SOON_HOURS))
    return and_(cases.c.status == "open", soon)


def reopening(selection: Selection) -> ColumnElement[bool]:
    """Return the condition that a step, joined to its case, is a reopening in the period."""
    steps = case_events.c
    return and_(steps.step == "reopened", selection.during(steps.at), cases.c.reopened > 0)


def counted_by(alert: Alerted, selection: Selection, as_of: datetime) -> ColumnElement[bool]:
    """Return the condition that an alert counts a case of the places, categories and levels of `selection`.

    The period of `selection` is the one that the alert looked at. Raises ValueError for another kind, or one
    without cases (a silent grid has none).
    """
    conditions = {
        "surge": selection.during(cases.c.reported_at),
        "satisfaction": and_(rated(), selection.during(cases.c.closed_at)),
        "overdue": overdue(as_of),
        "due_soon": due_soon(as_of),
        "repeat": selection.during(cases.c.reported_at),
        "reopened": select(case_events.c.case_id)
        .where(case_events.c.case_id == cases.c.case_id, reopening(selection))
        .correlate(cases)
        .exists(),
    }
    if alert.kind not in conditions:
        raise ValueError(f"no alert that counts cases: {alert.kind!r}")
    own = [conditions[alert.kind]]
    if alert.compound is not None:
        own.append(cases.c.compound_code == alert.compound)
    if alert.kind in OF_ONE_CATEGORY and selection.categories:
        own.append(cases.c.category_code.in_(selection.categories))
    return and_(*own)
