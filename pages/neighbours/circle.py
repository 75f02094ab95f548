"""The red circle of friends (红色朋友圈): the organisations around a community, and whom each reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from data_access import activities, neighbours
from pages.neighbours.charts import MOST_DRAWN, network
from pages.neighbours.groups import whole
from ui.filters.choosers import linked_choice
from ui.panels.charts import chart_panel
from ui.panels.notes import empty
from ui.panels.tables import table_panel
from ui.session import state
from ui.session.view import View
from ui.words.names import told_apart
from ui.words.periods import twelve_months
from ui.words.tables import column
from ui.words.text import inert_line, t, word

COUNTED = ("activities", "organised", "partnered", "participants")
ROLES = ("partnered", "organised", "both")


def red_circle(view: View) -> None:
    """Draw the circle of one community, and of several communities the organisations that reach them.

    A circle is told over twelve months at least, and for the whole of a community.
    """
    period = replace(twelve_months(view.selection), grids=())
    wide = View(view.source, period)
    communities = wide.fetch(neighbours.circles, period)
    if communities.empty:
        held = wide.fetch(activities.figures, period)["activities"].iloc[0]
        empty(
            t("neighbours.no_circle") if held else t("neighbours.no_activities", period=wide.period_words())
        )
        return
    code = chosen_community(community_names(communities))
    own = View(view.source, period.at_place("community", code))
    circle(own, inert_line(view.names[code]))
    if len(communities) > 1:
        reach(wide)


def community_names(communities: pd.DataFrame) -> dict[str, str]:
    """Return the communities' names after their street offices' by code, in the order given."""
    names = [
        name if pd.isna(above) else f"{above} · {name}"
        for above, name in zip(communities["street_office"], communities["name"], strict=True)
    ]
    return told_apart(dict(zip(communities["code"], map(inert_line, names), strict=True)), {})


def chosen_community(names: Mapping[str, str]) -> str:
    """Draw the choice of a community, kept in the URL as `circle`; the first is meant without a choice."""
    if len(names) == 1:
        return next(iter(names))
    return linked_choice(
        "circle",
        state.CIRCLE,
        t("neighbours.circle_of"),
        names,
        unknown="neighbours.circle_unknown",
        widget=partial(st.selectbox, width=420),
    )


def circle(view: View, name: str) -> None:
    """Draw the organisations around a community and the kinds of activity that they take part in."""
    table, links = circle_tables(view.fetch(neighbours.circle, view.selection))
    drawn = table.head(MOST_DRAWN)
    organisation, count = column("neighbours.organisation"), column("activities")
    chart = network(
        drawn,
        links[links[organisation].isin(drawn[organisation])],
        name,
        names=(organisation, column("activity_kind"), count, column("neighbours.role")),
        words=[t("neighbours.times", count=number) for number in drawn[count]],
        roles=[t(f"neighbours.role.{role}") for role in ROLES],
    )
    details = {"count": f"{len(table):,}", "shown": len(drawn), "period": view.period_words()}
    note = t("neighbours.circle_note", **details)
    chart_panel(view, "circle", t("neighbours.circle_drawn"), chart, table, note=note, categories=False)


def circle_tables(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of `neighbours.circle` in words: organisations, most active first, and their links to kinds."""
    organisation, kind, count = (
        column("neighbours.organisation"),
        column("activity_kind"),
        column("activities"),
    )
    links = pd.DataFrame(
        {
            organisation: rows["organisation"].map(inert_line),
            kind: [word("activity_kind", "unknown" if pd.isna(name) else name) for name in rows["kind"]],
            count: whole(rows["activities"]),
        }
    ).sort_values([count, kind], ascending=[False, True], ignore_index=True)
    counts = {name: pd.to_numeric(rows[name]) for name in COUNTED}
    sums = rows.assign(**counts).groupby("organisation")[list(COUNTED)].sum(min_count=1)
    sums = sums.sort_values(["activities", "participants"], ascending=False, kind="stable")
    joined = links.assign(words=links[kind] + " " + links[count].astype(str))
    words = joined.groupby(organisation, sort=False)["words"].agg(t("words.comma").join)
    names = pd.Series(sums.index.map(inert_line))
    table = pd.DataFrame({organisation: names, column("neighbours.role"): role_words(sums)} | counted(sums))
    table[column("neighbours.kinds")] = names.map(words)
    return table, links


def reach(view: View) -> None:
    """List the organisations by how many communities, activities and participants they reach."""
    rows = view.fetch(neighbours.reach, view.selection)
    names = {
        column("neighbours.organisation"): rows["organisation"].map(inert_line),
        column("neighbours.role"): role_words(rows),
    }
    table = pd.DataFrame(
        names | {column("neighbours.communities"): whole(rows["communities"])} | counted(rows)
    )
    details = {"count": f"{int(rows['in_all'].iloc[0]):,}", "shown": f"{len(rows):,}"}
    note = t("neighbours.reach_note", period=view.period_words(), **details)
    table_panel(view, "reach", t("neighbours.reach"), table, note=note, categories=False)


def counted(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Return activities, those organised and partnered in, and participants by their headings."""
    headings = (
        column("activities"),
        column("neighbours.organised"),
        column("neighbours.partnered"),
        column("participants"),
    )
    return {
        name: whole(rows[key]).reset_index(drop=True) for name, key in zip(headings, COUNTED, strict=True)
    }


def role_words(rows: pd.DataFrame) -> list[str]:
    """Return in words whether organisations helped, organised, or did both."""
    organised, partnered = (pd.to_numeric(rows[name]).fillna(0) > 0 for name in ("organised", "partnered"))
    roles = [
        "both" if a and b else "organised" if a else "partnered"
        for a, b in zip(organised, partnered, strict=True)
    ]
    return [t(f"neighbours.role.{role}") for role in roles]
