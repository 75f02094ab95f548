"""How long the open cases have been open, by deadline or by level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pandas as pd

from data_access import process
from data_access.schema import LEVELS
from data_access.selection.comparison import Comparison
from ui import charts, theme
from ui.filters.choosers import choice
from ui.filters.comparison import scale_of_places
from ui.panels.charts import chart_panel
from ui.session.view import View
from ui.words.tables import column
from ui.words.text import sentences, t, word

STANDINGS = ("in_time", "overdue", "no_deadline")
LEVELS_SHOWN = (*LEVELS, process.UNKNOWN)
CHOOSER_HEIGHT = 70  # pixels, of what stands above the chart and not above the flow beside it


def ageing(view: View, other: Comparison) -> None:
    """Draw how long the open cases have been open, by deadline or by level."""
    offered = {by: column(f"process.{by}") for by in ("standing", "level")}
    by = choice("process_ageing_by", t("process.ageing_by"), offered)
    rows = view.fetch(process.ageing, view.selection, view.dataset.as_of)
    table = _table(rows)
    age, series, cases = column("process.age"), column(f"process.{by}"), column("process.cases")
    summed = table.groupby([age, series], sort=False, as_index=False)[cases].sum()
    first = -1 if (rows["class_index"] < 0).any() else 0
    classes = [_age_words(index) for index in range(first, len(process.AGE_DAYS) + 1)]
    words: dict[str, Sequence[str] | Mapping[str, str]] = {
        "standing": {t(f"process.{standing}"): theme.STANDINGS[standing] for standing in STANDINGS},
        "level": [word("level", level) for level in LEVELS_SHOWN],
    }
    before = _before(view, other)
    chart = charts.stacked_bars(
        summed,
        age,
        cases,
        series,
        labels=classes,
        parts=words[by],
        compared=before[[age, cases]],
        words=view.against(other).compared_words(),
    )
    scaled = "" if other.in_time else t("compare.scaled")
    note = sentences(t("process.ageing_note"), t("process.ageing_compared"), scaled)
    title, table, least = t("process.ageing"), pd.concat([table, before]), theme.FLOW_HEIGHT - CHOOSER_HEIGHT
    chart_panel(view.against(other), "ageing", title, chart, table, note=note, least=least)


def _before(view: View, other: Comparison) -> pd.DataFrame:
    """Return the comparison's open cases by age, as rows of `_table`; none where they cannot be compared."""
    earlier = view.selection.start - other.selection.start if other.in_time else timedelta(0)
    rows = view.fetch(process.open_at, other.selection, view.dataset.as_of - earlier)
    factor = scale_of_places(view, other)
    if factor is None:
        rows = rows.iloc[:0]
    words = t("compare.line")
    return pd.DataFrame(
        {
            column("process.age"): rows["class_index"].map(_age_words),
            column("process.level"): words,
            column("process.standing"): words,
            column("process.cases"): (rows["open"] * (factor or 0)).round(1),
        }
    )


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the open cases in words: age, level, standing against the deadline, cases."""
    in_time = rows["open"] - rows["overdue"] - rows["no_deadline"]
    long = rows.assign(in_time=in_time, level=rows["level"].fillna(process.UNKNOWN))
    long = long.melt(["level", "class_index"], STANDINGS, "standing", "cases").query("cases > 0")
    order = {name: index for index, name in enumerate((*LEVELS_SHOWN, *STANDINGS))}
    places = {f"{name}_order": long[name].map(order) for name in ("level", "standing")}
    long = long.assign(**places).sort_values(["class_index", *places])
    return pd.DataFrame(
        {
            column("process.age"): long["class_index"].map(_age_words),
            column("process.level"): [word("level", level) for level in long["level"]],
            column("process.standing"): [t(f"process.{standing}") for standing in long["standing"]],
            column("process.cases"): long["cases"],
        }
    )


def _age_words(index: int) -> str:
    """Return a class of age in words."""
    if index < 0:
        return t("process.after_as_of")
    if index == 0:
        return t("process.within_days", high=process.AGE_DAYS[0])
    if index == len(process.AGE_DAYS):
        return t("process.days_over", low=process.AGE_DAYS[-1])
    return t("process.days_between", low=process.AGE_DAYS[index - 1], high=process.AGE_DAYS[index])
