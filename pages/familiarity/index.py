"""The index of all places of a level, now and then, and what is told of it beside every chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from data_access import familiarity
from data_access.familiarity import Index
from data_access.indicators import Indicator
from data_access.selection.comparison import Comparison
from data_access.statistics import composite
from ui.session.view import View
from ui.words.text import t

MOST_ROWS = 40  # more places than this are cut to the first and the last
AT_EACH_END = 15


@dataclass(frozen=True)
class Found:
    """The index of a level now and, where another time is compared, then; both on one scale."""

    level: str
    weights: Mapping[Indicator, int]
    method: str
    other: Comparison
    tables: tuple[pd.DataFrame, ...]
    now: Index
    before: Index | None
    ranges: pd.DataFrame
    names: pd.Series

    def selected(self) -> pd.Index:
        """Return the codes of the selected places, by rank, those without one last."""
        rows = self.now.standings[self.now.places["selected"].astype(bool)]
        return rows.rename_axis("place").sort_values(["rank", "place"]).index


def measured(
    view: View, level: str, other: Comparison, weights: Mapping[Indicator, int], method: str
) -> Found:
    """Return the index of every place of a level, measured against the whole city in both periods."""
    periods = [view.selection, *([other.selection] if other.in_time else [])]
    as_of = view.dataset.as_of
    tables = tuple(view.fetch(familiarity.parts, period, level, as_of) for period in periods)
    frame = pd.concat([familiarity.values(table) for table in tables])
    now, *before = (familiarity.index(table, frame, weights, method) for table in tables)
    ranges = _ranges(now.scores, familiarity.by_key(weights))
    before_now = next(iter(before), None)
    return Found(level, weights, method, other, tables, now, before_now, ranges, now.places["name"])


@st.cache_data(max_entries=8, show_spinner=False)
def _ranges(scores: pd.DataFrame, weights: pd.Series) -> pd.DataFrame:
    return composite.rank_ranges(scores, weights)


def both_ends(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table that is short enough to draw: all rows, or the first and the last."""
    if len(table) <= MOST_ROWS:
        return table
    return pd.concat([table.head(AT_EACH_END), table.tail(AT_EACH_END)])


def cut_words(table: pd.DataFrame) -> str:
    """Say so where a chart shows only the first and the last places."""
    if len(table) <= MOST_ROWS:
        return ""
    return t("familiarity.cut", ends=AT_EACH_END, count=f"{len(table):,}")


def method_words(found: Found) -> str:
    """Return how the parts were brought to one scale, with the source."""
    return t(f"familiarity.scale_{found.method}")
