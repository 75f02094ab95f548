"""Posts of the five-in-one chain and the size of grids in a page, and places ranked by their grid work."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data_access.grid_work import posts, visits
from data_access.indicators import (
    GRIDS_OVER,
    GRIDS_UNDER,
    GRIDS_VISITED,
    HOUSEHOLDS_PER_GRID,
    HOUSEHOLDS_PER_MEMBER,
    HOUSEHOLDS_REACHED,
    POSTS_FILLED,
    POSTS_VACANT,
    VISITS_PER_100_HOUSEHOLDS,
    VISITS_PER_GRID,
)
from data_access.schema import POST_ROLES
from pages.grid_work.charts import sizes_of_grids
from ui import charts
from ui.panels.charts import chart_panel
from ui.panels.figures import indicator_card, indicator_chooser, missing_card
from ui.panels.notes import empty
from ui.panels.tables import table_panel
from ui.session.view import View
from ui.words.periods import level_below
from ui.words.tables import heading
from ui.words.text import t, word

LEVELS = ("street_office", "community", "grid")
OF_POSTS = (POSTS_FILLED, POSTS_VACANT, HOUSEHOLDS_PER_MEMBER)
OF_GRIDS = (HOUSEHOLDS_PER_GRID, GRIDS_OVER, GRIDS_UNDER)
OF_VISITS = (VISITS_PER_100_HOUSEHOLDS, VISITS_PER_GRID, GRIDS_VISITED, HOUSEHOLDS_REACHED)
FILLINGS = ("filled", "vacant")
BARS_AT_EACH_END = 20


def column(name: str) -> str:
    """Return the heading of a column about grid work."""
    return t(f"grid_work.column.{name}")


def staffing_figures(view: View) -> None:
    """Draw the figures of posts and of grid sizes; those of posts are said to be missing where there are none."""
    now = view.fetch(posts.figures, view.selection)
    cards = st.columns(len(OF_POSTS) + len(OF_GRIDS))
    for place, indicator in zip(cards, (*OF_POSTS, *OF_GRIDS), strict=True):
        with place:
            if indicator in OF_POSTS and not view.has("grid_posts"):
                missing_card(indicator)
            else:
                indicator_card(indicator, now)


def chain(view: View) -> None:
    """Draw the posts of the five-in-one chain, filled and vacant, in the order of the chain."""
    rows = view.fetch(posts.by_role, view.selection).set_index("role")
    rows = rows.loc[
        [*(role for role in POST_ROLES if role in rows.index), *rows.index.difference(POST_ROLES)]
    ]
    table = pd.DataFrame({column("post"): [word("post_role", role) for role in rows.index]})
    for name in FILLINGS:
        table[column(name)] = rows[name].to_numpy()
    table[heading(POSTS_FILLED)] = POSTS_FILLED.of(rows).round(1).to_numpy()
    words = [column(name) for name in FILLINGS]
    long = table.melt(column("post"), words, column("filling"), column("posts"))
    chart = charts.stacked_bars(
        long,
        column("post"),
        column("posts"),
        column("filling"),
        labels=list(table[column("post")]),
        parts=words,
    )
    note = t("grid_work.chain_note")
    chart_panel(view, "chain", t("grid_work.chain"), chart, table, note=note, categories=False)


def sizes(view: View) -> None:
    """Draw the grids by their households against the standard."""
    rows = view.fetch(posts.by_size, view.selection)
    counts = rows.set_index("class_index")["grids"].reindex(range(len(posts.SIZES_FROM)), fill_value=0)
    verdicts = {name: word("grid_size", name) for name in ("under", "within", "over")}
    table = pd.DataFrame(
        {
            t("column.households"): [_class_words(index) for index in counts.index],
            column("grids"): counts.to_numpy(),
            column("size"): [verdicts[_class_size(index)] for index in counts.index],
        }
    )
    households, grids, size = table.columns
    chart = sizes_of_grids(table, households, grids, size, verdicts)
    shown = table if counts.any() else table.iloc[:0]
    note = t("grid_work.sizes_note")
    chart_panel(view, "sizes", t("grid_work.sizes"), chart, shown, note=note, categories=False)


def listed_grids(view: View) -> None:
    """List the grids with vacant posts, or larger or smaller than the standard, the heaviest load first."""
    offered = posts.LISTS if view.has("grid_posts") else tuple(n for n in posts.LISTS if n != "vacant")
    names = {name: t(f"grid_work.list.{name}") for name in offered}
    which = st.segmented_control(
        t("grid_work.list_which"),
        offered,
        format_func=names.__getitem__,
        key="grid_work_list",
        default=offered[0],
        required=True,
    )
    rows = view.fetch(posts.listed, view.selection, which)
    table = pd.DataFrame(
        {
            t("column.grid"): rows["name"],
            t("column.street_office"): rows["street_office"].fillna(""),
            t("column.community"): rows["community"].fillna(""),
            t("column.households"): rows["households"].astype("Int64"),
            column("size"): size_words(rows),
            column("members"): rows["members"].astype("Int64"),
            column("load"): load(rows),
            column("vacant_posts"): [_vacant_words(row) for row in rows.to_dict("records")],
        }
    )
    total = int(rows["total"].iloc[0]) if len(rows) else 0
    note = t("grid_work.list_note", total=f"{total:,}")
    if total > len(rows):
        note += t("grid_work.listed", listed=f"{len(rows):,}")
    title = t("grid_work.listed_title", which=names[which])
    table_panel(view, f"grids_{which}", title, table, note=note, categories=False)


def ranking(view: View) -> None:
    """Draw the places of a level by a figure that the user chooses; of many, those at both ends."""
    choosers = st.columns(2)
    levels = {level: word("place_level", level) for level in LEVELS if view.has_level(level)}
    with choosers[0]:
        level = st.segmented_control(
            t("grid_work.level"),
            list(levels),
            format_func=levels.__getitem__,
            key="grid_work_level",
            default=_first_level(view, list(levels)),
            required=True,
        )
    has_posts = view.has("grid_posts")
    offered = (*OF_VISITS, *((HOUSEHOLDS_PER_MEMBER, POSTS_FILLED) if has_posts else ()))
    with choosers[1]:
        indicator = indicator_chooser(t("grid_work.rank_by"), offered, "grid_work_indicator")
    rows = view.fetch(visits.by_place, view.selection, level)
    staffed = view.fetch(posts.by_place, view.selection, level)
    staffed = staffed[["code", "posts", "filled", "vacant", "members", "staffed_households"]]
    rows = rows.merge(staffed, on="code")
    table = pd.DataFrame({t("column.name"): _told_apart(rows), t("column.households"): rows["households"]})
    for name in ("visits", "grids"):
        table[column(name)] = rows[name]
    for shown in offered:
        table[heading(shown)] = shown.of(rows).round(2)
    value = heading(indicator)
    table = table.sort_values(value, ascending=False, na_position="last", ignore_index=True)
    known = table.dropna(subset=[value])
    ends = known
    note = t(f"indicator.{indicator.key}.formula")
    if len(known) > 2 * BARS_AT_EACH_END:
        ends = pd.concat([known.head(BARS_AT_EACH_END), known.tail(BARS_AT_EACH_END)])
        note += t("grid_work.ends", count=BARS_AT_EACH_END, total=f"{len(known):,}")
    if len(known) < len(table):
        note += t("grid_work.rank_unknown", count=f"{len(table) - len(known):,}")
    chart = charts.bars(ends, t("column.name"), value, keep_order=True)
    title = t(f"grid_work.ranking_{level}", figure=t(f"indicator.{indicator.key}.name"))
    shown_table = table if len(known) else table.iloc[:0]
    chart_panel(view, "ranking", title, chart, shown_table, note=note, categories=False)


def without_posts() -> None:
    """Say that the data set has no posts."""
    empty(t("empty.table", table=t("table.grid_posts")))


def size_words(rows: pd.DataFrame) -> list[str]:
    """Return what the standard says of each grid (columns kind, households)."""
    return [
        word("grid_size", _size(kind, households))
        for kind, households in zip(rows["kind"], rows["households"], strict=True)
    ]


def load(rows: pd.DataFrame) -> pd.Series:
    """Return the households for each member in post; missing where there is none or it is not known."""
    renamed = rows.rename(columns={"households": "staffed_households"})
    return HOUSEHOLDS_PER_MEMBER.of(renamed).round(1)


def _size(kind: str | None, households: float | None) -> str:
    if kind == "special":
        return "special"
    if households is None or pd.isna(households):
        return "unknown"
    least, most = posts.STANDARD
    return "under" if households < least else "over" if households > most else "within"


def _class_size(index: int) -> str:
    return _size(None, posts.SIZES_FROM[index])


def _class_words(index: int) -> str:
    least = posts.SIZES_FROM[index]
    if index == len(posts.SIZES_FROM) - 1:
        return t("grid_work.size_from", least=least)
    return t("grid_work.size_between", least=least, most=posts.SIZES_FROM[index + 1] - 1)


def _vacant_words(row: dict) -> str:
    vacant = [word("post_role", role) for role in POST_ROLES if (row[f"vacant_{role}"] or 0) > 0]
    return t("words.comma").join(vacant)


def _first_level(view: View, levels: list[str]) -> str:
    below = level_below(view.selection)
    return below if below in levels else levels[-1]


def _told_apart(rows: pd.DataFrame) -> pd.Series:
    """Return the names of places, with the code where two carry the same."""
    return rows["name"].where(~rows["name"].duplicated(keep=False), rows["name"] + " " + rows["code"])
