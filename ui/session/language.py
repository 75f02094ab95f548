"""How a session words things: its language, from the URL at first, from the switch afterwards, and names too long."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from data_access.database.identity import Dataset
from ui.session import state
from ui.words.text import DEFAULT_LANGUAGE, LANGUAGES, cut_names, name_levels_as, speak_as

Made = TypeVar("Made")


@dataclass(frozen=True)
class Wording:
    """How a session words things at one moment."""

    language: str
    level_names: str
    names: frozenset[str]


_kept: ContextVar[Wording | None] = ContextVar("wording", default=None)


def worded_as_now(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return a function that words what it makes as this session does now.

    A file is made when its button is pressed, outside of any run, where no session can be asked.
    """
    return worded_as(Wording(session_language(), session_level_names(), session_names()), make)


def worded_as(wording: Wording, make: Callable[[], Made]) -> Callable[[], Made]:
    """Return a function that words what it makes in a way of its own, whatever a session says."""

    def made() -> Made:
        before = _kept.set(wording)
        try:
            return make()
        finally:
            _kept.reset(before)

    return made


def session_language() -> str:
    """Return the language kept in the session, the default before one is."""
    if kept := _kept.get():
        return kept.language
    return st.session_state.get(state.LANGUAGE, DEFAULT_LANGUAGE)


def read_language() -> None:
    """Take the language from the URL before anything is drawn; the switch keeps it afterwards."""
    if state.LANGUAGE not in st.session_state:
        asked = st.query_params.get("lang", DEFAULT_LANGUAGE)
        st.session_state[state.LANGUAGE] = asked if asked in LANGUAGES else DEFAULT_LANGUAGE


def read_level_names(dataset: Dataset) -> bool:
    """Take what the city calls its levels from what is loaded; return whether it is not as it was."""
    before = session_level_names()
    st.session_state[state.LEVEL_NAMES] = dataset.level_names or ""
    return session_level_names() != before


def session_level_names() -> str:
    """Return what the city calls its levels, as its data set keeps it."""
    if kept := _kept.get():
        return kept.level_names
    return st.session_state.get(state.LEVEL_NAMES, "")


def session_names() -> frozenset[str]:
    """Return the names that are cut where they are shown, those of the data set of this run."""
    if kept := _kept.get():
        return kept.names
    return st.session_state.get(state.LONG_NAMES, frozenset())


speak_as(session_language)
cut_names(session_names)
name_levels_as(session_level_names)
