"""Activities (活动): who took part, where, when and with whom."""

import pandas as pd
import streamlit as st

from data_access import activities
from data_access.indicators import ACTIVITIES, LEAFLETS, PARTICIPANTS, PARTICIPANTS_PER_1000, VOLUNTEERS
from data_access.selection import comparison
from ui import charts
from ui.comparison import against
from ui.panels import chart_panel, empty, indicator_card, page_heading, table_panel
from ui.periods import level_below, time_unit
from ui.tables import heading, with_indicators, worded
from ui.text import t
from ui.view import View, current_view

AGES = ("children", "adults", "elders")


def figures(view: View) -> None:
    """Draw the figures of the period against the one before."""
    now, before = (
        view.fetch(activities.figures, period) for period in (view.selection, view.selection.previous())
    )
    history = view.fetch(activities.over_time, view.selection, time_unit(view.selection))
    for column, indicator in zip(
        st.columns(4), (ACTIVITIES, PARTICIPANTS, VOLUNTEERS, LEAFLETS), strict=True
    ):
        with column:
            indicator_card(indicator, now, before, history)


def over_time(view: View) -> None:
    """Draw participants over time by age group, or in all where ages are not known."""
    unit = time_unit(view.selection)
    table = worded(
        view.fetch(activities.over_time, view.selection, unit), ["at", "participants", *AGES, "activities"]
    )
    ages = [t(f"column.{age}") for age in AGES]
    who, count = t("column.who"), t("column.participants")
    known = table[ages].notna().any().any()
    long = table.melt(t("column.at"), ages if known else [count], var_name=who, value_name=t("column.people"))
    chart = charts.stacked(long, t("column.at"), t("column.people"), who)
    chart_panel(
        view,
        "over_time",
        t(f"activities.over_time_{unit}"),
        chart,
        table,
        note=t("indicator.participants.formula"),
        categories=False,
    )


def by_kind(view: View) -> None:
    """Draw participants by kind of activity."""
    rows = view.fetch(activities.by_kind, view.selection).rename(columns={"kind": "activity_kind"})
    table = worded(rows, ["activity_kind", "participants", "activities"])
    chart = charts.bars(table, t("column.activity_kind"), t("column.participants"))
    chart_panel(view, "kinds", t("activities.by_kind"), chart, table, categories=False)


def by_place(view: View) -> None:
    """Draw participants per 1,000 residents of the places below the selection, and against residents."""
    level = level_below(view.selection)
    rows = view.fetch(activities.by_place, view.selection, level)
    table = with_indicators(rows, ["name", "residents"], [PARTICIPANTS_PER_1000, PARTICIPANTS, ACTIVITIES])
    name, rate, count = t("column.name"), heading(PARTICIPANTS_PER_1000), heading(PARTICIPANTS)
    left, right = st.columns(2)
    with left:
        known = rate if table[rate].notna().any() else count
        title = t(f"activities.by_{level}")
        note = t("indicator.participants_per_1000.formula")
        chart_panel(
            view, "places", title, charts.bars(table, name, known), table, note=note, categories=False
        )
    with right:
        chart = charts.scatter(
            table.dropna(subset=[t("column.residents")]), t("column.residents"), count, name
        )
        chart_panel(
            view,
            "scatter",
            t("activities.scatter"),
            chart,
            table,
            note=t("activities.scatter_note"),
            categories=False,
        )


def volunteers(view: View) -> None:
    """Draw volunteers by kind."""
    rows = view.fetch(activities.volunteers_by_kind, view.selection).rename(
        columns={"kind": "volunteer_kind"}
    )
    table = worded(rows, ["volunteer_kind", "headcount"])
    chart = charts.bars(table, t("column.volunteer_kind"), t("column.headcount"))
    chart_panel(
        view,
        "volunteers",
        t("activities.volunteers"),
        chart,
        table,
        note=t("activities.volunteers_note"),
        categories=False,
    )


def organisers(view: View) -> None:
    """Draw activities by kind of organiser, with leaflets handed out in the table."""
    rows = view.fetch(activities.by_organiser_kind, view.selection)
    table = worded(rows, ["organiser_kind", "activities", "participants", "leaflets"])
    chart = charts.bars(table, t("column.organiser_kind"), t("column.activities"))
    chart_panel(view, "organisers", t("activities.organisers"), chart, table, categories=False)


def best_attended(view: View) -> None:
    """List the best attended activities."""
    rows = view.fetch(activities.best_attended, view.selection).rename(columns={"kind": "activity_kind"})
    rows["starts_at"] = pd.to_datetime(rows["starts_at"]).dt.strftime("%Y-%m-%d %H:%M")
    names = ["name", "activity_kind", "starts_at", "street_office", "community", "organiser", "partners"]
    table = worded(rows, [*names, "participants", *AGES, "volunteers", "leaflets"])
    table_panel(view, "best", t("activities.best_attended"), table, categories=False)


view = current_view()
page_heading(view, t("activities.title"))
if view.has("activities"):
    figures(view)
    st.caption(against(view, comparison(view.selection, "previous")))
    over_time(view)
    by_place(view)
    left, right = st.columns(2)
    with left:
        by_kind(view)
    with right:
        volunteers(view)
        organisers(view)
    best_attended(view)
else:
    empty(t("empty.table", table=t("table.activities")))
