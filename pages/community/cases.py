"""A community's cases: by month, and how they end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pandas as pd

from data_access import cases
from data_access.schema import LEVELS
from pages.community.portrait import Portrait
from ui import charts
from ui.panels.charts import chart_panel
from ui.panels.unfinished import cut_moments, cut_words
from ui.words.tables import column
from ui.words.text import sentences, t, word

TREND_DAYS = 365


def trend(portrait: Portrait) -> None:
    """Draw the cases reported and closed by month, over the year that ends with the period."""
    view = portrait.view
    start = (view.selection.end - timedelta(days=TREND_DAYS)).replace(day=1)
    year = replace(view, selection=replace(view.selection, start=start))
    rows = year.fetch(cases.flow, year.selection, "month")
    at, count, kind = column("at"), column("community.cases"), column("community.course")
    words = {name: t(f"indicator.{name}.name") for name in ("reported", "closed")}
    table = rows.rename(columns={"at": at} | words).melt(at, list(words.values()), kind, count)
    cut = cut_moments(year, rows["at"], "month")
    chart = charts.trend(table, at, count, kind, cut=cut)
    note = sentences(t("community.trend_note"), cut_words(cut, "month"))
    chart_panel(view, portrait.key("trend"), portrait.title("trend"), chart, table, note=note)


def how_cases_end(portrait: Portrait) -> None:
    """Draw at which level the cases closed in the period were closed, and how many are open."""
    view = portrait.view
    rows = view.fetch(cases.by_level, view.selection).set_index("level")
    stock = view.fetch(cases.stock, view.selection, view.dataset.as_of).iloc[0]
    ends = {t("community.closed_at", level=word("level", level)): level for level in LEVELS}
    label, count = column("community.end"), column("community.cases")
    counts = {name: int(rows["closed"].get(level, 0)) for name, level in ends.items()}
    counts[t("community.still_open")] = int(stock["open"])
    if pd.notna(stock["overdue"]):
        counts[t("community.overdue")] = int(stock["overdue"])
    table = pd.DataFrame({label: list(counts), count: list(counts.values())})
    chart = charts.bars(table, label, count, keep_order=True)
    note = t("community.ends_note")
    chart_panel(view, portrait.key("ends"), portrait.title("ends"), chart, table, note=note)
