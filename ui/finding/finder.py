"""The box that finds anything: opened by Ctrl+K, by `/` and by its button, it leads to what is chosen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from data_access.places import areas
from data_access.places.search import NameIndex, Place, places_of
from data_access.selection import Selection
from ui.components import component
from ui.filters.moves import select_next, turn_next
from ui.finding.answers import LEVEL_WORDS, LONGEST, found_cases, found_names
from ui.finding.known import KINDS, known_entries
from ui.finding.views import views_dialog
from ui.maps.feeds import Look, offer
from ui.navigation import SUBJECTS, page_file
from ui.session import address, state
from ui.session.language import session_level_names
from ui.session.source import Loaded, Source, place_names
from ui.session.view import View, category_names
from ui.words.text import DEFAULT_LANGUAGE, language, spoken, t

FILES = ("components/finder.js", "components/dialog.css", "components/finder.css")
_HTML = f"""
<dialog class="finder">
  <div class="line">
    <input type="text" maxlength="{LONGEST}" autocomplete="off" spellcheck="false" role="combobox"
      aria-autocomplete="list" aria-expanded="true" aria-controls="found">
    <button type="button" class="close">✕</button>
  </div>
  <div id="found" class="found" role="listbox"></div>
  <p class="said" role="status"></p>
  <p class="keys"></p>
</dialog>
"""


def finder(view: View, subject: str) -> None:
    """Put the box, and its buttons in the navigation and on a phone in the bar, around a subject's page.

    Where it led to another page, turn to that one with what is now selected.
    """
    wanted = st.session_state.pop(state.NEXT_PAGE, subject)
    if wanted != subject:
        st.switch_page(page_file(wanted), query_params=st.session_state[state.WRITTEN_QUERY])
    with st.sidebar.container(key="find_in_navigation"):
        _opener()
    with st.container(key="find"):
        with st.container(key="find_on_phone"):
            _opener()
        texts = ("label", "example", "close", "recent", "keys", "none", "failed")
        data = (
            {"asked": _asked(view), "store": f"found:{language()}"}
            | {name: t(f"find.{name}") for name in texts}
            | {"views": t("views.title")}
        )
        chosen = partial(_choose, _places(view.source), view)
        component("finder", _HTML, *FILES)(key=state.FINDER, data=data, on_chosen_change=chosen)
        views_dialog(view)


def _opener() -> None:
    """Draw the buttons that open the box and the saved views; their scripts listen for them."""
    label, keys, views = (escape(t(key)) for key in ("find.open", "find.open_keys", "views.open"))
    st.html(
        f'<button type="button" class="opens-find" aria-label="{label}">{label}<kbd>{keys}</kbd></button>'
        f'<button type="button" class="opens-views" aria-label="{views}" title="{views}">☆</button>'
    )


def _asked(view: View) -> list[str]:
    """Return the addresses that answer while one types: what has a name, and cases."""
    source, content = view.source, (view.source.loaded, language(), session_level_names())
    names, found = _answers(*content, source)
    return [offer((*content, "names"), names), offer((*content, "cases"), found)]


def _choose(index: NameIndex[Place], view: View) -> None:
    """Follow what was chosen: a place filters the page, a compound is ringed on the map, all else is a page."""
    chosen = st.session_state[state.FINDER].chosen
    kind, key = map(str, chosen) if isinstance(chosen, list) and len(chosen) == 2 else ("", "")
    address.forget("case")
    if kind in LEVEL_WORDS:
        _to_place(index.place(kind, key), view)
    elif kind == "case":
        turn_next("cases", case=key)
    elif kind == "search":
        turn_next("cases", search=key, list="reported")
    elif kind in KINDS and key in SUBJECTS:
        turn_next(key)


def _to_place(place: Place | None, view: View) -> None:
    """Select a place that the user may see; a compound with the grid that it lies in."""
    if place is None:
        st.toast(t("find.gone"))
        return
    everywhere = view.selection.everywhere()
    if place.level != "compound":
        select_next(everywhere.at_place(place.level, place.code))
    elif place.grid:
        select_next(everywhere.at_place("grid", place.grid))
        turn_next("map", compound=place.code)


@st.cache_resource(max_entries=20, show_spinner=False)
def _answers(
    loaded: Loaded, spoken_language: str, level_names: str, _source: Source
) -> tuple[Callable[[Look], Any], Callable[[Look], Any]]:
    """Return what answers, made once for a data set and a language: words are looked up within a session only."""
    today = _source.dataset.as_of.date()
    anywhere = Selection(today, today + timedelta(days=1), allowed=_source.limit)
    texts, categories = spoken(), category_names(_source)
    index = _places(_source)
    names = partial(found_names, index, known_entries(texts), _source.limit, texts, _source.written)
    return names, partial(found_cases, _source, anywhere, categories, texts)


def _places(source: Source) -> NameIndex[Place]:
    """Return the places by their names as they were loaded: these are found by Chinese and by Latin letters."""
    chinese = source.speaking(DEFAULT_LANGUAGE)
    return _place_index(chinese.loaded, chinese)


@st.cache_resource(max_entries=20, show_spinner=False)
def _place_index(loaded: Loaded, _source: Source) -> NameIndex[Place]:
    return NameIndex(places_of(place_names(_source), _source.fetch(areas.compound_names)))
