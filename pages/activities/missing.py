"""The places without activities, and those where far fewer take part than in the whole city."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data_access import activities
from data_access.indicators import PARTICIPANTS_PER_1000
from data_access.places import areas
from ui.panels.tables import table_panel
from ui.session.source import place_names
from ui.session.view import View, known_level, level_of_places
from ui.words import numbers
from ui.words.tables import column, heading, worded
from ui.words.text import t, word

ONE_LEVEL_FINER = {"street_office": "community", "community": "grid", "grid": "grid"}


def missing_places(view: View) -> None:
    """List the places without activities, and those where far fewer take part than in the whole city."""
    level = known_level(view, ONE_LEVEL_FINER[level_of_places(view)])
    places = view.fetch(activities.by_place, view.selection, level)
    rate = _whole_rate(view)
    found = activities.lacking(places, rate)
    title, said = t("activities.missing"), _missing_words(places, found, rate, level)
    if found.empty:
        with st.container(border=True):
            st.subheader(title, anchor=False)
            st.write(said)
        return
    note = f"{said}{t('activities.missing_note')}"
    table_panel(view, "missing", title, missing_table(view, found), note=note, categories=False)


def _missing_words(places: pd.DataFrame, found: pd.DataFrame, rate: float | None, level: str) -> str:
    """Return how many of the places are without activities or far below the city."""
    counts = found["standing"].value_counts()
    return t(
        "activities.missing_none" if rate is None else "activities.missing_counts",
        places=f"{len(places):,}",
        level=word("level", level),
        none=f"{counts.get('none', 0):,}",
        below=f"{counts.get('far_below', 0):,}",
        rate=numbers.figure(PARTICIPANTS_PER_1000, rate),
        share=f"{activities.FAR_BELOW:.0%}",
    )


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


def _whole_rate(view: View) -> float | None:
    """Return participants per 1,000 residents in all places that the user may see, None where not known."""
    everywhere = view.selection.everywhere()
    whole = view.fetch(activities.figures, everywhere)
    whole["residents"] = view.fetch(areas.population, everywhere)["residents"]
    return PARTICIPANTS_PER_1000.value(whole)
