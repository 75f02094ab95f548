"""The filter bar shared by all pages: URL → widgets → Selection → URL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from data_access import cases
from data_access.schema import LEVELS
from data_access.selection import Selection
from data_access.selection.periods import PERIODS, preset_period
from ui.filters.chips import chips, notices
from ui.filters.url import adopt_url, write_url
from ui.navigation import COUNTED
from ui.session import state
from ui.session.source import Source, place_labels, place_names
from ui.session.view import View, category_names, unit_names
from ui.words.text import LANGUAGES, language, t, word

FIRST_DAY = date(1990, 1, 1)  # the calendar offers ten years around today otherwise
LAST_DAY = date(2100, 12, 31)
CHOOSER_WIDTH, PERIOD_WIDTH = 148, 132  # pixels: all of them stand in one line of 1,100


def filter_bar(source: Source, subject: str) -> Selection:
    """Draw the bar that stays above a subject's page and return what it selects; the URL follows it.

    It offers what counts on that page; what is set elsewhere is kept. The comparison has its place here, which the
    page fills (`ui.filters.comparison`), and below all stands what is set, with the way out of it.
    """
    today = source.dataset.as_of.date()
    adopt_url(source, today)
    with st.sidebar:
        _name_opener()
        _language()
    with st.container(key="filter_bar"):
        st.checkbox(t("filter.open"), key=state.FILTERS_OPEN)  # a phone folds the bar behind it
        with st.container(key="filter_controls", horizontal=True, vertical_alignment="bottom"):
            selection = _controls(source, today, COUNTED[subject])
        with st.container(key="filter_line", horizontal=True, vertical_alignment="center"):
            chips(source, selection, COUNTED[subject])
            notices(source)
    write_url(selection, today)
    return selection


def period_note(view: View) -> None:
    """Say so where the period goes beyond what the data speak of: nothing is known of what follows."""
    as_of = view.dataset.as_of
    if view.selection.last_day > as_of.date():
        words = "filter.later" if view.selection.start > as_of.date() else "filter.beyond"
        st.info(
            t(words, period=view.period_words(), as_of=f"{as_of:%Y-%m-%d %H:%M}"), icon=":material/event:"
        )


def _name_opener() -> None:
    """Write on a phone what the button that opens the sidebar is for; Streamlit gives it an icon alone."""
    opener = "[data-testid=stExpandSidebarButton]::after"
    st.html(f"<style>@media (max-width:800px){{{opener}{{content:'{t('filter.pages')}'}}}}</style>")


def _language() -> None:
    st.segmented_control(
        t("filter.language"),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key=state.LANGUAGE,
        required=True,
    )


def _controls(source: Source, today: date, counted: frozenset[str]) -> Selection:
    names = place_names(source)
    names = names.assign(name=names["code"].map(place_labels(source, language())))
    everywhere = None if source.limit is None else t("filter.all_allowed")
    streets = _places(names, "street_office", None, state.STREETS, everywhere)
    communities = _places(names, "community", streets, state.COMMUNITIES)
    grids = _places(names, "grid", communities, state.GRIDS)
    start, end = _period(today, shown="period" in counted)
    categories = _choices(
        state.CATEGORIES, "category", category_names(source) if "category" in counted else None
    )
    st.session_state[state.COMPARISON_PLACE] = st.container(key="filter_comparison", horizontal=True)
    levels, units = _more(source, counted)
    return Selection(
        start=start,
        end=end,
        streets=streets,
        communities=communities,
        grids=grids,
        categories=categories,
        levels=levels,
        units=units,
        allowed=source.limit,
    )


def _more(source: Source, counted: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Draw what is seldom chosen behind one button: levels and units, where the data set knows them."""
    levels = _level_words(source) if "level" in counted else {}
    units = unit_names(source) if "unit" in counted else {}
    if not levels and not units:
        return _choices(state.CASE_LEVELS, "level", None), _choices(state.UNITS, "unit", None)
    with st.popover(t("filter.more")):
        return _choices(state.CASE_LEVELS, "level", levels or None), _choices(
            state.UNITS, "unit", units or None
        )


def _places(
    names: pd.DataFrame, level: str, above: tuple[str, ...] | None, key: str, waiting: str | None = None
) -> tuple[str, ...]:
    """Draw the chooser of one level; below the first it offers the places of those chosen above."""
    offered = names[names["level"] == level]
    if above is not None:
        offered = offered[offered["parent_code"].isin(above)]
    options = dict(zip(offered["code"], offered["name"], strict=True))
    if above is not None and not above:
        waiting = t(f"filter.first_above_{level}")
    return _choices(key, level, options, waiting)


def _choices(
    key: str, name: str, offered: Mapping[str, str] | None, waiting: str | None = None
) -> tuple[str, ...]:
    """Draw a multiple choice whose value lives in the session; values no longer offered are dropped.

    Nothing is drawn without an offer, and what was chosen is kept: a page where it does not count was turned to.
    """
    kept = [code for code in st.session_state.get(key, []) if offered is None or code in offered]
    st.session_state[key] = kept  # again in each run: Streamlit forgets the value of what is not drawn
    if offered is None:
        return tuple(kept)
    chosen = st.multiselect(
        t(f"filter.{name}"),
        list(offered),
        key=key,
        format_func=lambda code: offered.get(code, code),
        placeholder=waiting or t(f"filter.all_{name}"),
        disabled=not offered,
        select_all=False,
        width=CHOOSER_WIDTH,
    )
    return tuple(chosen)


def _period(today: date, shown: bool) -> tuple[date, date]:
    """Draw the choice of the period, with its first and last day where those are one's own."""
    names = {name: t(f"period.{name}") for name in PERIODS}
    for key in (state.PERIOD, state.FIRST_DAY, state.LAST_DAY):
        st.session_state[key] = st.session_state[key]  # as in _choices
    name = st.session_state[state.PERIOD]
    if shown:
        name = st.selectbox(
            t("filter.period"), PERIODS, key=state.PERIOD, format_func=names.__getitem__, width=PERIOD_WIDTH
        )
    if name != "custom":
        return preset_period(name, today)
    first, last = (_day(key, shown) for key in (state.FIRST_DAY, state.LAST_DAY))
    if last < first and shown:
        st.warning(t("filter.reversed"))
    return min(first, last), max(first, last) + timedelta(days=1)


def _day(key: str, shown: bool) -> date:
    """Draw the choice of one day; each is typed by itself, as it is read."""
    if shown:
        st.date_input(
            t(f"filter.{key.removeprefix('filter_')}"),
            key=key,
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            format="YYYY-MM-DD",
            width=PERIOD_WIDTH,
        )
    return st.session_state[key]


def _level_words(source: Source) -> dict[str, str]:
    """Return the case levels to choose from; none where the source does not say who closed a case."""
    return {level: word("level", level) for level in LEVELS} if _levels_known(source) else {}


def _levels_known(source: Source) -> bool:
    return bool(source.fetch(cases.levels_known)["known"].iloc[0])
