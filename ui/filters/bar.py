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
from ui.filters.url import adopt_url, write_url
from ui.session import state
from ui.session.source import Source, place_labels, place_names
from ui.session.view import View, category_names, unit_names
from ui.words.text import LANGUAGES, language, t, word

FIRST_DAY = date(1990, 1, 1)  # the calendar offers ten years around today otherwise
LAST_DAY = date(2100, 12, 31)


def filter_bar(source: Source) -> Selection:
    """Draw the filter bar in the sidebar and return what it selects; the URL follows it."""
    today = source.dataset.as_of.date()
    adopt_url(source, today)
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
    st.html(f"<style>@media (max-width:800px){{{opener}{{content:'{t('filter.open')}'}}}}</style>")


def _widgets(source: Source, today: date) -> Selection:
    names = place_names(source)
    names = names.assign(name=names["code"].map(place_labels(source, language())))
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
        units=_units(source),
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
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
    )
    days = chosen if isinstance(chosen, tuple) else (chosen,)
    if len(days) < 2:
        st.caption(t("filter.choose_last_day"))
    first, last = (days[0], days[-1]) if days else (today, today)
    return first, last + timedelta(days=1)


def _units(source: Source) -> tuple[str, ...]:
    """Draw the choice of units where the data set has any."""
    names = unit_names(source)
    return _choices(state.UNITS, t("filter.unit"), t("filter.all_units"), names) if names else ()


def _level_words(source: Source) -> dict[str, str]:
    """Return the case levels to choose from; none where the source does not say who closed a case."""
    return {level: word("level", level) for level in LEVELS} if _levels_known(source) else {}


def _levels_known(source: Source) -> bool:
    return bool(source.fetch(cases.levels_known)["known"].iloc[0])
