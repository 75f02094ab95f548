"""Deadlines of cases where the source has none of its own: from the category, as the mapping says."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from data_access.loading.mapping import Deadline
from data_access.loading.naming import name_code
from data_access.working_days import WorkCalendar, due_after_hours, due_after_working_days

ALL_OTHERS = "*"


def with_deadlines(
    rows: pd.DataFrame,
    categories: pd.DataFrame,
    deadlines: Mapping[str, Deadline],
    calendar: WorkCalendar,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the cases with `due_at` filled where it was empty, and the categories with their deadline.

    A category is named as in the source, in any width and case; one that is not named takes the deadline of the
    category above, then that of `*`. The clock starts at `accepted_at` where it is known, else at `reported_at`.
    """
    categories = categories.assign(
        deadline_hours=pd.Series(pd.NA, index=categories.index, dtype="Int64"),
        deadline_working_days=pd.Series(pd.NA, index=categories.index, dtype="Int64"),
    )
    start = rows["reported_at"]
    if "accepted_at" in rows:
        start = rows["accepted_at"].fillna(start)
    due = rows["due_at"] if "due_at" in rows else pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]")
    by_code = {name if name == ALL_OTHERS else name_code(name): rule for name, rule in deadlines.items()}
    for index, category in categories[categories["code"].isin(rows["category_code"])].iterrows():
        candidates = (name_code(category["name"]), category["parent_code"], ALL_OTHERS)
        deadline = next((by_code[code] for code in candidates if code in by_code), None)
        if deadline is None:
            continue
        categories.loc[index, "deadline_hours"] = deadline.hours
        categories.loc[index, "deadline_working_days"] = deadline.working_days
        chosen = start[(rows["category_code"] == category["code"]) & due.isna()]
        due = due.fillna(_due(chosen, deadline, calendar).reindex(due.index))
    return rows.assign(due_at=due.astype("datetime64[us]")), categories


def beyond_calendar(rows: pd.DataFrame, categories: pd.DataFrame | None, calendar: WorkCalendar) -> int:
    """Return how many deadlines in working days lie beyond the days whose holidays are known."""
    if categories is None or "deadline_working_days" not in categories:
        return 0
    by_days = categories.loc[categories["deadline_working_days"].notna(), "code"]
    late = rows["due_at"] >= pd.Timestamp(calendar.known_until) + pd.Timedelta(days=1)
    return int((late & rows["category_code"].isin(by_days)).sum())


def _due(start: pd.Series, deadline: Deadline, calendar: WorkCalendar) -> pd.Series:
    if deadline.working_days is not None:
        return due_after_working_days(start, deadline.working_days, calendar)
    return due_after_hours(start, float(deadline.hours or 0))
