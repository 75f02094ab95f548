"""Visits and problem checks: figures, who walks, over time, for what, and what becomes of the problems found."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data_access.grid_work import visits
from data_access.indicators import (
    GRIDS_VISITED,
    HOUSEHOLDS_REACHED,
    PROBLEMS_FOUND,
    PROBLEMS_TO_CASES,
    VISITS,
    VISITS_PER_100_HOUSEHOLDS,
    VISITS_PER_GRID,
)
from data_access.places import areas
from data_access.schema import VISIT_ROLES
from data_access.selection import Selection
from data_access.selection.comparison import Comparison
from ui import charts, theme
from ui.filters.comparison import against, earlier_period
from ui.panels.answer import answer, changed
from ui.panels.charts import chart_panel
from ui.panels.figures import Card, indicator_cards
from ui.panels.tables import table_panel
from ui.panels.unfinished import cut_moments, cut_words, whole_rows
from ui.session.view import View
from ui.words import numbers
from ui.words.numbers import MISSING
from ui.words.periods import time_unit
from ui.words.tables import column, heading
from ui.words.text import t, word

CARDS = (
    VISITS,
    VISITS_PER_GRID,
    VISITS_PER_100_HOUSEHOLDS,
    GRIDS_VISITED,
    HOUSEHOLDS_REACHED,
    PROBLEMS_FOUND,
)
WITH_HISTORY = (VISITS, VISITS_PER_GRID, VISITS_PER_100_HOUSEHOLDS, PROBLEMS_FOUND)


def figures(view: View) -> None:
    """Draw the figures of the period against an earlier one, and how many visits do not tell their households."""
    other = earlier_period(view)
    now, before = (together(view, period) for period in (view.selection, other.selection))
    recorded = bool(before["visits"].iloc[0])  # a period without any is one that the records do not reach
    unit = time_unit(view.selection)
    history = whole_rows(view, view.fetch(visits.over_time, view.selection, unit), unit)
    history = history.assign(**{name: now[name].iloc[0] for name in ("grids", "households")})
    earlier = before if recorded else None
    _in_words(now, earlier, other, against(view, other))
    cards: list[Card] = [(item, now, earlier, history if item in WITH_HISTORY else None) for item in CARDS]
    indicator_cards(view, cards, pace=other.pace)
    untold = int(now["visits"].iloc[0] - now["counted"].iloc[0])
    if untold:
        st.caption(t("grid_work.untold", count=f"{untold:,}"))


def _in_words(now: pd.DataFrame, before: pd.DataFrame | None, other: Comparison, tip: str) -> None:
    """Say how many visits there were, how many grids had none, and what they found."""
    row, told = now.iloc[0], numbers.figure(PROBLEMS_FOUND, PROBLEMS_FOUND.value(now))
    change = "" if before is None else changed(VISITS, now, before, other)
    made = t("grid_work.visited", count=f"{int(row['visits']):,}", changed=change)
    grids = {"grids": f"{int(row['grids']):,}", "silent": f"{int(row['grids'] - row['grids_visited']):,}"}
    found = t(
        "grid_work.found", count=told, cases=numbers.figure(PROBLEMS_FOUND, now["problems_to_cases"].iloc[0])
    )
    answer(
        made, t("grid_work.silent", **grids) if row["grids"] else "", found if row["visits"] else "", tip=tip
    )


def together(view: View, selection: Selection) -> pd.DataFrame:
    """Return one row: the measures of visits and of coverage, and the households of the selected places."""
    parts = [view.fetch(query, selection) for query in (visits.figures, visits.coverage)]
    households = view.fetch(areas.population, selection)[["households"]]
    return pd.concat([*parts, households], axis=1)


def over_time(view: View) -> None:
    """Draw visits over time by role."""
    unit = time_unit(view.selection)
    rows = view.fetch(visits.roles_over_time, view.selection, unit)
    wide = rows.pivot_table(index="at", columns="role", values="visits", fill_value=0)
    long = wide.reindex(columns=_roles(rows), fill_value=0).stack().rename("visits").reset_index()
    table = pd.DataFrame(
        {
            column("at"): pd.to_datetime(long["at"]),
            column("grid_work.role"): [word("visit_role", role) for role in long["role"]],
            column("grid_work.visits"): long["visits"].astype(int),
        }
    )
    at, count, role = table.columns[0], column("grid_work.visits"), column("grid_work.role")
    cut = cut_moments(view, table[at], unit)
    chart = charts.stacked(table, at, count, role, cut=cut)
    title, note = t(f"grid_work.over_time_{unit}"), cut_words(cut, unit)
    chart_panel(view, "visits_over_time", title, chart, table, note=note, categories=False)


def purposes(view: View) -> None:
    """Draw visits by purpose and role."""
    rows = view.fetch(visits.by_role, view.selection)
    rows = rows.sort_values("role", key=lambda codes: codes.map(_roles(rows).index), ignore_index=True)
    table = pd.DataFrame(
        {
            column("grid_work.purpose"): [_worded("visit_purpose", purpose) for purpose in rows["purpose"]],
            column("grid_work.role"): [word("visit_role", role) for role in rows["role"]],
            column("grid_work.visits"): rows["visits"],
        }
    )
    purpose, role, count = table.columns
    labels = list(table.groupby(purpose)[count].sum().sort_values(ascending=False).index)
    parts = [word("visit_role", role) for role in _roles(rows)]
    chart = charts.stacked_bars(table, purpose, count, role, labels=labels, parts=parts)
    title, least = t("grid_work.purposes"), theme.CHART_HEIGHT
    chart_panel(view, "visit_purposes", title, chart, table, categories=False, least=least)


def roles(view: View) -> None:
    """List each role's visits, beside the grids and households of the selected places."""
    rows = view.fetch(visits.by_role, view.selection)
    sums = rows.drop(columns="purpose").groupby("role").sum(min_count=1)
    sums = sums.loc[[role for role in _roles(rows) if role in sums.index]].reset_index()
    here = together(view, view.selection)
    sums = sums.assign(**{name: here[name].iloc[0] for name in ("grids", "households")})
    table = pd.DataFrame({column("grid_work.role"): [word("visit_role", role) for role in sums["role"]]})
    table[column("grid_work.visits")] = sums["visits"]
    for indicator in (VISITS_PER_GRID, VISITS_PER_100_HOUSEHOLDS):
        table[heading(indicator)] = indicator.of(sums).round(2)
    for name in ("household_visits", "problems_found", "problems_to_cases"):
        table[column(f"grid_work.{name}")] = sums[name]
    table[heading(PROBLEMS_TO_CASES)] = PROBLEMS_TO_CASES.of(sums).round(1)
    note = t("grid_work.roles_note")
    table_panel(view, "visit_roles", t("grid_work.roles"), table, note=note, categories=False, whole=True)


def problems(view: View) -> None:
    """Draw how many problems are found, become cases, and are closed."""
    found = view.fetch(visits.figures, view.selection)
    rows = found[["problems_found", "problems_to_cases"]]
    shares = _share_words(found, "followed_to_cases", "followed", "problems_to_cases")
    if view.has("cases"):
        patrol = view.fetch(visits.patrol_cases, view.selection)
        rows = pd.concat([rows, patrol], axis=1)
        shares |= _share_words(patrol, "patrol_closed", "patrol_reported", "patrol_closed")
    known = rows.iloc[0].dropna()
    table = pd.DataFrame(
        {
            column("grid_work.stage"): [t(f"grid_work.stage.{name}") for name in known.index],
            column("grid_work.count"): known.astype(int).to_numpy(),
        }
    )
    beside = [
        t(f"grid_work.beside.{name}", count=f"{int(count):,}", share=shares.get(str(name), MISSING))
        for name, count in known.items()
    ]
    chart = charts.worded_bars(table, column("grid_work.stage"), column("grid_work.count"), beside)
    note = t("grid_work.problems_note")
    chart_panel(view, "problems", t("grid_work.problems"), chart, table, note=note, categories=False)


def _roles(rows: pd.DataFrame) -> list[str]:
    """Return every role in the order of the schema, then others that the rows name."""
    return [*VISIT_ROLES, *sorted(set(rows["role"]) - set(VISIT_ROLES))]


def _worded(name: str, value: object) -> str:
    return word(name, "unknown" if pd.isna(value) else value)


def _share_words(row: pd.DataFrame, top: str, bottom: str, stage: str) -> dict[str, str]:
    """Return a stage's share of the one before in per cent, nothing where that is not known."""
    part, whole = row[top].iloc[0], row[bottom].iloc[0]
    if pd.isna(part) or pd.isna(whole) or not whole:
        return {}
    return {stage: f"{100 * part / whole:.1f}%"}
