"""Visits and problem checks in a page: figures, who walks, when, what is found, and which grids nobody visited."""

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
from pages.grid_work.charts import visit_calendar
from pages.grid_work.posts import column, load, size_words
from ui import charts
from ui.panels.charts import chart_panel
from ui.panels.figures import indicator_card
from ui.panels.tables import table_panel
from ui.session.view import View
from ui.words.numbers import MISSING
from ui.words.periods import time_unit
from ui.words.tables import heading
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
ISO_WEEKDAYS = range(1, 8)


def figures(view: View) -> None:
    """Draw the figures of the period against the one before, and how many visits do not tell their households."""
    now, before = (together(view, period) for period in (view.selection, view.selection.previous()))
    recorded = bool(before["visits"].iloc[0])  # a period without any is one that the records do not reach
    history = view.fetch(visits.over_time, view.selection, time_unit(view.selection))
    history = history.assign(**{name: now[name].iloc[0] for name in ("grids", "households")})
    for place, indicator in zip(st.columns(len(CARDS)), CARDS, strict=True):
        with place:
            indicator_card(
                indicator,
                now,
                before if recorded else None,
                history if indicator in WITH_HISTORY else None,
            )
    untold = int(now["visits"].iloc[0] - now["counted"].iloc[0])
    if untold:
        st.caption(t("grid_work.untold", count=f"{untold:,}"))


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
            t("column.at"): pd.to_datetime(long["at"]),
            column("role"): [word("visit_role", role) for role in long["role"]],
            column("visits"): long["visits"].astype(int),
        }
    )
    chart = charts.stacked(table, t("column.at"), column("visits"), column("role"))
    title = t(f"grid_work.over_time_{unit}")
    chart_panel(view, "visits_over_time", title, chart, table, categories=False)


def purposes(view: View) -> None:
    """Draw visits by purpose and role."""
    rows = view.fetch(visits.by_role, view.selection)
    rows = rows.sort_values("role", key=lambda codes: codes.map(_roles(rows).index), ignore_index=True)
    table = pd.DataFrame(
        {
            column("purpose"): [_worded("visit_purpose", purpose) for purpose in rows["purpose"]],
            column("role"): [word("visit_role", role) for role in rows["role"]],
            column("visits"): rows["visits"],
        }
    )
    purpose, role, count = table.columns
    labels = list(table.groupby(purpose)[count].sum().sort_values(ascending=False).index)
    parts = [word("visit_role", role) for role in _roles(rows)]
    chart = charts.stacked_bars(table, purpose, count, role, labels=labels, parts=parts)
    chart_panel(view, "visit_purposes", t("grid_work.purposes"), chart, table, categories=False)


def roles(view: View) -> None:
    """List each role's visits, beside the grids and households of the selected places."""
    rows = view.fetch(visits.by_role, view.selection)
    sums = rows.drop(columns="purpose").groupby("role").sum(min_count=1)
    sums = sums.loc[[role for role in _roles(rows) if role in sums.index]].reset_index()
    here = together(view, view.selection)
    sums = sums.assign(**{name: here[name].iloc[0] for name in ("grids", "households")})
    table = pd.DataFrame({column("role"): [word("visit_role", role) for role in sums["role"]]})
    table[column("visits")] = sums["visits"]
    for indicator in (VISITS_PER_GRID, VISITS_PER_100_HOUSEHOLDS):
        table[heading(indicator)] = indicator.of(sums).round(2)
    for name in ("household_visits", "problems_found", "problems_to_cases"):
        table[column(name)] = sums[name]
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
            column("stage"): [t(f"grid_work.stage.{name}") for name in known.index],
            column("count"): known.astype(int).to_numpy(),
        }
    )
    beside = [
        t(f"grid_work.beside.{name}", count=f"{int(count):,}", share=shares.get(str(name), MISSING))
        for name, count in known.items()
    ]
    chart = charts.worded_bars(table, column("stage"), column("count"), beside)
    note = t("grid_work.problems_note")
    chart_panel(view, "problems", t("grid_work.problems"), chart, table, note=note, categories=False)


def calendar(view: View) -> None:
    """Draw the days of the period: the share of grids visited, or the visits where one small place is selected."""
    grids = int(view.fetch(visits.coverage, view.selection)["grids"].iloc[0])
    level, codes = view.selection.finest()
    is_small = level != "street_office" and len(codes) == 1
    by = "visits" if is_small or not grids else "grid_share"
    table = _days(view, grids)
    value = column(by)
    hover = [t("column.at"), column("weekday"), *([value] if by == "grid_share" else []), column("visits")]
    if grids:
        hover += [column("grids_visited"), column("grids_without")]
    weekdays = [word("weekday", day) for day in ISO_WEEKDAYS]
    chart = visit_calendar(table, column("week"), column("weekday"), value, rows=weekdays, hover=hover)
    without = int((table[column("visits")] == 0).sum())
    note = t(f"grid_work.calendar_note_{by}", days=len(table), without=without)
    title = t(f"grid_work.calendar_{by}")
    chart_panel(view, "calendar", title, chart, table, note=note, categories=False)


def _days(view: View, grids: int) -> pd.DataFrame:
    """Return every day of the period up to the data's last with its visits, 0 where there was none."""
    last = min(view.selection.last_day, view.dataset.as_of.date())
    days = pd.date_range(view.selection.start, last)
    rows = view.fetch(visits.by_day, view.selection)
    made = (
        rows.set_index(pd.to_datetime(rows["day"])).reindex(days)[["visits", "grids"]].fillna(0).astype(int)
    )
    monday = days - pd.to_timedelta(days.day_of_week, unit="D")
    written = "%m-%d" if len(days) and days[0].year == days[-1].year else "%Y-%m-%d"
    table = pd.DataFrame(
        {
            t("column.at"): days,
            column("week"): monday.strftime(written),
            column("weekday"): [word("weekday", day) for day in days.day_of_week + 1],
            column("visits"): made["visits"].to_numpy(),
        }
    )
    if grids:
        table[column("grid_share")] = (100 * made["grids"] / grids).round(1).to_numpy()
        table[column("grids_visited")] = made["grids"].to_numpy()
        table[column("grids_without")] = grids - made["grids"].to_numpy()
    return table


def unvisited(view: View) -> None:
    """List the grids without a visit in the period, the longest without one first."""
    title = t("grid_work.unvisited")
    rows = view.fetch(visits.unvisited, view.selection)
    if rows.empty:
        with st.container(border=True):
            st.subheader(title, anchor=False)
            st.caption(t("grid_work.all_visited"))
        return
    until = min(view.selection.last_day, view.dataset.as_of.date())
    last = pd.to_datetime(rows["last_visited_at"])
    days = (pd.Timestamp(until) - last.dt.normalize()).dt.days.astype("Int64")
    table = pd.DataFrame(
        {
            t("column.grid"): rows["name"],
            t("column.street_office"): rows["street_office"].fillna(""),
            t("column.community"): rows["community"].fillna(""),
            column("last_visit"): last.dt.strftime("%Y-%m-%d").fillna(t("grid_work.never")),
            column("silent_days"): days,
            t("column.households"): rows["households"].astype("Int64"),
            column("size"): size_words(rows),
            column("members"): rows["members"].astype("Int64"),
            column("load"): load(rows),
        }
    )
    total = int(rows["total"].iloc[0])
    note = t("grid_work.unvisited_note", total=f"{total:,}", day=until.isoformat())
    if total > len(rows):
        note += t("grid_work.listed", listed=f"{len(rows):,}")
    table_panel(view, "unvisited", title, table, note=note, categories=False)


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
