"""The posts of the five-in-one chain (五级一体队伍): how many are filled, and what they look after."""

from __future__ import annotations

import pandas as pd

from data_access.grid_work import posts
from data_access.indicators import (
    GRIDS_OVER,
    GRIDS_UNDER,
    HOUSEHOLDS_PER_GRID,
    HOUSEHOLDS_PER_MEMBER,
    POSTS_FILLED,
    POSTS_VACANT,
)
from data_access.schema import POST_ROLES
from ui import charts
from ui.panels.charts import chart_panel
from ui.panels.figures import indicator_cards
from ui.session.view import View
from ui.words.tables import column, heading
from ui.words.text import t, word

OF_POSTS = (POSTS_FILLED, POSTS_VACANT, HOUSEHOLDS_PER_MEMBER)
OF_GRIDS = (HOUSEHOLDS_PER_GRID, GRIDS_OVER, GRIDS_UNDER)
FILLINGS = ("filled", "vacant")


def staffing_figures(view: View) -> None:
    """Draw the figures of posts and of grid sizes; those of posts are said to be missing where there are none."""
    now = view.fetch(posts.figures, view.selection)
    of_posts = now if view.has("grid_posts") else None
    cards = [(indicator, of_posts) for indicator in OF_POSTS]
    indicator_cards(view, [*cards, *((indicator, now) for indicator in OF_GRIDS)])


def chain(view: View) -> None:
    """Draw the posts of the five-in-one chain, filled and vacant, in the order of the chain."""
    rows = view.fetch(posts.by_role, view.selection).set_index("role")
    rows = rows.loc[
        [*(role for role in POST_ROLES if role in rows.index), *rows.index.difference(POST_ROLES)]
    ]
    table = pd.DataFrame({column("grid_work.post"): [word("post_role", role) for role in rows.index]})
    for name in FILLINGS:
        table[column(f"grid_work.{name}")] = rows[name].to_numpy()
    table[heading(POSTS_FILLED)] = POSTS_FILLED.of(rows).round(1).to_numpy()
    words = [column(f"grid_work.{name}") for name in FILLINGS]
    long = table.melt(column("grid_work.post"), words, column("grid_work.filling"), column("grid_work.posts"))
    chart = charts.stacked_bars(
        long,
        column("grid_work.post"),
        column("grid_work.posts"),
        column("grid_work.filling"),
        labels=list(table[column("grid_work.post")]),
        parts=words,
    )
    note = t("grid_work.chain_note")
    chart_panel(view, "chain", t("grid_work.chain"), chart, table, note=note, categories=False)
