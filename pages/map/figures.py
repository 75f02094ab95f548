"""The selected place's own figures, beside the map."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data_access import cases
from data_access.indicators import CASE_INDICATORS, REPORTED_PER_1000
from data_access.places import areas
from ui.panels.areas import count_words
from ui.panels.tables import grid
from ui.session.view import View
from ui.words.numbers import MISSING, figure
from ui.words.tables import column
from ui.words.text import in_short, t

WIDTHS = (200, 96)
"""Of the names of figures, whose words are longer, and of their values, in pixels."""


def side_panel(view: View) -> None:
    """Draw the selected place's own figures."""
    st.subheader(**in_short(view.full_place_words()), anchor=False)
    now = view.fetch(cases.figures, view.selection)
    population = view.fetch(areas.population, view.selection).iloc[0]
    now["residents"] = population["residents"]
    lines = [
        (t(f"indicator.{item.key}.name"), figure(item, item.value(now)))
        for item in (*CASE_INDICATORS, REPORTED_PER_1000)
    ]
    lines[:0] = [
        (column("residents"), count_words(population["residents"])),
        (column("households"), count_words(population["households"])),
        (
            column("area_km2"),
            MISSING if pd.isna(population["area_km2"]) else f"{population['area_km2']:,.2f}",
        ),
    ]
    table = pd.DataFrame(lines, columns=[t("map.figure"), t("map.value")])
    widths = {name: st.column_config.Column(width=wide) for name, wide in zip(table, WIDTHS, strict=True)}
    grid("place", table, height="content", column_config=widths)
