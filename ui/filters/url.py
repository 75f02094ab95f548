"""What is selected, from the URL into the widgets and back into the URL."""

from __future__ import annotations

from datetime import date

import streamlit as st

from data_access import cases
from data_access.selection import Selection
from data_access.selection.periods import DEFAULT_PERIOD, period_name, preset_period
from data_access.selection.query_string import Ignored, KnownCodes, from_query, to_query
from ui.session import address, state
from ui.session.source import Source, known_codes
from ui.session.view import selected
from ui.words.text import DEFAULT_LANGUAGE, LANGUAGES, inert, language, t


def url_notes() -> None:
    """Say which values of the URL were ignored."""
    for note in st.session_state.get(state.URL_NOTES, ()):
        st.warning(t(f"filter.ignored_{note.reason}", parameter=note.parameter, value=inert(note.value[:60])))


def adopt_url(source: Source, today: date) -> None:
    """Fill the widgets from a new URL or from a selection that a page asked for."""
    if pending := st.session_state.pop(state.PENDING_SELECTION, None):
        _fill(with_parents(pending, known_codes(source)), today)
        return
    incoming = {name: st.query_params.get_all(name) for name in st.query_params}
    written = st.session_state.get(state.WRITTEN_QUERY)
    # A page without any parameter is one just turned to, which keeps the filters, or one gone back to.
    gone_back = not incoming and not st.session_state[state.TURNED]
    if written is None or (incoming != written and (incoming or gone_back)):
        selection, ignored = selected(source, incoming)
        asked = incoming.get("lang", [DEFAULT_LANGUAGE])[-1]
        if asked in LANGUAGES and incoming.get("lang"):
            st.session_state[state.LANGUAGE] = asked
        address.adopt(incoming)
        st.session_state[state.URL_NOTES] = ignored + _unknown_case(source, selection)
        _fill(selection, today)


def _unknown_case(source: Source, selection: Selection) -> list[Ignored]:
    """Close the case that the URL names, and return it, where this user has no such case."""
    number = address.parameter("case")
    if number is None or (number.isprintable() and len(source.fetch(cases.one, selection, number))):
        return []
    address.forget("case")
    return [Ignored("case", number, "unknown")]


def with_parents(selection: Selection, known: KnownCodes) -> Selection:
    codes = to_query(selection)
    return from_query(codes, known, selection.last_day, selection.allowed)[0]


def _fill(selection: Selection, today: date) -> None:
    st.session_state[state.STREETS] = list(selection.streets)
    st.session_state[state.COMMUNITIES] = list(selection.communities)
    st.session_state[state.GRIDS] = list(selection.grids)
    st.session_state[state.CATEGORIES] = list(selection.categories)
    st.session_state[state.CASE_LEVELS] = list(selection.levels)
    st.session_state[state.UNITS] = list(selection.units)
    st.session_state[state.PERIOD] = period_name(selection.start, selection.end, today)
    st.session_state[state.FIRST_DAY], st.session_state[state.LAST_DAY] = selection.start, selection.last_day


def query_of(selection: Selection, today: date) -> dict[str, list[str]]:
    """Return what the URL says of a selection and the language; what is the default is left out."""
    query = to_query(selection)
    if (selection.start, selection.end) == preset_period(DEFAULT_PERIOD, today):
        del query["from"], query["to"]
    if language() != DEFAULT_LANGUAGE:
        query["lang"] = [language()]
    return query


def write_url(selection: Selection, today: date) -> None:
    query = query_of(selection, today)
    query |= {name: [value] for name, value in address.written().items()}
    changed = st.session_state.get(state.WRITTEN_QUERY) not in (None, query)
    if changed:
        st.session_state[state.URL_NOTES] = []
    st.session_state[state.WRITTEN_QUERY] = query
    asked = {name: st.query_params.get_all(name) for name in st.query_params}
    if asked != query:
        st.query_params.from_dict(query)
    elif changed and not st.session_state[state.TURNED]:
        # A link to the page that one is on leaves the browser's address as it was.
        st.query_params.from_dict(asked)


def url_selection(source: Source) -> tuple[Selection, list[Ignored]]:
    """Return what the URL selects, and its values that were ignored, where no filter bar is drawn."""
    incoming = {name: st.query_params.get_all(name) for name in st.query_params}
    return selected(source, incoming)
