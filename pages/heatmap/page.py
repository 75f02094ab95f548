"""Heatmap (热力图): where and at which hours cases are reported, as a density, played through time, or compared."""

import streamlit as st

from data_access import cases
from pages.heatmap.charts import matrix
from pages.heatmap.panels import heat_map, mode_chooser, weight_chooser
from ui.panels.charts import chart_panel
from ui.panels.headings import page_heading
from ui.panels.notes import empty
from ui.session.view import View, current_view
from ui.words.tables import worded
from ui.words.text import t


def hours_of_week(view: View) -> None:
    """Draw the cases reported by weekday and hour."""
    rows = view.fetch(cases.by_hour_of_week, view.selection)
    weekdays = [t(f"value.weekday.{day}") for day in range(1, 8)]
    table = worded(rows, ["weekday", "hour", "reported"])
    chart = matrix(table, t("column.hour"), t("column.weekday"), t("column.reported"), weekdays)
    chart_panel(view, "hours", t("heatmap.hours"), chart, table, note=t("heatmap.hours_note"))


view = current_view()
page_heading(view, t("heatmap.title"))
if view.has("cases"):
    left, right = st.columns([3, 2])
    with left:
        with st.container(horizontal=True):
            mode, weight = mode_chooser(), weight_chooser()
        heat_map(view, mode, weight)
    with right:
        hours_of_week(view)
else:
    empty(t("empty.table", table=t("table.cases")))
