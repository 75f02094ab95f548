"""The places without activities, and those where far fewer take part than in the whole city."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data_access import activities
from data_access.indicators import PARTICIPANTS_PER_1000
from data_access.places import areas
from ui.panels.openings import portraits_opened
from ui.panels.tables import table_panel
from ui.session.source import place_names
from ui.session.view import View, known_level, level_of_places
from ui.words import numbers
from ui.words.tables import column, heading, worded
from ui.words.text import in_short, listed, sentences, t, word

NAMED = 5
"""More places than this whose attendance is partly recorded are counted only."""

ONE_LEVEL_FINER = {"street_office": "community", "community": "grid", "grid": "grid"}


def missing_places(view: View) -> None:
    """List the places without activities, and those where far fewer take part than in the whole city."""
    level = known_level(view, ONE_LEVEL_FINER[level_of_places(view)])
    places = view.fetch(activities.by_place, view.selection, level)
    whole = _whole(view)
    rate = PARTICIPANTS_PER_1000.value(whole)
    found = activities.lacking(places, rate)
    title = t("activities.missing")
    said = sentences(_missing_words(places, found, whole, level), _partly_words(places, level))
    if found.empty:
        with st.container(border=True):
            st.subheader(title, anchor=False)
            st.markdown(**in_short(said))
        return
    note = f"{said}{t('activities.missing_note')}"
    table, opens = missing_table(view, found), portraits_opened(view, level, found["code"])
    table_panel(view, "missing", title, table, note=note, categories=False, opens=opens)


def _missing_words(places: pd.DataFrame, found: pd.DataFrame, whole: pd.DataFrame, level: str) -> str:
    """Return how many of the places are without activities or far below the city."""
    counts, rate = found["standing"].value_counts(), PARTICIPANTS_PER_1000.value(whole)
    return t(
        f"activities.{_missing_key(whole)}",
        places=f"{len(places):,}",
        level=word("level", level),
        none=f"{counts.get('none', 0):,}",
        below=f"{counts.get('far_below', 0):,}",
        rate=numbers.figure(PARTICIPANTS_PER_1000, rate),
        share=f"{activities.FAR_BELOW:.0%}",
    )


def _missing_key(whole: pd.DataFrame) -> str:
    """Return by which words the places are judged, and where they cannot be, why."""
    row = whole.iloc[0]
    if row["activities"] == 0:
        return "missing_at_all"
    if pd.isna(row["residents"]):
        return "missing_none"
    return "missing_uncounted" if pd.isna(row["participants"]) else "missing_counts"


def _partly_words(places: pd.DataFrame, level: str) -> str:
    """Name the places whose activities did not all record their attendance, at most `NAMED` of them."""
    partly = places.loc[activities.partly_counted(places), "name"]
    if partly.empty:
        return ""
    told = {"count": f"{len(partly):,}", "level": word("level", level), "names": listed(partly, NAMED)}
    return t("activities.missing_partly", **told)


def missing_table(view: View, found: pd.DataFrame) -> pd.DataFrame:
    """Return the places that `activities.lacking` found in words, with the place above them."""
    parents = place_names(view.source).set_index("code")["parent_code"]
    above = found["code"].map(parents).map(view.names).fillna("")
    table = worded(found, ["name", "residents", "activities", "participants"])
    if (above != "").any():
        table.insert(0, column("activities.above"), above)
    table.insert(0, column("activities.standing"), [t(f"activities.{name}") for name in found["standing"]])
    table[heading(PARTICIPANTS_PER_1000)] = found["per_1000"].round(1)
    table[column("activities.shortfall")] = found["shortfall"]
    return table


def _whole(view: View) -> pd.DataFrame:
    """Return one row on all places that the user may see: columns of `activities.figures`, and residents."""
    everywhere = view.selection.everywhere()
    whole = view.fetch(activities.figures, everywhere)
    whole["residents"] = view.fetch(areas.population, everywhere)["residents"]
    return whole
