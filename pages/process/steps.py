"""Which steps cases take: how many, how long after the step before, and what follows what."""

from __future__ import annotations

import pandas as pd

from data_access import process
from data_access.schema import CASE_STEPS
from data_access.selection.comparison import Comparison
from pages.process.flow import shares
from ui import charts
from ui.panels.charts import chart_panel
from ui.panels.tables import table_panel
from ui.session.view import View
from ui.words.tables import column
from ui.words.text import t, word

PAIR = ["step_before", "step"]


def steps(view: View, other: Comparison) -> None:
    """Draw how many of the reported cases take each step, and how long after the step before."""
    gaps = view.fetch(process.step_gaps, view.selection)
    taken = view.fetch(process.steps_taken, view.selection)
    before = view.fetch(process.steps_taken, other.selection)
    rows = gaps[gaps["kind"] == process.STEP].merge(taken, on="step")
    rows = rows.merge(before, "left", "step", suffixes=("", "_before"))
    reported, reported_before = (
        view.fetch(process.problems, selection, view.dataset.as_of)["reported"].iloc[0]
        for selection in (view.selection, other.selection)
    )
    order = {step: index for index, step in enumerate(CASE_STEPS)}
    rows = rows.sort_values("step", key=lambda names: names.map(order))
    table = _table(rows, reported, reported_before)
    measures = (table[column(f"process.{name}")] for name in ("cases", "share", "median_hours"))
    words = [_bar_words(*values) for values in zip(*measures, strict=True)]
    counts = (table[column("process.share_before")] * reported / 100).round(1)
    marked = table.assign(**{column("compared"): counts})
    beside = charts.Beside(column("compared"), view.against(other).compared_words())
    chart = charts.worded_bars(marked, column("process.step"), column("process.cases"), words, beside=beside)
    note = t("process.steps_note")
    chart_panel(view.against(other), "steps", t("process.steps"), chart, table, note=note)


def _table(rows: pd.DataFrame, reported: int, reported_before: int) -> pd.DataFrame:
    """Return the steps in words: cases, their share of the reported ones here and there, times, and hours."""
    return pd.DataFrame(
        {
            column("process.step"): [word("case_step", step) for step in rows["step"]],
            column("process.cases"): rows["cases"],
            column("process.share"): shares(rows["cases"], reported),
            column("process.share_before"): shares(rows["cases_before"].fillna(0), reported_before),
            column("process.times"): rows["times"],
            column("process.median_hours"): _hours(rows["median_hours"]),
        }
    )


def _bar_words(cases: int, share: float, hours: float) -> str:
    """Return what stands beside a step's bar; a case's first step has no time before it."""
    if pd.isna(hours):
        return t("process.bar", cases=f"{cases:,}", share=share)
    return t("process.bar_hours", cases=f"{cases:,}", share=share, hours=f"{hours:,.1f}")


def transitions(view: View, other: Comparison) -> None:
    """List which step follows which, how often and after how many hours, and where open cases stand."""
    gaps = view.fetch(process.step_gaps, view.selection)
    before = _pairs(view.fetch(process.step_gaps, other.selection))
    pairs = _pairs(gaps).merge(before[[*PAIR, "median_hours"]], "left", PAIR, suffixes=("", "_before"))
    pairs = pairs.sort_values(["times", "step_before", "step"], ascending=[False, True, True])
    stand = process.standing(gaps)
    first = [*pairs["step_before"], *stand["step"]]
    after = [word("case_step", step) for step in pairs["step"]] + [t("process.still_here")] * len(stand)
    hours, hours_before = (
        pd.Series([*_hours(pairs[name]), *[None] * len(stand)], dtype=float)
        for name in ("median_hours", "median_hours_before")
    )
    table = pd.DataFrame(
        {
            column("process.step"): [word("case_step", step) for step in first],
            column("process.next_step"): after,
            column("process.times"): [*pairs["times"], *stand["times"]],
            column("process.gap_hours"): hours,
            column("process.gap_hours_before"): hours_before,
        }
    )
    note = t("process.transitions_note")
    table_panel(view.against(other), "transitions", t("process.transitions"), table, note=note)


def _pairs(gaps: pd.DataFrame) -> pd.DataFrame:
    return gaps[gaps["kind"] == process.PAIR].dropna(subset=["step_before"])


def _hours(hours: pd.Series) -> pd.Series:
    return pd.to_numeric(hours).astype(float).round(2)
