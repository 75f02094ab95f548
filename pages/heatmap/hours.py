"""The hours of the week at which cases are reported."""

from __future__ import annotations

from data_access import cases
from data_access.selection import Selection
from pages.heatmap.charts import matrix
from ui.filters.moves import turn_next
from ui.panels.charts import chart_panel
from ui.panels.picks import Mark, Picks
from ui.session.view import View
from ui.words.tables import column, worded
from ui.words.text import t, word

BESIDE_THE_MAP = 470  # pixels; with its title and notes the chart is as high as the map with its own


def hours_of_week(view: View) -> None:
    """Draw the cases reported by weekday and hour."""
    rows = view.fetch(cases.by_hour_of_week, view.selection)
    weekdays = [word("weekday", day) for day in range(1, 8)]
    table = worded(rows, ["weekday", "hour", "reported"])
    chart = matrix(table, column("hour"), column("weekday"), column("reported"), weekdays)
    title, note, picks = t("heatmap.hours"), t("heatmap.hours_note"), _cases_of_hours(weekdays)
    chart_panel(view, "hours", title, chart, table, note=note, picks=picks, least=BESIDE_THE_MAP)


def _cases_of_hours(weekdays: list[str]) -> Picks:
    """Return that each square opens the cases reported at its hour of its weekday."""
    columns = column("hour"), column("weekday")

    def follow(selection: Selection, mark: Mark) -> None:
        hour, weekday = (mark[name] for name in columns)
        turn_next("cases", selection, list="reported", hour=f"{weekdays.index(weekday) + 1}-{hour}")

    def narrowed(selection: Selection, mark: Mark) -> Selection | None:
        return selection if all(name in mark for name in columns) else None

    return Picks(columns, narrowed, follow, "heatmap.hours_open")
