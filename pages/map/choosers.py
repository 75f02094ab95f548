"""What the map page is to say of places: the choosers above the map, each kept in the URL."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from data_access.indicators import MAP_INDICATORS, ON_TIME, REPORTED, REPORTED_PER_1000, Indicator
from data_access.places import areas
from data_access.selection.comparison import Comparison
from ui.filters.choosers import linked_choice
from ui.filters.comparison import earlier_period
from ui.maps.classes import COUNTS, DEFAULT, SCHEMES, Grading
from ui.panels.figures import linked_indicator
from ui.session import address, state
from ui.session.view import View
from ui.words.text import t

MODES = ("now", "change", "pair", "beside")
"""现状, 变化, 双指标, 前后对比."""

UNKNOWN = "map.unknown_value"
"""What is said of a value of the URL that is not offered."""

COUNTS_ABOUT_ZERO = [count for count in COUNTS if count % 2]


@dataclass(frozen=True)
class Reading:
    """What the map is to say: its mode (one of `MODES`), the figure, and what else the mode needs.

    `second` is the other figure of a pair, `other` the earlier period of a change or of maps side by side.
    """

    mode: str
    indicator: Indicator
    second: Indicator | None = None
    other: Comparison | None = None
    grading: Grading = DEFAULT
    smooth: bool = False


def reading_choosers(view: View) -> Reading:
    """Draw the choosers and return what they say; those that a mode does not need are not shown."""
    modes = {name: t(f"map.modes.{name}") for name in MODES}
    mode = linked_choice("map", state.MAP_MODE, t("map.mode"), modes, unknown=UNKNOWN)
    indicator = linked_indicator("figure", state.FIGURE, t("map.colour_by"), MAP_INDICATORS, _usual(view))
    second = _second(indicator) if mode == "pair" else None
    other = earlier_period(view) if mode in ("change", "beside") else None
    smooth = _smooth() if mode == "now" and indicator.denominator else False
    grading = DEFAULT if mode == "pair" else _grading(mode)
    return Reading(mode, indicator, second, other, grading, smooth)


def _usual(view: View) -> Indicator:
    """Return what a map shows at first: cases per 1,000 residents, for a count tells most of where many people live."""
    residents = view.fetch(areas.population, view.selection.everywhere())["residents"].iloc[0]
    return REPORTED if pd.isna(residents) or not residents else REPORTED_PER_1000


def _second(first: Indicator) -> Indicator:
    offered = [indicator for indicator in MAP_INDICATORS if indicator != first]
    usual = REPORTED_PER_1000 if first == ON_TIME else ON_TIME
    return linked_indicator("second", state.SECOND, t("map.second"), offered, usual, MAP_INDICATORS)


def _smooth() -> bool:
    asked = address.parameter("smooth")
    if asked not in (None, "1"):
        st.warning(t(UNKNOWN))
    address.follow("smooth", state.MAP_SMOOTH, asked == "1")
    chosen = st.toggle(t("map.smooth"), key=state.MAP_SMOOTH, help=t("map.smooth_help"))
    address.set_parameter("smooth", "1" if chosen else None)
    return chosen


def _grading(mode: str) -> Grading:
    """Draw how classes are made, in a small menu that names the present way."""
    asked = address.parameter("classes")
    read = DEFAULT if asked is None else Grading.parse(asked)
    if read is None:
        st.warning(t(UNKNOWN))
        read = DEFAULT
    counts = COUNTS_ABOUT_ZERO if mode == "change" else list(COUNTS)
    count = read.count if read.count in counts else read.count + 1
    news = address.is_news("classes")
    for key, value in ((state.MAP_SCHEME, read.scheme), (state.MAP_COUNT, count)):
        # Given anew at every run: a menu that is closed draws its widgets later, and only from the last run's values.
        st.session_state[key] = value if news else st.session_state.get(key, value)
    if st.session_state[state.MAP_COUNT] not in counts:
        st.session_state[state.MAP_COUNT] = count
    schemes = {name: t(f"map.schemes.{name}") for name in SCHEMES}
    with st.popover(t("map.classes"), icon=":material/tune:"):
        scheme = st.radio(
            t("map.scheme"),
            SCHEMES,
            format_func=schemes.__getitem__,
            captions=[t(f"map.scheme_help.{name}") for name in SCHEMES],
            key=state.MAP_SCHEME,
        )
        count = st.select_slider(t("map.count"), counts, key=state.MAP_COUNT)
        st.caption(t("map.unsteady_source"))
    grading = Grading(scheme, count)
    address.set_parameter("classes", None if grading == DEFAULT else grading.text())
    return grading
