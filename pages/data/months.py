"""Months in which a street office has no case at all though it usually has some."""

from __future__ import annotations

import pandas as pd

from data_access.data import months
from ui.panels.notes import empty_panel
from ui.panels.tables import table_panel
from ui.session.view import View
from ui.words.tables import column
from ui.words.text import t


def months_without_cases(view: View) -> None:
    """List the whole months of the period without a case of a street office that usually has some."""
    rows = view.fetch(months.by_month, view.selection)
    found = months.without_cases(rows, view.selection, view.dataset.as_of)
    title = t("data.silent_months")
    if found.empty:
        empty_panel(title, t("data.no_silent_months", usual=months.USUAL))
        return
    table = pd.DataFrame(
        {
            column("street_office"): found["name"],
            column("data.month"): found["month"].dt.strftime("%Y-%m"),
            column("data.usual"): found["usual"].round(1),
            column("data.last_month"): found["last"].dt.strftime("%Y-%m"),
        }
    )
    table_panel(view, "silent_months", title, table, note=t("data.silent_months_note", usual=months.USUAL))
