"""Places ranked by their grid work."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from data_access.grid_work import posts, visits
from data_access.indicators import (
    GRIDS_VISITED,
    HOUSEHOLDS_PER_MEMBER,
    HOUSEHOLDS_REACHED,
    POSTS_FILLED,
    VISITS_PER_100_HOUSEHOLDS,
    VISITS_PER_GRID,
    Indicator,
)
from ui import charts
from ui.filters.choosers import choice
from ui.panels.aims import aim_of
from ui.panels.charts import chart_panel
from ui.panels.figures import indicator_chooser
from ui.panels.picks import places_picked
from ui.session.view import View
from ui.words.periods import level_below
from ui.words.tables import column, heading
from ui.words.text import t, word

LEVELS = ("street_office", "community", "grid")
OF_VISITS = (VISITS_PER_100_HOUSEHOLDS, VISITS_PER_GRID, GRIDS_VISITED, HOUSEHOLDS_REACHED)
OF_POSTS = (HOUSEHOLDS_PER_MEMBER, POSTS_FILLED)
STAFF = ["code", "posts", "filled", "vacant", "members", "staffed_households"]
BARS_AT_EACH_END = 20


def ranking(view: View) -> None:
    """Draw the places of a level by a figure that the user chooses; of many, those at both ends."""
    offered = (*OF_VISITS, *(OF_POSTS if view.has("grid_posts") else ()))
    left, right = st.columns(2)
    with left:
        level = _level_chooser(view)
    with right:
        indicator = indicator_chooser(t("grid_work.rank_by"), offered, "grid_work_indicator")
    value = heading(indicator)
    table = _table(view, level, offered)
    table = table.sort_values(value, ascending=False, na_position="last", ignore_index=True)
    known = table.dropna(subset=[value])
    chart = charts.bars(_both_ends(known), column("name"), value, keep_order=True, aim=aim_of(indicator))
    title = t(f"grid_work.ranking_{level}", figure=t(f"indicator.{indicator.key}.name"))
    note = t(f"indicator.{indicator.key}.formula") + _left_out(len(table), len(known))
    shown = table if len(known) else table.iloc[:0]
    picks = places_picked(view, level)
    chart_panel(view, "ranking", title, chart, shown, note=note, categories=False, picks=picks)


def _level_chooser(view: View) -> str:
    """Draw the choice of the level whose places are ranked; at first the one below the selection."""
    levels = {level: word("place_level", level) for level in LEVELS if view.has_level(level)}
    below = level_below(view.selection)
    usual = below if below in levels else list(levels)[-1]
    return choice("grid_work_level", t("grid_work.level"), levels, usual)


def _table(view: View, level: str, offered: Sequence[Indicator]) -> pd.DataFrame:
    """Return the places of a level with their households, visits and grids, and each figure offered."""
    staffed = view.fetch(posts.by_place, view.selection, level)
    rows = view.fetch(visits.by_place, view.selection, level).merge(staffed[STAFF], on="code")
    table = pd.DataFrame({column("name"): rows["name"], column("households"): rows["households"]})
    for name in ("visits", "grids") if view.has("grids") else ("visits",):
        table[column(f"grid_work.{name}")] = rows[name]
    for indicator in offered:
        table[heading(indicator)] = indicator.of(rows).round(2)
    return table


def _both_ends(known: pd.DataFrame) -> pd.DataFrame:
    """Return all rows, or of many the first and the last."""
    if len(known) <= 2 * BARS_AT_EACH_END:
        return known
    return pd.concat([known.head(BARS_AT_EACH_END), known.tail(BARS_AT_EACH_END)])


def _left_out(places: int, known: int) -> str:
    """Return how many places are not drawn, for being many and for being unknown."""
    ends = t("grid_work.ends", count=BARS_AT_EACH_END, total=f"{known:,}")
    unknown = t("grid_work.rank_unknown", count=f"{places - known:,}")
    return (ends if known > 2 * BARS_AT_EACH_END else "") + (unknown if known < places else "")
