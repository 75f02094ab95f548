"""What matters, in one sentence: how many cases have been open for long, and which step takes longest."""

from __future__ import annotations

import pandas as pd

from data_access import process
from ui.panels.answer import answer
from ui.session.view import View
from ui.words.text import t, word

LONG = process.AGE_DAYS[-2]
"""Open for more days than these is long: the last two classes of age."""


def where_time_goes(view: View) -> None:
    """Draw the sentence; each part of it stands again below."""
    answer(_open(view), _longest_step(view) if view.has("case_events") else "")


def _open(view: View) -> str:
    rows = view.fetch(process.ageing, view.selection, view.dataset.as_of)
    long = rows.loc[rows["class_index"] > process.AGE_DAYS.index(LONG), "open"].sum()
    return t("process.open_long", open=f"{rows['open'].sum():,}", long=f"{long:,}", days=LONG)


def _longest_step(view: View) -> str:
    gaps = view.fetch(process.step_gaps, view.selection)
    hours = pd.to_numeric(gaps.loc[gaps["kind"] == process.STEP].set_index("step")["median_hours"]).dropna()
    if hours.empty:
        return ""
    step = hours.astype(float).idxmax()
    return t("process.longest_step", step=word("case_step", step), hours=f"{float(hours[step]):,.1f}")
