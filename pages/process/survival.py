"""Time to close as survival curves by category or place, and the medians read off them."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import streamlit as st

from data_access import process
from data_access.selection.comparison import Comparison
from data_access.statistics import survival
from ui import charts
from ui.filters.choosers import choice
from ui.panels.charts import chart_panel
from ui.panels.notes import empty
from ui.panels.rows import in_rows
from ui.panels.tables import table_panel
from ui.session.view import View, main_categories
from ui.words.periods import level_below
from ui.words.tables import column
from ui.words.text import localized, t

GROUPINGS = ("category", "place")
DAYS_SHOWN = (30, 90)
GROUPS_SHOWN = 5
GROUPS_AT_MOST = 8
HOURS_BETWEEN_POINTS = 6


def time_to_close(view: View, other: Comparison) -> None:
    """Draw the share of cases still open over time by category or place, and list the medians of all groups."""
    group, days = _choosers(view)
    counts = view.fetch(process.survival_counts, view.selection, view.dataset.as_of, group)
    if counts.empty:
        empty(t("process.no_curve"))
        return
    counts["group"] = _group_names(counts)
    curves = _fitted(counts)
    before = _compared(view, other, group, curves)
    sizes = counts.groupby("group")["cases"].sum()
    largest = list(sizes.sort_values(ascending=False, kind="stable").index)  # equal ones by name

    def drawn() -> None:
        chosen = _groups_shown(group, largest)
        _curves(view.against(other), counts, {name: curves[name] for name in chosen}, before, days)

    def listed() -> None:
        _medians(view.against(other), counts, {name: curves[name] for name in largest}, before)

    in_rows([drawn, listed])


def _choosers(view: View) -> tuple[str, int]:
    """Draw what curves are of and how far they go; return the level of their groups, or category, and the days."""
    left, right = st.columns(2)
    with left:
        groupings = {name: t(f"process.group_{name}") for name in GROUPINGS}
        grouped = choice("process_group", t("process.group"), groupings)
    with right:
        lengths = {days: t("process.up_to_days", days=days) for days in DAYS_SHOWN}
        days = choice("process_days_shown", t("process.days_shown"), lengths)
    return "category" if grouped == "category" else level_below(view.selection), days


def _groups_shown(group: str, largest: list[str]) -> list[str]:
    """Draw the choice of groups whose curves are drawn."""
    return st.multiselect(
        t("process.shown_groups", count=GROUPS_AT_MOST),
        largest,
        default=largest[:GROUPS_SHOWN],
        max_selections=GROUPS_AT_MOST,
        key=f"process_groups_{group}",
    )


def _fitted(counts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the curve of each group."""
    return {name: survival.curve(rows) for name, rows in counts.groupby("group")}


def _compared(
    view: View, other: Comparison, group: str, curves: dict[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Return the comparison's curve of each group; other places have other groups, so theirs is one for all."""
    counts = view.fetch(process.survival_counts, other.selection, view.dataset.as_of, group)
    if counts.empty:
        return {}
    if group == "category" or other.in_time:
        before = _fitted(counts.assign(group=_group_names(counts)))
        return {name: before[name] for name in curves if name in before}
    return {view.place_compared(other): survival.curve(counts)}


def _group_names(counts: pd.DataFrame) -> list[str]:
    """Return each row's group in words; groups of one name are told apart by their code."""
    names = {
        row["code"]: t("process.unnamed") if pd.isna(row["name"]) else localized(row)
        for row in counts.drop_duplicates("code").to_dict("records")
    }
    met = Counter(names.values())
    told = {code: name if met[name] == 1 else f"{name} {code}" for code, name in names.items()}
    return [told[code] for code in counts["code"]]


def _curves(
    view: View,
    counts: pd.DataFrame,
    curves: dict[str, pd.DataFrame],
    before: dict[str, pd.DataFrame],
    days: int,
) -> None:
    """Draw the chosen curves and the comparison's."""
    points = _points(counts, curves, before, days)
    shares = ("open_share", "low", "high", "compared")
    group, elapsed, share, low, high, compared = (
        column(f"process.{name}") for name in ("group", "days", *shares)
    )
    table = pd.DataFrame(
        {group: points["group"], elapsed: points["hours"].astype(float) / 24}
        | {column(f"process.{name}"): (100 * points[name]).astype(float).round(2) for name in shares}
    )
    chart = charts.survival(
        table,
        elapsed,
        share,
        (low, high),
        group,
        charts.Beside(compared, view.compared_words()),
        main_categories(view.source),
    )
    note = t("process.survival_note", hours=HOURS_BETWEEN_POINTS)
    chart_panel(view, "survival", t("process.survival"), chart, table, note=note)


def _points(
    counts: pd.DataFrame, curves: dict[str, pd.DataFrame], before: dict[str, pd.DataFrame], days: int
) -> pd.DataFrame:
    """Return the curves point by point, each as far as its cases reach and no further than `days`."""
    parts = [pd.DataFrame(columns=["group", "hours", "open_share", "low", "high", "compared"])]
    for name, fitted in curves.items():
        last = min(counts.loc[counts["group"] == name, "hours"].max(), 24 * days)
        hours = np.arange(0, last + 1, HOURS_BETWEEN_POINTS)
        part = survival.at_hours(fitted, hours)
        compared = survival.at_hours(before[name], hours)["open_share"] if name in before else np.nan
        parts.append(part.assign(group=name, compared=compared))
    hours = np.arange(0, 24 * days + 1, HOURS_BETWEEN_POINTS)
    for name in before.keys() - set(counts["group"]):
        part = survival.at_hours(before[name], hours)[["hours", "open_share"]]
        parts.append(part.rename(columns={"open_share": "compared"}).assign(group=name))
    return pd.concat(parts[1:] or parts)


def _medians(
    view: View, counts: pd.DataFrame, curves: dict[str, pd.DataFrame], before: dict[str, pd.DataFrame]
) -> None:
    """List after how many days half of each group's cases are closed, and how many are still open."""
    sums = counts.groupby("group")[["cases", "still_open"]].sum()
    rows = [
        [
            name,
            *map(_days, survival.median(curve)),
            _days(survival.median(before[name])[0] if name in before else None),
            sums.loc[name, "cases"],
            sums.loc[name, "still_open"],
        ]
        for name, curve in curves.items()
    ]
    headings = ("group", "median_days", "median_low", "median_high", "median_before", "cases", "still_open")
    table = pd.DataFrame(rows, columns=[column(f"process.{name}") for name in headings])
    table = table.astype({column(f"process.{name}"): float for name in headings[1:5]})
    table_panel(view, "medians", t("process.medians"), table, note=t("process.medians_note"))


def _days(hours: float | None) -> float | None:
    """Return hours as days, to one digit; None where half is never reached."""
    return None if hours is None else round(hours / 24, 1)
