"""The hours of the week at which cases are reported."""

from __future__ import annotations

from data_access import cases
from pages.heatmap.charts import matrix
from ui.panels.charts import chart_panel
from ui.session.view import View
from ui.words.tables import column, worded
from ui.words.text import t, word


def hours_of_week(view: View) -> None:
    """Draw the cases reported by weekday and hour."""
    rows = view.fetch(cases.by_hour_of_week, view.selection)
    weekdays = [word("weekday", day) for day in range(1, 8)]
    table = worded(rows, ["weekday", "hour", "reported"])
    chart = matrix(table, column("hour"), column("weekday"), column("reported"), weekdays)
    chart_panel(view, "hours", t("heatmap.hours"), chart, table, note=t("heatmap.hours_note"))
