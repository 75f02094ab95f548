"""Which areas are judged, whether they can be, and how that is done, in words."""

from __future__ import annotations

import streamlit as st

from data_access import hotspots
from data_access.hotspots import Judgement
from data_access.places import areas
from data_access.selection import Selection
from ui.filters.choosers import linked_choice
from ui.panels.notes import empty
from ui.session import state
from ui.session.source import Loaded
from ui.session.view import View
from ui.words.text import t

UNITS = ("community", "grid", "hexagon")
USUAL = ("grid", "community", "hexagon")
"""The units, the first that the data set has being chosen at first."""


def unit_chooser(view: View) -> str:
    """Draw the choice of areas, kept in the URL as `areas`; at first grids, or communities where there are no grids."""
    offered = {
        unit: t(f"hotspots.unit.{unit}") for unit in UNITS if unit == "hexagon" or view.has_level(unit)
    }
    usual = next(unit for unit in USUAL if unit in offered)
    label, unknown = t("hotspots.areas"), "hotspots.unit_unknown"
    return linked_choice("areas", state.JUDGED_AREAS, label, offered, unknown=unknown, usual=usual)


def judgement(view: View, unit: str) -> Judgement:
    """Return what is hot and cold among all areas of a unit, whatever places are selected."""
    judged = hotspots.judged_in(view.selection)
    return _judged(view.source.loaded, unit, repr(judged), view, judged)


@st.cache_data(max_entries=100, show_spinner=False)
def _judged(loaded: Loaded, unit: str, name: str, _view: View, _judged_in: Selection) -> Judgement:
    months = [hotspots.month_name(first) for first in hotspots.months_of(_judged_in)]
    if unit != "hexagon":
        counted = _view.fetch(hotspots.by_place, _judged_in, unit)
        return hotspots.judge_places(counted, _view.fetch(areas.outlines, _judged_in, unit), months)
    anything = _judged_in.of_everything()
    counted, studied = (_view.fetch(hotspots.by_square, chosen) for chosen in (_judged_in, anything))
    return hotspots.judge_hexagons(counted, studied, months)


def cannot_judge(judged: Judgement, unit: str) -> bool:
    """Say, where it is so, that areas or months are too few to judge; return whether it is so."""
    if judged.lacking == "areas":
        few = {"areas": judged.areas, "unit": t(f"hotspots.unit.{unit}"), "least": hotspots.FEWEST_AREAS}
        empty(t("hotspots.few_areas", **few))
    elif judged.lacking == "months":
        empty(t("hotspots.few_months", months=judged.months, least=hotspots.FEWEST_MONTHS))
    return judged.lacking is not None


def how_judged(view: View, judged: Judgement, unit: str) -> str:
    """Return in words what was compared with what, over which months."""
    months = hotspots.months_of(hotspots.judged_in(view.selection))
    words = t(
        "hotspots.judged",
        areas=f"{judged.areas:,}",
        unit=t(f"hotspots.unit.{unit}"),
        start=hotspots.month_name(months[0]),
        last=hotspots.month_name(months[-1]),
    )
    by = t(f"hotspots.by.{'hexagon' if unit == 'hexagon' else 'rate' if judged.by_rate else 'count'}")
    left_out = t("hotspots.left_out", count=f"{judged.left_out:,}") if judged.left_out else ""
    return f"{words}{by}{left_out}"


def what_it_means() -> None:
    """Say in plain words how areas are judged, what significance means and what q is."""
    with st.expander(t("hotspots.how"), icon=":material/help:"):
        st.markdown(
            t(
                "hotspots.how_text",
                rate=f"{hotspots.FALSE_DISCOVERY_RATE:.0%}",
                fewest=hotspots.FEWEST_CASES,
                most=hotspots.MOST_MONTHS,
            )
        )
