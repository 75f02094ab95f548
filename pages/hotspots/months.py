"""The twelve months of the areas to be read first."""

from __future__ import annotations

import pandas as pd

from data_access.hotspots import Judgement
from pages.hotspots import charts
from ui.panels.charts import chart_panel
from ui.session.view import View
from ui.words.tables import column
from ui.words.text import t

ROWS_OF_MONTHS = 25


def months_panel(view: View, judged: Judgement, found: pd.DataFrame, note: str) -> None:
    """Draw the months of the areas, those to be read first, each month hot, cold or neither."""
    first = found.head(ROWS_OF_MONTHS)
    names = first.set_index("code")["name"]
    repeated = names.duplicated(keep=False)
    names = names.where(~repeated, names + " " + names.groupby(names).cumcount().add(1).astype(str))
    rows = judged.monthly[judged.monthly["code"].isin(names.index)]
    rows = rows.assign(order=rows["code"].map({code: index for index, code in enumerate(names.index)}))
    rows = rows.sort_values(["order", "at"])
    words = {1: t("hotspots.kind.hot"), 0: t("hotspots.kind.neither"), -1: t("hotspots.kind.cold")}
    area, month, standing = (column(f"hotspots.{name}") for name in ("area", "month", "standing"))
    table = pd.DataFrame(
        {
            area: rows["code"].map(names),
            month: rows["at"],
            standing: rows["mark"].map(words),
            column("hotspots.reported"): rows["reported"],
            column("hotspots.z"): rows["z"].astype(float).round(2),
            column("hotspots.q"): rows["q"].astype(float),
        }
    )
    chart = charts.months_at_a_glance(
        table.assign(sign=rows["mark"].map(charts.SIGNS)), month, area, standing, words
    )
    shown = t("hotspots.first_rows", shown=len(first), total=len(found)) if len(first) < len(found) else ""
    chart_panel(view, "hotspot_months", t("hotspots.by_month"), chart, table, note=f"{note}{shown}")
