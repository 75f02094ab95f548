"""The switch for what figures are compared with, kept in the URL as `compare`."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data_access import cases
from data_access.indicators import Indicator
from data_access.places import areas
from data_access.selection.comparison import COMPARISONS, Comparison, comparison
from ui.session import address, state
from ui.session.source import place_names
from ui.session.view import View
from ui.words.text import t

ANOTHER_PLACE = "place"
EARLIER = ("previous", "year")
"""The comparisons of the same places with themselves: 环比, 同比."""


def comparison_switch(view: View) -> Comparison:
    """Draw the switch and return what is compared with: the period before unless chosen otherwise."""
    drawn = (
        view.selection.within is not None
    )  # residents of a shape are not known, so places cannot be compared
    others = {} if drawn else _other_places(view)
    names = [name for name in COMPARISONS if name != "city" or (view.selection.streets and not drawn)]
    kinds = {kind: t(f"compare.{kind}") for kind in ([*names, ANOTHER_PLACE] if others else names)}
    asked = address.parameter("compare") or COMPARISONS[0]
    if asked not in (*names, *others):
        if not drawn:
            st.warning(t("compare.unknown"))
        asked = COMPARISONS[0]
    if address.is_news("compare") or st.session_state.get(state.COMPARE) not in kinds:
        st.session_state[state.COMPARE] = asked if asked in names else ANOTHER_PLACE
        st.session_state[state.COMPARE_PLACE] = asked if asked in others else next(iter(others), None)
    left, right, _ = st.columns([1.2, 1.2, 2])
    chosen = left.selectbox(t("compare.label"), list(kinds), key=state.COMPARE, format_func=kinds.__getitem__)
    if chosen == ANOTHER_PLACE:
        chosen = right.selectbox(
            t("compare.place"), list(others), key=state.COMPARE_PLACE, format_func=others.__getitem__
        )
    address.set_parameter("compare", None if chosen == COMPARISONS[0] else chosen)
    return comparison(view.selection, chosen)


def earlier_period(view: View) -> Comparison:
    """Draw a choice of the earlier periods and return the one chosen, the period before unless the URL says else.

    A comparison with a place, kept from another page, stays in the URL until an earlier period is chosen here.
    """
    kinds = {name: t(f"compare.{name}") for name in EARLIER}
    asked = address.parameter("compare")
    shown = asked if asked in kinds else EARLIER[0]
    address.follow("compare", state.COMPARE_PERIOD, shown)
    chosen = st.selectbox(
        t("compare.label"), list(kinds), key=state.COMPARE_PERIOD, format_func=kinds.__getitem__, width=200
    )
    if chosen != shown:
        address.set_parameter("compare", None if chosen == EARLIER[0] else chosen)
    return comparison(view.selection, chosen)


def against(view: View, other: Comparison) -> str:
    """Return in words what is compared with."""
    if other.in_time:
        start, last = other.selection.start.isoformat(), other.selection.last_day.isoformat()
        return t(f"compare.against_{other.name}", start=start, last=last)
    return t("compare.against_place", name=place_compared(view, other))


def beside(view: View, other: Comparison) -> str:
    """Return in words what the lines and columns of a comparison stand for."""
    if other.in_time:
        start, last = other.selection.start.isoformat(), other.selection.last_day.isoformat()
        return t("compare.beside_time", start=start, last=last)
    return t("compare.beside_place", name=place_compared(view, other))


def place_compared(view: View, other: Comparison) -> str:
    """Return the name of the place that is compared with."""
    return view.dataset.city_name if other.name == "city" else view.names[other.name]


def comparable(indicator: Indicator, other: Comparison) -> bool:
    """Tell whether a figure can be held against the comparison: counts only against the same places."""
    return other.in_time or indicator.unit != "count"


def scale(view: View, other: Comparison) -> float | None:
    """Return by what counts of the comparison are multiplied to stand beside the selection's.

    1 where the same places are compared, else the residents here ÷ there; None where either is not known.
    """
    if other.in_time:
        return 1.0
    here, there = (
        view.fetch(areas.population, selection)["residents"].iloc[0]
        for selection in (view.selection, other.selection)
    )
    return None if pd.isna(here) or pd.isna(there) or not there else float(here) / float(there)


def count_note(other: Comparison) -> str:
    """Return how counts of the comparison were brought beside the selection's."""
    return t("compare.moved" if other.in_time else "compare.scaled")


def aligned(rows: pd.DataFrame, view: View, other: Comparison) -> pd.DataFrame:
    """Return rows of the comparison (column `at`) moved to the dates of the selection that they stand beside."""
    moved = pd.to_datetime(rows["at"])
    if other.name == "year":
        moved = moved + pd.DateOffset(years=1)
    elif other.name == "previous" and view.selection.start.day == other.selection.start.day == 1:
        months = 12 * (view.selection.start.year - other.selection.start.year)
        moved = moved + pd.DateOffset(
            months=months + view.selection.start.month - other.selection.start.month
        )
    elif other.name == "previous":
        moved = moved + pd.Timedelta(days=(view.selection.start - other.selection.start).days)
    return rows.assign(at=moved)


def reported_beside(view: View, other: Comparison, unit: str) -> pd.DataFrame | None:
    """Return at and reported of the comparison, brought beside the selection's; None where that cannot be."""
    factor = scale(view, other)
    if factor is None:
        return None
    rows = view.fetch(cases.flow, other.selection, unit)[["at", "reported"]]
    return aligned(rows.assign(reported=(rows["reported"] * factor).round(1)), view, other)


def _other_places(view: View) -> dict[str, str]:
    """Return the places at the level of the selected ones that are not selected."""
    level, codes = view.selection.finest()
    places = place_names(view.source)
    offered = places[(places["level"] == level) & ~places["code"].isin(codes)]
    parents = offered["parent_code"].map(view.names) if level != "street_office" else None
    names = offered["name"] if parents is None else parents.fillna("") + " · " + offered["name"]
    return dict(zip(offered["code"], names, strict=True))
