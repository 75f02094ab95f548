"""The grids themselves: their sizes against the standard, those to look at, and those that nobody visited."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data_access.grid_work import posts, visits
from data_access.indicators import HOUSEHOLDS_PER_MEMBER
from data_access.schema import POST_ROLES
from pages.grid_work.charts import sizes_of_grids
from ui.filters.choosers import choice
from ui.panels.charts import chart_panel
from ui.panels.openings import portraits_opened
from ui.panels.tables import table_panel
from ui.session.view import View
from ui.words.tables import column
from ui.words.text import in_short, t, word


def sizes(view: View) -> None:
    """Draw the grids by their households against the standard."""
    rows = view.fetch(posts.by_size, view.selection)
    counts = rows.set_index("class_index")["grids"].reindex(range(len(posts.SIZES_FROM)), fill_value=0)
    verdicts = {name: word("grid_size", name) for name in ("under", "within", "over")}
    table = pd.DataFrame(
        {
            column("households"): [_class_words(index) for index in counts.index],
            column("grid_work.grids"): counts.to_numpy(),
            column("grid_work.size"): [verdicts[_class_size(index)] for index in counts.index],
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
    which = choice("grid_work_list", t("grid_work.list_which"), names)
    rows = view.fetch(posts.listed, view.selection, which)
    table = pd.DataFrame(
        {
            **_names(rows),
            **_staffed(rows),
            column("grid_work.vacant_posts"): [_vacant_words(row) for row in rows.to_dict("records")],
        }
    )
    total = int(rows["total"].iloc[0]) if len(rows) else 0
    note = t("grid_work.list_note", total=f"{total:,}") + _listed_words(rows, total)
    title = t("grid_work.listed_title", which=names[which])
    opens = portraits_opened(view, "grid", rows["code"])
    table_panel(view, f"grids_{which}", title, table, note=note, categories=False, opens=opens)


def unvisited(view: View) -> None:
    """List the grids without a visit in the period, the longest without one first."""
    title = t("grid_work.unvisited")
    rows = view.fetch(visits.unvisited, view.selection)
    if rows.empty:
        with st.container(border=True):
            st.subheader(**in_short(title), anchor=False)
            st.caption(t("grid_work.all_visited"))
        return
    until = min(view.selection.last_day, view.dataset.as_of.date())
    last = pd.to_datetime(rows["last_visited_at"])
    days = (pd.Timestamp(until) - last.dt.normalize()).dt.days.astype("Int64")
    table = pd.DataFrame(
        {
            **_names(rows),
            column("grid_work.last_visit"): last.dt.strftime("%Y-%m-%d").fillna(t("grid_work.never")),
            column("grid_work.silent_days"): days,
            **_staffed(rows),
        }
    )
    total = int(rows["total"].iloc[0])
    note = t("grid_work.unvisited_note", total=f"{total:,}", day=until.isoformat())
    note += _listed_words(rows, total)
    opens = portraits_opened(view, "grid", rows["code"])
    table_panel(view, "unvisited", title, table, note=note, categories=False, opens=opens)


def _names(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Return each grid's name and the places above it, by their headings."""
    above = {column(name): rows[name].fillna("") for name in ("street_office", "community")}
    return {column("grid"): rows["name"]} | above


def _staffed(rows: pd.DataFrame) -> dict[str, pd.Series | list[str]]:
    """Return each grid's households, what the standard says of them, and who looks after them, by their headings."""
    return {
        column("households"): rows["households"].astype("Int64"),
        column("grid_work.size"): _size_words(rows),
        column("grid_work.members"): rows["members"].astype("Int64"),
        column("grid_work.load"): _load(rows),
    }


def _listed_words(rows: pd.DataFrame, total: int) -> str:
    """Say so where not all grids are listed."""
    return t("grid_work.listed", listed=f"{len(rows):,}") if total > len(rows) else ""


def _size_words(rows: pd.DataFrame) -> list[str]:
    """Return what the standard says of each grid (columns kind, households)."""
    return [
        word("grid_size", _size(kind, households))
        for kind, households in zip(rows["kind"], rows["households"], strict=True)
    ]


def _load(rows: pd.DataFrame) -> pd.Series:
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
