"""Activities over time: participants, series month by month, the days of a year, and leaflets."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_access import activities
from data_access.selection import Selection
from pages.activities.attendance import AGES
from pages.activities.charts import cells
from ui import charts, theme
from ui.panels.charts import chart_panel
from ui.panels.unfinished import cut_moments, cut_words
from ui.session.view import View
from ui.words.periods import time_unit, twelve_months, weeks_of_a_year
from ui.words.tables import column, worded
from ui.words.text import inert_line, sentences, t

LEGEND_HEIGHT = 40


def over_time(view: View) -> None:
    """Draw participants over time by age group, or in all where ages are not known."""
    unit = time_unit(view.selection)
    rows = view.fetch(activities.over_time, view.selection, unit)
    rows["age_unknown"] = _age_unknown(rows)
    parts = [*AGES, *(["age_unknown"] if rows["age_unknown"].gt(0).any() else [])]
    table = worded(rows, ["at", "participants", *parts, "activities"])
    ages = [column(part) for part in parts]
    known = rows[list(AGES)].notna().any(axis=None)
    at, who, people = column("at"), column("who"), column("people")
    long = table.melt(at, ages if known else [column("participants")], var_name=who, value_name=people)
    cut = cut_moments(view, rows["at"], unit)
    chart = charts.stacked(long, at, people, who, cut=cut)
    title = t(f"activities.over_time_{unit}" if known else f"activities.total_over_time_{unit}")
    note = sentences(t("indicator.participants.formula"), cut_words(cut, unit))
    chart_panel(view, "over_time", title, chart, table, note=note, categories=False)


def _age_unknown(rows: pd.DataFrame) -> pd.Series:
    """Return the participants whose age group is not recorded, missing where nobody's attendance is."""
    ages = rows[list(AGES)].apply(pd.to_numeric).sum(axis=1)
    return (pd.to_numeric(rows["participants"]) - ages).clip(lower=0)


def series(view: View) -> None:
    """Draw the largest series month by month: participants, and on hovering how often and how many a time."""
    period = twelve_months(view.selection)
    rows = view.fetch(activities.series_over_time, period, "month")
    table = series_table(rows)
    name, people = column("activities.series"), column("participants")
    order = table.groupby(name)[people].sum().sort_values(ascending=False).index
    months = pd.period_range(rows["at"].min(), period.last_day, freq="M") if len(rows) else []
    chart = cells(
        table,
        column("activities.month"),
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


def series_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `activities.series_over_time` in words, with participants a time, month by month."""
    month, name = column("activities.month"), column("activities.series")
    return pd.DataFrame(
        {
            name: rows["series"].map(inert_line),
            month: pd.to_datetime(rows["at"]).dt.strftime("%Y-%m"),
            column("activities.held"): rows["activities"],
            column("participants"): rows["participants"],
            column("activities.mean"): (rows["participants"] / rows["counted"].replace(0, np.nan)).round(1),
        }
    ).sort_values([month, name], ignore_index=True)


def calendar(view: View) -> None:
    """Draw participants of each day as weeks × weekdays, a year at most."""
    period = weeks_of_a_year(view.selection)
    rows = view.fetch(activities.over_time, period, "day")
    table = calendar_table(rows, period)
    week, weekday, people = column("activities.week"), column("weekday"), column("participants")
    weekdays = [t(f"value.weekday.{day}") for day in range(1, 8)]
    hover = [column("activities.day"), weekday, people, column("activities")]
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
            column("activities.week"): monday.strftime("%Y-%m-%d"),
            column("weekday"): [t(f"value.weekday.{day + 1}") for day in days.day_of_week],
            column("activities.day"): days.strftime("%Y-%m-%d"),
            column("participants"): measured["participants"].where(held > 0, 0).to_numpy(),
            column("activities"): held.to_numpy(),
        }
    )
    return table.iloc[:0] if rows.empty else table


def leaflets(view: View) -> None:
    """Draw leaflets over time: those at anti-fraud activities, and the others."""
    unit = time_unit(view.selection)
    rows = view.fetch(activities.leaflets_over_time, view.selection, unit).dropna(subset=["leaflets"])
    at, fraud, other = column("at"), column("activities.anti_fraud"), column("activities.other_leaflets")
    of_fraud = rows["anti_fraud"].fillna(0)
    table = pd.DataFrame(
        {
            at: rows["at"],
            fraud: of_fraud,
            other: rows["leaflets"] - of_fraud,
            column("activities.anti_fraud_activities"): rows["anti_fraud_activities"],
        }
    )
    kind, count = column("activities.leaflets_of"), column("leaflets")
    long = table.melt(at, [fraud, other], var_name=kind, value_name=count)
    cut = cut_moments(view, rows["at"], unit)
    chart = charts.stacked(long, at, count, kind, cut=cut)
    counted = {"total": rows["leaflets"].sum(), "fraud": of_fraud.sum()}
    told = t("activities.leaflets_note", **{name: f"{int(number):,}" for name, number in counted.items()})
    note = sentences(told, cut_words(cut, unit))
    chart_panel(view, "leaflets", t("activities.leaflets"), chart, table, note=note, categories=False)


def _period_words(period: Selection) -> str:
    return t("words.period", start=period.start.isoformat(), last=period.last_day.isoformat())
