"""What is recorded of the activities that are selected."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data_access import activities
from data_access.places import areas
from ui.session.view import View
from ui.words.text import t


def recorded(view: View) -> set[str]:
    """Return the columns of activities that are known for any of those selected, `residents` among them."""
    counts = view.fetch(activities.recorded, view.selection).iloc[0]
    residents = view.fetch(areas.population, view.selection)["residents"].iloc[0]
    return set(counts.index[counts > 0]) | (set() if pd.isna(residents) else {"residents"})


def not_recorded(known: set[str]) -> None:
    """Say in one line what these activities do not have recorded, and that its charts are left out."""
    unknown = [name for name in (*activities.RECORDED, "residents") if name not in known]
    if unknown:
        names = t("words.comma").join(t(f"activities.part.{name}") for name in unknown)
        st.caption(t("activities.not_recorded", names=names))
