"""What is known of activities beyond how many came: over the year, how full, who is new, with whom, and where not."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import streamlit as st

from data_access import activities
from data_access.indicators import (
    FIRST_TIME,
    PARTICIPANTS_PER_1000,
    TURNOUT,
    Indicator,
)
from data_access.places import areas
from data_access.selection import Selection
from pages.activities.charts import cells
from ui import charts, theme
from ui.panels.charts import chart_panel
from ui.panels.tables import table_panel
from ui.session.source import place_names
from ui.session.view import View, known_level, level_of_places
from ui.words import numbers
from ui.words.periods import time_unit, twelve_months, weeks_of_a_year
from ui.words.tables import heading, with_indicators, worded
from ui.words.text import inert_line, t, word

LEGEND_HEIGHT = 40
ONE_LEVEL_FINER = {"street_office": "community", "community": "grid", "grid": "grid"}


def column(name: str) -> str:
    """Return the heading of a column about activities."""
    return t(f"activities.column.{name}")


def recorded(view: View) -> set[str]:
    """Return the columns of activities that are known for any of those selected, `residents` among them."""
    counts = view.fetch(activities.recorded, view.selection).iloc[0]
    residents = view.fetch(areas.population, view.selection)["residents"].iloc[0]
    return set(counts.index[counts > 0]) | (set() if pd.isna(residents) else {"residents"})


def not_recorded(known: set[str]) -> None:
    """Say in one line what these activities do not have recorded, and that its charts are left out."""
    unknown = [name for name in (*activities.RECORDED, "residents") if name not in known]
    if unknown:
        names = t("words.comma").join(t(f"activities.part.{name}") for name in unknown)
        st.caption(t("activities.not_recorded", names=names))


# --- over the year -------------------------------------------------------------------------------


def series(view: View) -> None:
    """Draw the largest series month by month: participants, and on hovering how often and how many a time."""
    period = twelve_months(view.selection)
    rows = view.fetch(activities.series_over_time, period, "month")
    month, name = column("month"), column("series")
    table = pd.DataFrame(
        {
            name: rows["series"].map(inert_line),
            month: pd.to_datetime(rows["at"]).dt.strftime("%Y-%m"),
            column("held"): rows["activities"],
            t("column.participants"): rows["participants"],
            column("mean"): (rows["participants"] / rows["counted"].replace(0, np.nan)).round(1),
        }
    ).sort_values([month, name], ignore_index=True)
    people = t("column.participants")
    order = table.groupby(name)[people].sum().sort_values(ascending=False).index
    months = pd.period_range(rows["at"].min(), period.last_day, freq="M") if len(rows) else []
    chart = cells(
        table,
        month,
        name,
        people,
        rows=list(order),
        columns=[str(one) for one in months],
        hover=list(table),
        numbers=True,
        height=theme.BAR_STEP * max(len(order), 3) + theme.AXIS_HEIGHT + LEGEND_HEIGHT,
    )
    note = t("activities.series_note", period=_period_words(period), times=activities.SERIES_FROM)
    chart_panel(view, "series", t("activities.series"), chart, table, note=note, categories=False)


def calendar(view: View) -> None:
    """Draw participants of each day as weeks × weekdays, a year at most."""
    period = weeks_of_a_year(view.selection)
    rows = view.fetch(activities.over_time, period, "day")
    table = calendar_table(rows, period)
    week, weekday, people = column("week"), t("column.weekday"), t("column.participants")
    weekdays = [t(f"value.weekday.{day}") for day in range(1, 8)]
    hover = [column("day"), weekday, people, t("column.activities")]
    weeks = list(table[week].unique())
    chart = cells(table, week, weekday, people, rows=weekdays, columns=weeks, hover=hover)
    note = t("activities.calendar_note", period=_period_words(period))
    chart_panel(view, "calendar", t("activities.calendar"), chart, table, note=note, categories=False)


def calendar_table(rows: pd.DataFrame, period: Selection) -> pd.DataFrame:
    """Return every day of a period in words: the Monday of its week, weekday, day, participants, activities.

    A day without activities has no participants; one whose attendance is not known has a gap. Without any
    activity there are no rows.
    """
    days = pd.date_range(period.start, period.last_day, freq="D")
    measured = rows.assign(at=pd.to_datetime(rows["at"])).set_index("at").reindex(days)
    held = measured["activities"].fillna(0).astype(int)
    monday = days - pd.to_timedelta(days.day_of_week, unit="D")
    table = pd.DataFrame(
        {
            column("week"): monday.strftime("%Y-%m-%d"),
            t("column.weekday"): [t(f"value.weekday.{day + 1}") for day in days.day_of_week],
            column("day"): days.strftime("%Y-%m-%d"),
            t("column.participants"): measured["participants"].where(held > 0, 0).to_numpy(),
            t("column.activities"): held.to_numpy(),
        }
    )
    return table.iloc[:0] if rows.empty else table


# --- how full, who is new, at what cost ----------------------------------------------------------


def how_full(view: View) -> None:
    """Draw activities by the share of their places that were taken."""
    rows = view.fetch(activities.by_turnout, view.selection).set_index("class_index")["activities"]
    bounds = (0, *activities.TURNOUT_PERCENT)
    names = [f"{low}–{high}%" for low, high in itertools.pairwise(bounds)]
    names.append(t("activities.over_capacity"))
    counts = rows.reindex(range(len(names)), fill_value=0).astype(int)
    table = pd.DataFrame({heading(TURNOUT): names, t("column.activities"): counts.to_numpy()})
    chart = charts.columns(table, heading(TURNOUT), t("column.activities"))
    note = t("activities.how_full_note")
    chart_panel(view, "full", t("activities.how_full"), chart, table, note=note, categories=False)


def rate_by_kind(view: View, indicator: Indicator) -> None:
    """Draw a rate of `activities.rates_by_kind` for each kind of activity that has it, highest first."""
    rows = view.fetch(activities.rates_by_kind, view.selection).rename(columns={"kind": "activity_kind"})
    table = with_indicators(rows, ["activity_kind", "activities"], [indicator])
    table = table.dropna(subset=[heading(indicator)])
    chart = charts.bars(table, t("column.activity_kind"), heading(indicator))
    chart_panel(
        view,
        indicator.key,
        t(f"activities.{indicator.key}_by_kind"),
        chart,
        table,
        note=t(f"indicator.{indicator.key}.formula"),
        categories=False,
    )


def newcomers(view: View) -> None:
    """Draw first-time and returning participants over time, at the activities that asked."""
    unit = time_unit(view.selection)
    rows = view.fetch(activities.rates_over_time, view.selection, unit).dropna(subset=["asked"])
    at, first, again = t("column.at"), column("first_time"), column("again")
    table = pd.DataFrame(
        {
            at: rows["at"],
            first: rows["first_timers"],
            again: rows["asked"] - rows["first_timers"],
            heading(FIRST_TIME): FIRST_TIME.of(rows).round(1),
        }
    )
    who, people = t("column.who"), t("column.people")
    long = table.melt(at, [first, again], var_name=who, value_name=people)
    chart = charts.stacked(long, at, people, who)
    note = t("activities.newcomers_note")
    chart_panel(view, "newcomers", t("activities.newcomers"), chart, table, note=note, categories=False)


# --- with whom, and leaflets ---------------------------------------------------------------------


def partners(view: View) -> None:
    """Draw the partners of most activities."""
    rows = view.fetch(activities.by_partner, view.selection)
    table = pd.DataFrame(
        {
            column("partner"): rows["partner"].map(inert_line),
            t("column.activities"): rows["activities"],
            t("column.participants"): rows["participants"],
            column("communities"): rows["communities"],
        }
    )
    chart = charts.bars(table, column("partner"), t("column.activities"), keep_order=True)
    count = int(rows["in_all"].iloc[0]) if len(rows) else 0
    note = t("activities.partners_note", count=f"{count:,}", shown=len(rows))
    chart_panel(view, "partners", t("activities.partners"), chart, table, note=note, categories=False)


def leaflets(view: View) -> None:
    """Draw leaflets over time: those at anti-fraud activities, and the others."""
    unit = time_unit(view.selection)
    rows = view.fetch(activities.leaflets_over_time, view.selection, unit).dropna(subset=["leaflets"])
    at, fraud, other = t("column.at"), column("anti_fraud"), column("other_leaflets")
    against = rows["anti_fraud"].fillna(0)
    table = pd.DataFrame(
        {
            at: rows["at"],
            fraud: against,
            other: rows["leaflets"] - against,
            column("anti_fraud_activities"): rows["anti_fraud_activities"],
        }
    )
    kind, count = column("leaflets_of"), t("column.leaflets")
    long = table.melt(at, [fraud, other], var_name=kind, value_name=count)
    chart = charts.stacked(long, at, count, kind)
    total, of_fraud = int(rows["leaflets"].sum()), int(against.sum())
    note = t("activities.leaflets_note", total=f"{total:,}", fraud=f"{of_fraud:,}")
    chart_panel(view, "leaflets", t("activities.leaflets"), chart, table, note=note, categories=False)


# --- where not -----------------------------------------------------------------------------------


def missing_places(view: View) -> None:
    """List the places without activities, and those where far fewer take part than in the whole city."""
    level = known_level(view, ONE_LEVEL_FINER[level_of_places(view)])
    places = view.fetch(activities.by_place, view.selection, level)
    rate = _whole_rate(view)
    found = activities.lacking(places, rate)
    title, said = t("activities.missing"), _missing_words(places, found, rate, level)
    if found.empty:
        with st.container(border=True):
            st.subheader(title, anchor=False)
            st.write(said)
        return
    note = f"{said}{t('activities.missing_note')}"
    table_panel(view, "missing", title, missing_table(view, found), note=note, categories=False)


def _missing_words(places: pd.DataFrame, found: pd.DataFrame, rate: float | None, level: str) -> str:
    """Return how many of the places are without activities or far below the city."""
    counts = found["standing"].value_counts()
    return t(
        "activities.missing_none" if rate is None else "activities.missing_counts",
        places=f"{len(places):,}",
        level=word("level", level),
        none=f"{counts.get('none', 0):,}",
        below=f"{counts.get('far_below', 0):,}",
        rate=numbers.figure(PARTICIPANTS_PER_1000, rate),
        share=f"{activities.FAR_BELOW:.0%}",
    )


def missing_table(view: View, found: pd.DataFrame) -> pd.DataFrame:
    """Return the places that `activities.lacking` found in words, with the place above them."""
    parents = place_names(view.source).set_index("code")["parent_code"]
    above = found["code"].map(parents).map(view.names).fillna("")
    table = worded(found, ["name", "residents", "activities", "participants"])
    if (above != "").any():
        table.insert(0, column("above"), above)
    table.insert(0, column("standing"), [t(f"activities.{name}") for name in found["standing"]])
    table[heading(PARTICIPANTS_PER_1000)] = found["per_1000"].round(1)
    table[column("shortfall")] = found["shortfall"]
    return table


def _whole_rate(view: View) -> float | None:
    """Return participants per 1,000 residents in all places that the user may see, None where not known."""
    everywhere = view.selection.everywhere()
    whole = view.fetch(activities.figures, everywhere)
    whole["residents"] = view.fetch(areas.population, everywhere)["residents"]
    return PARTICIPANTS_PER_1000.value(whole)


def _period_words(period: Selection) -> str:
    return t("words.period", start=period.start.isoformat(), last=period.last_day.isoformat())
