"""The switch for what figures are compared with, kept in the URL as `compare`."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from data_access import cases
from data_access.indicators import Indicator
from data_access.places import areas
from data_access.selection.buckets import moved_to, unfinished
from data_access.selection.comparison import COMPARISONS, Comparison, comparison
from ui.filters.chips import chip_of_comparison
from ui.session import address, state
from ui.session.shown import shown
from ui.session.source import place_names
from ui.session.view import View, span_words
from ui.words.text import in_short, sentences, t

ANOTHER_PLACE = "place"
CHOOSER_WIDTH = 166  # pixels
EARLIER = ("previous", "year")
"""The comparisons of the same places with themselves: 环比, 同比."""


def comparison_switch(view: View) -> Comparison:
    """Draw the switch and return what is compared with: the period before unless chosen otherwise."""
    drawn = (
        view.selection.within is not None
    )  # residents of a shape are not known, so places cannot be compared
    others = {} if drawn else _other_places(view)
    names = [name for name in COMPARISONS if name != "city" or (of_city(view) and not drawn)]
    kinds = {kind: t(f"compare.{kind}") for kind in ([*names, ANOTHER_PLACE] if others else names)}
    asked = address.parameter("compare") or COMPARISONS[0]
    if asked not in (*names, *others):
        if not drawn:
            st.warning(t("compare.unknown"))
        asked = COMPARISONS[0]
    if address.is_news("compare") or st.session_state.get(state.COMPARE) not in kinds:
        st.session_state[state.COMPARE] = asked if asked in names else ANOTHER_PLACE
        st.session_state[state.COMPARE_PLACE] = asked if asked in others else next(iter(others), None)
    with st.session_state[state.COMPARISON_PLACE]:
        chosen = _chooser("label", state.COMPARE, kinds)
        if chosen == ANOTHER_PLACE:
            chosen = _chooser("place", state.COMPARE_PLACE, others)
    return _set(view, chosen)


def of_city(view: View) -> bool:
    """Tell whether a part of the city is selected by a reader who may see all of it, to compare with it."""
    return bool(view.selection.streets) and view.source.limit is None


def earlier_period(view: View) -> Comparison:
    """Draw a choice of the earlier periods and return the one chosen, the period before unless the URL says else.

    A comparison with a place, kept from another page, stays in the URL until an earlier period is chosen here.
    """
    kinds = {name: t(f"compare.{name}") for name in EARLIER}
    asked = address.parameter("compare")
    known = asked if asked in kinds else EARLIER[0]
    address.follow("compare", state.COMPARE_PERIOD, known)
    with st.session_state[state.COMPARISON_PLACE]:
        chosen = _chooser("label", state.COMPARE_PERIOD, kinds)
    return _said(view, compared(view, chosen)) if chosen == known else _set(view, chosen)


def _chooser(name: str, key: str, offered: Mapping[str, str]) -> str:
    return st.selectbox(
        t(f"compare.{name}"), list(offered), key=key, format_func=offered.__getitem__, width=CHOOSER_WIDTH
    )


def _set(view: View, chosen: str) -> Comparison:
    """Put a comparison into the URL and say beside the filters which it is, where it is not the usual one."""
    address.set_parameter("compare", None if chosen == COMPARISONS[0] else chosen)
    other = compared(view, chosen)
    if chosen != COMPARISONS[0]:
        chip_of_comparison(t("compare.chip", compared=view.against(other).compared_words()))
    return _said(view, other)


def _said(view: View, other: Comparison) -> Comparison:
    """Write beside the page's title what is compared with, and of a period that is not over the part that is known."""
    words = t("title.against", compared=view.against(other).compared_words())
    if other.in_time and other.of != view.selection:
        words = t("compare.of_part", period=span_words(other.of), against=words)
    shown().compared = words
    with st.session_state[state.HEADING_PLACE]:
        st.caption(**in_short(words), width="content")
    return other


def compared(view: View, name: str) -> Comparison:
    """Return the comparison of a name, of the part of the period that is known: up to the as-of day."""
    return comparison(view.selection.until(view.dataset.as_of.date()), name)


def against(view: View, other: Comparison) -> str:
    """Return in words what the arrows of figures compare: both spans, and how unequal ones are compared."""
    if not other.in_time:
        return t("compare.against_place", name=view.place_compared(other))
    spans = {"period": span_words(other.of), "compared": view.against(other).compared_words()}
    return sentences(t("compare.against_time", **spans), uneven_words(other))


def beside(view: View, other: Comparison) -> str:
    """Return in words what the lines and columns of a comparison stand for."""
    return t("compare.beside", compared=view.against(other).compared_words())


def uneven_words(other: Comparison) -> str:
    """Return how counts of spans of unequal length are compared; nothing where they are equal."""
    if other.pace == 1:
        return ""
    return t("compare.uneven", days=other.of.days, compared=other.selection.days)


def line_words(view: View, other: Comparison) -> str:
    """Return what the dashed line over time is, and how its counts were brought beside the selection's."""
    line = t("compare.line_note", compared=view.against(other).compared_words())
    return line if other.in_time else sentences(line, t("compare.scaled"))


def tick_words(view: View, other: Comparison) -> str:
    """Return what the ticks of a chart mark, and how its counts were brought beside the selection's."""
    compared = view.against(other).compared_words()
    note = t("compare.tick_note", compared=compared)
    return sentences(note, uneven_words(other) if other.in_time else t("compare.scaled"))


def comparable(indicator: Indicator, other: Comparison) -> bool:
    """Tell whether a figure can be held against the comparison: counts only against the same places."""
    return other.in_time or indicator.unit != "count"


def overdue_beside(view: View, other: Comparison) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Return the row of what is overdue now, and that of the same moment of the earlier period where there is one."""
    as_of = view.dataset.as_of
    then = other.moment(as_of)
    now = view.fetch(cases.stock, view.selection, as_of)
    return now, None if then is None else view.fetch(cases.overdue_then, view.selection, then)


def scale(view: View, other: Comparison) -> float | None:
    """Return by what counts of the comparison's whole period are multiplied to stand beside the selection's.

    The days here ÷ the days there; of other places also the residents here ÷ there, None where either is not known.
    """
    residents = scale_of_places(view, other)
    return None if residents is None else residents * other.pace


def scale_of_places(view: View, other: Comparison) -> float | None:
    """Return by what counts of the comparison are multiplied for its places: 1 for the same, else by residents."""
    if other.in_time:
        return 1.0
    here, there = (
        view.fetch(areas.population, selection)["residents"].iloc[0]
        for selection in (view.selection, other.selection)
    )
    return None if pd.isna(here) or pd.isna(there) or not there else float(here) / float(there)


def reported_beside(view: View, other: Comparison, unit: str) -> pd.DataFrame | None:
    """Return at and reported of the comparison as of `brought_beside`; None where places cannot be compared."""
    factor = scale_of_places(view, other)
    if factor is None:
        return None
    rows = view.fetch(cases.flow, other.selection, unit)[["at", "reported"]]
    return brought_beside(view, other, unit, rows.assign(reported=(rows["reported"] * factor).round(1)))


def brought_beside(view: View, other: Comparison, unit: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows (column `at`) of the comparison, each beside the day, week or month of the same position.

    Those that either period or the as-of moment cuts are left out.
    """
    as_of = view.dataset.as_of
    rows = rows[~unfinished(rows["at"], unit, other.selection, as_of)]
    if other.in_time:
        a_year = other.name == "year"
        rows = rows.assign(at=moved_to(rows["at"], unit, other.selection, other.of, a_year=a_year))
    rows = rows.dropna(subset=["at"])
    return rows[~unfinished(rows["at"], unit, other.of, as_of)]


def _other_places(view: View) -> dict[str, str]:
    """Return the places at the level of the selected ones that are not selected."""
    level, codes = view.selection.finest()
    places = place_names(view.source)
    offered = places[(places["level"] == level) & ~places["code"].isin(codes)]
    return {code: view.labels[code] for code in offered["code"]}
