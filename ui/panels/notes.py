"""What is missing, and what to do."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ui.words.text import in_short, inert, t, word

MISSING_NAMED = 10  # places without an outline: more than these are counted, not listed


def not_drawn(places: pd.DataFrame, level: str) -> None:
    """Say how many of the places of a map (columns name, outline) have no outline, and which where they are few."""
    names = places.loc[places["outline"].isna(), "name"]
    if names.empty:
        return
    words = {"count": len(names), "level": word("level", level).lower()}
    listed = t("words.comma").join(map(inert, names)) if len(names) <= MISSING_NAMED else None
    st.caption(t("map.not_drawn_named", names=listed, **words) if listed else t("map.not_drawn", **words))


def empty(words: str) -> None:
    """Draw an empty state: what is missing, and what to do."""
    st.info(inert(words), icon=":material/inbox:")


def lacking(table: str) -> None:
    """Draw the empty state of what cannot be told because the data set has no row in a table."""
    empty(t("empty.table", table=t(f"table.{table}")))


def empty_panel(title: str, words: str) -> None:
    """Draw a panel that has nothing to show, and say why."""
    with st.container(border=True, height="stretch"):
        st.subheader(**in_short(title), anchor=False)
        empty(words)
