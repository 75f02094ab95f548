"""The filter bar shared by all pages: URL → widgets → Selection → URL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from data_access import cases, process
from data_access.schema import LEVELS
from data_access.selection import (
    DEFAULT_PERIOD,
    PERIODS,
    Ignored,
    KnownCodes,
    Selection,
    from_query,
    period_name,
    preset_period,
    to_query,
)
from ui.navigation import page_file
from ui.session import address, state
from ui.session.source import Source, known_codes, place_names
from ui.session.view import category_names
from ui.words.text import DEFAULT_LANGUAGE, LANGUAGES, inert, language, t, word

FIRST_DAY = date(1990, 1, 1)  # the calendar offers ten years back from today otherwise


def read_language() -> None:
    """Take the language from the URL before anything is drawn; the switch keeps it afterwards."""
    if state.LANGUAGE not in st.session_state:
        asked = st.query_params.get("lang", DEFAULT_LANGUAGE)
        st.session_state[state.LANGUAGE] = asked if asked in LANGUAGES else DEFAULT_LANGUAGE


def filter_bar(source: Source) -> Selection:
    """Draw the filter bar in the sidebar and return what it selects; the URL follows it."""
    today = source.dataset.as_of.date()
    _adopt_url(source, today)
    _name_opener()
    with st.sidebar:
        selection = _widgets(source, today)
        st.segmented_control(
            t("filter.language"),
            list(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            key=state.LANGUAGE,
            required=True,
        )
    _write_url(selection, today)
    return selection


def _name_opener() -> None:
    """Write on a phone what the button that opens the sidebar is for; Streamlit gives it an icon alone."""
    opener = "[data-testid=stExpandSidebarButton]::after"
    st.html(f"<style>@media (max-width:800px){{{opener}{{content:'{t('filter.open')}'}}}}</style>")


def url_selection(source: Source) -> tuple[Selection, list[Ignored]]:
    """Return what the URL selects, and its values that were ignored, where no filter bar is drawn."""
    incoming = {name: st.query_params.get_all(name) for name in st.query_params}
    return from_query(incoming, known_codes(source), source.dataset.as_of.date())


def select_place(selection: Selection, level: str, code: str) -> None:
    """Put one place, with the places above it, into the filter bar and rerun; used by maps and lists."""
    select_next(selection.at_place(level, code))
    st.rerun()


def select_next(selection: Selection) -> None:
    """Put a selection into the filter bar before the next run; for the callbacks of widgets.

    A compound that was found before is no longer shown.
    """
    st.session_state[state.PENDING_SELECTION] = selection
    address.forget("compound")


def turn_to_cases(source: Source, selection: Selection, **parameters: str) -> None:
    """Turn to the page of cases with a selection and parameters of that page.

    Its URL is given just as the page would write it: another one would be an entry more for the browser's Back.
    """
    query = _query_of(_with_parents(selection, known_codes(source)), source.dataset.as_of.date())
    st.switch_page(
        page_file("cases"), query_params=query | {name: [value] for name, value in parameters.items()}
    )


def open_case(number: str | None) -> None:
    """Open a case by its number, None to close the one that is open, and rerun."""
    address.set_parameter("case", number)
    st.rerun()


def opened_case() -> str | None:
    """Return the number of the case that is open, None for none."""
    return address.parameter("case")


def url_notes() -> None:
    """Say which values of the URL were ignored."""
    for note in st.session_state.get(state.URL_NOTES, ()):
        st.warning(t(f"filter.ignored_{note.reason}", parameter=note.parameter, value=inert(note.value[:60])))


def _adopt_url(source: Source, today: date) -> None:
    """Fill the widgets from a new URL or from a selection that a page asked for."""
    if pending := st.session_state.pop(state.PENDING_SELECTION, None):
        _fill(_with_parents(pending, known_codes(source)), today)
        return
    incoming = {name: st.query_params.get_all(name) for name in st.query_params}
    written = st.session_state.get(state.WRITTEN_QUERY)
    # A page without any parameter is one just turned to, which keeps the filters, or one gone back to.
    gone_back = not incoming and not st.session_state[state.TURNED]
    if written is None or (incoming != written and (incoming or gone_back)):
        selection, ignored = from_query(incoming, known_codes(source), today)
        asked = incoming.get("lang", [DEFAULT_LANGUAGE])[-1]
        if asked in LANGUAGES and incoming.get("lang"):
            st.session_state[state.LANGUAGE] = asked
        address.adopt(incoming)
        st.session_state[state.URL_NOTES] = ignored + _unknown_case(source, selection)
        _fill(selection, today)


def _unknown_case(source: Source, selection: Selection) -> list[Ignored]:
    """Close the case that the URL names, and return it, where this user has no such case."""
    number = address.parameter("case")
    if number is None or (number.isprintable() and len(source.fetch(process.one, selection, number))):
        return []
    address.forget("case")
    return [Ignored("case", number, "unknown")]


def _with_parents(selection: Selection, known: KnownCodes) -> Selection:
    codes = to_query(selection)
    return from_query(codes, known, selection.last_day, selection.allowed)[0]


def _fill(selection: Selection, today: date) -> None:
    st.session_state[state.STREETS] = list(selection.streets)
    st.session_state[state.COMMUNITIES] = list(selection.communities)
    st.session_state[state.GRIDS] = list(selection.grids)
    st.session_state[state.CATEGORIES] = list(selection.categories)
    st.session_state[state.CASE_LEVELS] = list(selection.levels)
    st.session_state[state.PERIOD] = period_name(selection.start, selection.end, today)
    days = (selection.start, selection.last_day)
    st.session_state[state.CUSTOM_PERIOD] = tuple(min(day, today) for day in days)  # what the calendar offers


def _query_of(selection: Selection, today: date) -> dict[str, list[str]]:
    """Return what the URL says of a selection and the language; what is the default is left out."""
    query = to_query(selection)
    if (selection.start, selection.end) == preset_period(DEFAULT_PERIOD, today):
        del query["from"], query["to"]
    if language() != DEFAULT_LANGUAGE:
        query["lang"] = [language()]
    return query


def _write_url(selection: Selection, today: date) -> None:
    query = _query_of(selection, today)
    query |= {name: [value] for name, value in address.written().items()}
    if st.session_state.get(state.WRITTEN_QUERY) not in (None, query):
        st.session_state[state.URL_NOTES] = []
    st.session_state[state.WRITTEN_QUERY] = query
    if {name: st.query_params.get_all(name) for name in st.query_params} != query:
        st.query_params.from_dict(query)


def _widgets(source: Source, today: date) -> Selection:
    names = place_names(source)
    streets = _places(names, "street_office", None, state.STREETS)
    communities = _places(names, "community", streets, state.COMMUNITIES)
    grids = _places(names, "grid", communities, state.GRIDS)
    start, end = _period(today)
    categories = _choices(
        state.CATEGORIES, t("filter.category"), t("filter.all_categories"), category_names(source)
    )
    levels = _choices(state.CASE_LEVELS, t("filter.level"), t("filter.all_levels"), _level_words(source))
    return Selection(
        start=start,
        end=end,
        streets=streets,
        communities=communities,
        grids=grids,
        categories=categories,
        levels=levels,
    )


def _places(names: pd.DataFrame, level: str, above: tuple[str, ...] | None, key: str) -> tuple[str, ...]:
    """Draw the chooser of one level; below the first it offers the places of those chosen above."""
    offered = names[names["level"] == level]
    if above is not None:
        offered = offered[offered["parent_code"].isin(above)]
    options = dict(zip(offered["code"], offered["name"], strict=True))
    placeholder = t(f"filter.all_{level}") if above is None or above else t(f"filter.first_above_{level}")
    return _choices(key, t(f"filter.{level}"), placeholder, options)


def _choices(key: str, label: str, placeholder: str, options: Mapping[str, str]) -> tuple[str, ...]:
    """Draw a multiple choice whose value lives in the session; values no longer offered are dropped."""
    kept = [code for code in st.session_state.get(key, []) if code in options]
    if kept != st.session_state.get(key):
        st.session_state[key] = kept
    chosen = st.multiselect(
        label,
        list(options),
        key=key,
        format_func=lambda code: options.get(code, code),
        placeholder=placeholder,
        disabled=not options,
    )
    return tuple(chosen)


def _period(today: date) -> tuple[date, date]:
    names = {name: t(f"period.{name}") for name in PERIODS}
    name = st.selectbox(t("filter.period"), PERIODS, key=state.PERIOD, format_func=names.__getitem__)
    if name != "custom":
        return preset_period(name, today)
    chosen = st.date_input(
        t("filter.custom_period"),
        key=state.CUSTOM_PERIOD,
        min_value=FIRST_DAY,
        max_value=today,
        format="YYYY-MM-DD",
    )
    days = chosen if isinstance(chosen, tuple) else (chosen,)
    if len(days) < 2:
        st.caption(t("filter.choose_last_day"))
    first, last = (days[0], days[-1]) if days else (today, today)
    return first, last + timedelta(days=1)


def _level_words(source: Source) -> dict[str, str]:
    """Return the case levels to choose from; none where the source does not say who closed a case."""
    return {level: word("level", level) for level in LEVELS} if _levels_known(source) else {}


def _levels_known(source: Source) -> bool:
    return bool(source.fetch(cases.levels_known)["known"].iloc[0])
