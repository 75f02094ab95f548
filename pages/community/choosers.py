"""Which community a portrait shows, and which one beside it."""

from __future__ import annotations

import streamlit as st

from ui.filters.choosers import linked_option
from ui.filters.moves import select_place
from ui.session import state
from ui.session.source import place_names
from ui.session.view import View
from ui.words.names import told_apart
from ui.words.text import t


def community_chooser(view: View) -> str | None:
    """Return the community to portray: the first one selected, else the one chosen here, None before a choice."""
    if view.selection.communities:
        return view.selection.communities[0]
    offered = _communities(view, within=view.selection.streets)
    chosen = st.selectbox(
        t("community.which"),
        list(offered),
        index=None,
        format_func=offered.__getitem__,
        placeholder=t("community.which_help"),
        key="community_which",
    )
    if chosen:
        select_place(view.selection, "community", chosen)
    return None


def beside_chooser(view: View, code: str) -> str | None:
    """Draw the choice of a second community, kept in the URL as `beside`; None for none."""
    offered = {other: name for other, name in _communities(view).items() if other != code}
    return linked_option(
        "beside",
        state.BESIDE,
        t("community.beside"),
        offered,
        unknown="community.beside_unknown",
        placeholder=t("community.beside_help"),
    )


def _communities(view: View, within: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the communities by code, each named with its street office, of all street offices or some."""
    places = place_names(view.source)
    rows = places[places["level"] == "community"]
    rows = rows[rows["parent_code"].isin(within)] if within else rows
    names = rows["parent_code"].map(view.names).fillna("") + " · " + rows["name"]
    return told_apart(dict(zip(rows["code"], names, strict=True)), {})
