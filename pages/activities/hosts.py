"""Who held activities, who helped, and with which partners."""

from __future__ import annotations

import pandas as pd

from data_access import activities
from ui import charts
from ui.panels.charts import chart_panel
from ui.session.view import View
from ui.words.tables import column, worded
from ui.words.text import inert_line, t


def organisers(view: View) -> None:
    """Draw activities by kind of organiser, with leaflets handed out in the table."""
    rows = view.fetch(activities.by_organiser_kind, view.selection)
    table = worded(rows, ["organiser_kind", "activities", "participants", "leaflets"])
    chart = charts.bars(table, column("organiser_kind"), column("activities"))
    chart_panel(view, "organisers", t("activities.organisers"), chart, table, categories=False)


def volunteers(view: View) -> None:
    """Draw volunteers by kind."""
    rows = view.fetch(activities.volunteers_by_kind, view.selection)
    table = worded(rows.rename(columns={"kind": "volunteer_kind"}), ["volunteer_kind", "headcount"])
    chart = charts.bars(table, column("volunteer_kind"), column("headcount"))
    note = t("activities.volunteers_note")
    chart_panel(view, "volunteers", t("activities.volunteers"), chart, table, note=note, categories=False)


def partners(view: View) -> None:
    """Draw the partners of most activities."""
    rows = view.fetch(activities.by_partner, view.selection)
    table = pd.DataFrame(
        {
            column("activities.partner"): rows["partner"].map(inert_line),
            column("activities"): rows["activities"],
            column("participants"): rows["participants"],
            column("activities.communities"): rows["communities"],
        }
    )
    chart = charts.bars(table, column("activities.partner"), column("activities"), keep_order=True)
    count = int(rows["in_all"].iloc[0]) if len(rows) else 0
    note = t("activities.partners_note", count=f"{count:,}", shown=len(rows))
    chart_panel(view, "partners", t("activities.partners"), chart, table, note=note, categories=False)
