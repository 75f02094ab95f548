"""Through which levels cases go: how many, how long, and what became of them, as a flow."""

from __future__ import annotations

import pandas as pd

from data_access import process
from data_access.schema import LEVELS
from data_access.selection.comparison import Comparison
from pages.process.charts import flow_diagram
from ui.panels.charts import chart_panel
from ui.panels.notes import empty_panel
from ui.session.view import View
from ui.words.tables import column
from ui.words.text import t, word

LINK = ["from_level", "to_level"]
OUTCOMES = (*LEVELS, process.UNKNOWN, process.STILL_OPEN)


def flow_of_levels(view: View, other: Comparison) -> None:
    """Draw how many cases go from the level that took them in to the one that closed them."""
    rows = view.fetch(process.levels_passed, view.selection, view.dataset.as_of)
    named = rows[LINK].isin(LEVELS).any(axis=None)
    if len(rows) and not named:
        empty_panel(t("process.levels"), t("process.no_levels"))
        return
    order = {outcome: index for index, outcome in enumerate(OUTCOMES)}
    rows = rows.sort_values(LINK, key=lambda levels: levels.map(order))
    before = view.fetch(process.levels_passed, other.selection, view.dataset.as_of)
    rows = rows.merge(before[[*LINK, "cases"]], "left", LINK, suffixes=("", "_before"))
    names = ("from_level", "to_level", "cases", "median_days", "share", "share_before")
    source, target, cases, days, share, share_before = (column(f"process.{name}") for name in names)
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
    chart_panel(
        view.against(other), "levels_flow", t("process.levels"), chart, table, note=t("process.levels_note")
    )


def shares(counts: pd.Series, whole: float) -> pd.Series:
    """Return counts in per cent of the whole, to one digit; missing where there is no whole."""
    return (100 * counts / whole if whole else counts * float("nan")).astype(float).round(1)


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
