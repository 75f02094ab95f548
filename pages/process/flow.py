"""Where time goes between levels and between steps: a flow, bars, and a table of what follows what."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data_access import process
from data_access.schema import CASE_STEPS, LEVELS
from data_access.selection.comparison import Comparison
from pages.process.charts import flow_diagram
from ui import charts
from ui.panels.charts import chart_panel
from ui.panels.notes import empty
from ui.panels.tables import table_panel
from ui.session.view import View
from ui.words.text import t, word

LINK = ["from_level", "to_level"]
PAIR = ["step_before", "step"]
OUTCOMES = (*LEVELS, process.UNKNOWN, process.STILL_OPEN)


def column(name: str) -> str:
    """Return the heading of a column about the course of cases."""
    return t(f"process.column.{name}")


def flow_of_levels(view: View, other: Comparison) -> None:
    """Draw how many cases go from the level that took them in to the one that closed them."""
    rows = view.fetch(process.levels_passed, view.selection, view.dataset.as_of)
    named = rows[["from_level", "to_level"]].isin(LEVELS).any(axis=None)
    if len(rows) and not named:
        with st.container(border=True):
            st.subheader(t("process.levels"), anchor=False)
            empty(t("process.no_levels"))
        return
    order = {outcome: index for index, outcome in enumerate(OUTCOMES)}
    rows = rows.sort_values(["from_level", "to_level"], key=lambda levels: levels.map(order))
    before = view.fetch(process.levels_passed, other.selection, view.dataset.as_of)
    rows = rows.merge(before[["from_level", "to_level", "cases"]], "left", LINK, suffixes=("", "_before"))
    names = ("from_level", "to_level", "cases", "median_days", "share", "share_before")
    source, target, cases, days, share, share_before = (column(name) for name in names)
    table = pd.DataFrame(
        {
            source: [word("level", level) for level in rows["from_level"]],
            target: [_outcome_words(level) for level in rows["to_level"]],
            cases: rows["cases"],
            days: _in_days(rows["median_hours"]),
            share: shares(rows["cases"], rows["cases"].sum()),
            share_before: shares(rows["cases_before"].fillna(0), before["cases"].sum()),
        }
    )
    wholes = {cases: rows["cases"].sum(), share_before: before["cases"].sum()}
    counted = table.assign(**{share_before: rows["cases_before"].fillna(0).to_numpy()})
    words = _node_words(counted, (source, target), days, wholes)
    chart = flow_diagram(table, source, target, cases, words)
    chart_panel(view, "levels_flow", t("process.levels"), chart, table, note=t("process.levels_note"))


def shares(counts: pd.Series, whole: float) -> pd.Series:
    """Return counts in per cent of the whole, to one digit; missing where there is no whole."""
    return (100 * counts / whole if whole else counts * float("nan")).astype(float).round(1)


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
    table = pd.DataFrame(
        {
            column("step"): [word("case_step", step) for step in rows["step"]],
            column("cases"): rows["cases"],
            column("share"): shares(rows["cases"], reported),
            column("share_before"): shares(rows["cases_before"].fillna(0), reported_before),
            column("times"): rows["times"],
            column("median_hours"): _hours(rows["median_hours"]),
        }
    )
    measures = (table[column(name)] for name in ("cases", "share", "median_hours"))
    words = [_bar_words(*values) for values in zip(*measures, strict=True)]
    marked = table.assign(tick=table[column("share_before")] * reported / 100)
    chart = charts.worded_bars(marked, column("step"), column("cases"), words, tick="tick")
    chart_panel(view, "steps", t("process.steps"), chart, table, note=t("process.steps_note"))


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
            column("step"): [word("case_step", step) for step in first],
            column("next_step"): after,
            column("times"): [*pairs["times"], *stand["times"]],
            column("gap_hours"): hours,
            column("gap_hours_before"): hours_before,
        }
    )
    table_panel(view, "transitions", t("process.transitions"), table, note=t("process.transitions_note"))


def _pairs(gaps: pd.DataFrame) -> pd.DataFrame:
    return gaps[gaps["kind"] == process.PAIR].dropna(subset=["step_before"])


def _hours(hours: pd.Series) -> pd.Series:
    return pd.to_numeric(hours).astype(float).round(2)


def _outcome_words(level: str) -> str:
    """Return in words what became of cases: closed at a level, or still open."""
    if level == process.STILL_OPEN:
        return word("case_status", level)
    return t("process.closed_at", level=word("level", level))


def _node_words(
    table: pd.DataFrame, sides: tuple[str, str], days: str, wholes: dict[str, float]
) -> dict[str, str]:
    """Return the words beside each node: its cases, its share now and before, the median days of a single link.

    `wholes` has all cases now and before, by the columns that count them.
    """
    words = {}
    for side in sides:
        for name, links in table.groupby(side):
            counts = links[[*wholes]].sum()
            share, before = (100 * counts / pd.Series(wholes)).round(1)
            words[name] = t(
                "process.node", name=name, cases=f"{counts.iloc[0]:,.0f}", share=share, before=before
            )
            if side == sides[1] and len(links) == 1 and links[days].notna().all():
                words[name] += t("process.node_median", days=f"{links[days].iloc[0]:,.1f}")
    return words


def _in_days(hours: pd.Series) -> pd.Series:
    """Return hours as days, to two digits."""
    return (pd.to_numeric(hours).astype(float) / 24).round(2)
