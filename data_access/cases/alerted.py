"""The cases that alerts count: one condition a kind, by which alerts count them and the list shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, select

from data_access.cases.states import closed_during, due_soon, overdue, reopening
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


def counted_cases(kind: str, selection: Selection, as_of: datetime) -> Select:
    """Return the cases that all alerts of a kind count together in the places, categories and levels selected.

    Columns: case_id, community_code, compound_code, category_code, in the order of case numbers. The period is as
    in `counted_by`.
    """
    keys = (cases.c[name] for name in ("case_id", "community_code", "compound_code", "category_code"))
    statement = select(*keys).where(counted_by(Alerted(kind), selection.of_everything(), as_of))
    return selection.narrow(statement, cases).order_by(cases.c.case_id)


def counted_by(alert: Alerted, selection: Selection, as_of: datetime) -> ColumnElement[bool]:
    """Return the condition that an alert counts a case of the places, categories and levels of `selection`.

    The period of `selection` is the one that the alert looked at. Raises ValueError for another kind, or one
    without cases (a silent grid has none).
    """
    conditions = {
        "surge": selection.during(cases.c.reported_at),
        "satisfaction": and_(rated(), closed_during(selection)),
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
