"""The days of the period with their visits, week by week."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from data_access.grid_work import visits
from pages.grid_work.charts import visit_calendar
from ui.panels.charts import chart_panel
from ui.panels.picks import days_picked
from ui.session.view import View
from ui.words.tables import column
from ui.words.text import t, word

ISO_WEEKDAYS = range(1, 8)


def calendar(view: View) -> None:
    """Draw the days of the period: the share of grids visited, or the visits where one small place is selected."""
    grids = int(view.fetch(visits.coverage, view.selection)["grids"].iloc[0])
    level, codes = view.selection.finest()
    is_small = level != "street_office" and len(codes) == 1
    by = "visits" if is_small or not grids else "grid_share"
    table = _days(view, grids)
    value, week, weekday, count = (column(f"grid_work.{name}") for name in (by, "week", "weekday", "visits"))
    hover = [column("at"), weekday, *([value] if by == "grid_share" else []), count]
    if grids:
        hover += [column("grid_work.grids_visited"), column("grid_work.grids_without")]
    weekdays = [word("weekday", day) for day in ISO_WEEKDAYS]
    chart = visit_calendar(table, week, weekday, value, rows=weekdays, hover=hover)
    without = int((table[count] == 0).sum())
    note = t(f"grid_work.calendar_note_{by}", days=len(table), without=without)
    title = t(f"grid_work.calendar_{by}")
    days = dict(zip(zip(table[week], table[weekday], strict=True), table[column("at")].dt.date, strict=True))
    picks = days_picked((week, weekday), {at: (day, day + timedelta(days=1)) for at, day in days.items()})
    chart_panel(view, "calendar", title, chart, table, note=note, categories=False, picks=picks)


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
            column("at"): days,
            column("grid_work.week"): monday.strftime(written),
            column("grid_work.weekday"): [word("weekday", day) for day in days.day_of_week + 1],
            column("grid_work.visits"): made["visits"].to_numpy(),
        }
    )
    if grids:
        table[column("grid_work.grid_share")] = (100 * made["grids"] / grids).round(1).to_numpy()
        table[column("grid_work.grids_visited")] = made["grids"].to_numpy()
        table[column("grid_work.grids_without")] = grids - made["grids"].to_numpy()
    return table
