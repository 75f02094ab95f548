"""What the filter bar is set to, each with the way out of it, and what holds for all figures of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from data_access.database.identity import Dataset
from data_access.selection import Selection
from data_access.selection.periods import DEFAULT_PERIOD
from ui.access.ways import seen_by_all
from ui.session import address, state
from ui.session.source import Source, place_labels
from ui.session.view import category_names, offices_seen, span_words, unit_names
from ui.words.text import inert, language, t, word

SHOWN = 6  # values of one filter that have a chip each; the others share one
NARROWING = ("alert", "before", "hour", "within", "compare", "compound")
"""Parameters of the URL that narrow pages beside the filters."""


def chips(source: Source, selection: Selection, counted: frozenset[str]) -> None:
    """Draw what is set of the filters that count on this page, and the way back to the whole city."""
    places = place_labels(source, language())
    for key, codes in (
        (state.STREETS, selection.streets),
        (state.COMMUNITIES, selection.communities),
        (state.GRIDS, selection.grids),
    ):
        _of_filter(key, codes, places)
    if "period" in counted and st.session_state[state.PERIOD] != DEFAULT_PERIOD:
        _chip("period", span_words(selection), _usual_period)
    if "category" in counted:
        _of_filter(state.CATEGORIES, selection.categories, category_names(source))
    if "level" in counted:
        _of_filter(
            state.CASE_LEVELS, selection.levels, {level: word("level", level) for level in selection.levels}
        )
    if "unit" in counted:
        _of_filter(state.UNITS, selection.units, unit_names(source))
    st.session_state[state.CHIPS_PLACE] = st.container(key="filter_compared", width="content")
    if _anything_set(selection):
        st.button(
            t("filter.clear"),
            key="filters_clear",
            on_click=_clear,
            type="tertiary",
            icon=":material/filter_alt_off:",
        )


def notices(source: Source) -> None:
    """Say up to when the data go, and whether they are a demo's; and to a limited reader what they are of."""
    notes = [notice_words(source.dataset)]
    if source.limit is not None:
        notes.insert(0, inert(t("filter.limited", places=offices_seen(source))))
    with st.container(key="filter_notices", horizontal_alignment="right"):
        st.caption(" · ".join(notes))


def notice_words(dataset: Dataset) -> str:
    """Return up to when the data go, behind what is to be said of them: that they are a demo's, that all may look."""
    notes = [t("page.demo")] if dataset.synthetic else []
    notes += [t("page.open_to_all")] if seen_by_all() else []
    return " · ".join([*notes, t("filter.as_of", as_of=f"{dataset.as_of:%Y-%m-%d %H:%M}")])


def chip_of_comparison(words: str) -> None:
    """Draw what figures are compared with beside the filters that are set."""
    with st.session_state[state.CHIPS_PLACE]:
        _chip("compare", words, _take_away, "compare")


def _of_filter(key: str, codes: tuple[str, ...], names: Mapping[str, str]) -> None:
    for code in codes[:SHOWN]:
        _chip(f"{key}_{code}", names.get(code, code), _take_out, key, (code,))
    if rest := codes[SHOWN:]:
        _chip(f"{key}_others", t("filter.others", count=len(rest)), _take_out, key, rest)


def _chip(key: str, label: str, take_out: Callable[..., None], *given: object) -> None:
    st.button(
        inert(label),
        key=f"chip_{key}",
        icon=":material/close:",
        icon_position="right",
        on_click=take_out,
        args=given,
        help=t("filter.take_out"),
    )


def _take_out(key: str, codes: tuple[str, ...]) -> None:
    st.session_state[key] = [code for code in st.session_state[key] if code not in codes]


def _usual_period() -> None:
    st.session_state[state.PERIOD] = DEFAULT_PERIOD


def _anything_set(selection: Selection) -> bool:
    chosen = (selection.streets, selection.categories, selection.levels, selection.units)
    return (
        any(chosen)
        or st.session_state[state.PERIOD] != DEFAULT_PERIOD
        or any(address.parameter(name) for name in NARROWING)
    )


def _clear() -> None:
    """Go back to the whole city, the usual period and everything in it."""
    for key in (
        *(state.STREETS, state.COMMUNITIES, state.GRIDS),
        *(state.CATEGORIES, state.CASE_LEVELS, state.UNITS),
    ):
        st.session_state[key] = []
    _usual_period()
    for name in NARROWING:
        _take_away(name)


def _take_away(name: str) -> None:
    address.forget(name)
    address.renew(name)
