"""What the map page says of places: a figure and colour for each area drawn, and the selected place's own figures."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from data_access import areas, cases
from data_access.indicators import CASE_INDICATORS, REPORTED_PER_1000, Indicator
from ui.filters import select_above
from ui.maps import classes
from ui.maps.legends import Legend
from ui.numbers import MISSING, figure
from ui.tables import heading
from ui.text import t
from ui.view import View


def coloured_areas(view: View, level: str, indicator: Indicator) -> tuple[pd.DataFrame, Legend]:
    """Return the places that have an outline, with figure and colour, and the legend."""
    outlines = view.fetch(areas.outlines, view.selection, level).dropna(subset=["outline"])
    measured = view.fetch(cases.by_place, view.selection, level).drop(columns=["name", "residents"])
    table = outlines.merge(measured, on="code").reset_index(drop=True)
    values = indicator.of(table)
    words = partial(figure, indicator)
    colours, legend = classes.classify(values, words, heading(indicator), t("map.no_data"))
    table["value"] = values
    table["colour"] = colours
    table["figure"] = [
        t("map.tip", figure=t(f"indicator.{indicator.key}.name"), value=figure(indicator, value))
        for value in values
    ]
    return table, legend


def side_panel(view: View) -> None:
    """Draw the selected place's own figures and the way back up."""
    st.subheader(view.full_place_words(), anchor=False)
    now = view.fetch(cases.figures, view.selection)
    population = view.fetch(areas.population, view.selection).iloc[0]
    now["residents"] = population["residents"]
    lines = [
        (t(f"indicator.{item.key}.name"), figure(item, item.value(now)))
        for item in (*CASE_INDICATORS, REPORTED_PER_1000)
    ]
    lines[:0] = [
        (t("column.residents"), _count(population["residents"])),
        (t("column.households"), _count(population["households"])),
        (
            t("column.area_km2"),
            MISSING if pd.isna(population["area_km2"]) else f"{population['area_km2']:,.2f}",
        ),
    ]
    table = pd.DataFrame(lines, columns=[t("map.figure"), t("map.value")])
    st.dataframe(table, hide_index=True, height="content")
    if view.selection.streets and st.button(t("map.up"), icon=":material/arrow_upward:"):
        select_above(view.selection)


def _count(number: float | None) -> str:
    return MISSING if pd.isna(number) else f"{number:,.0f}"
