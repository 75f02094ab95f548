"""The wall (大屏): one dark screen of map, figures and alerts that turns its pages and refreshes by itself.

Asked for by `wall=1` on any address; places, period, comparison and language come from the URL as on every page. The
server draws all of it as HTML and SVG; `assets/wall.js` shows it, turns the pages and says when the server is gone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from data_access.clock import city_now
from data_access.database.faults import DatabaseFault
from data_access.selection.comparison import COMPARISONS, Comparison
from ui import theme
from ui.access.limit import current_limit
from ui.access.ways import seen_by_all
from ui.components import component
from ui.filters.comparison import EARLIER, compared, of_city
from ui.filters.url import url_selection
from ui.session import state
from ui.session.language import read_level_names
from ui.session.source import Loaded, Source, open_source, place_names
from ui.session.view import View
from ui.wall import panels
from ui.wall.turning import REFRESH_SECONDS, STALE_AFTER, turn_asked_for
from ui.words.text import language, t

PARAMETER = "wall"
SCREENS_KEPT = 50
_HTML = (theme.ASSETS / "wall.html").read_text(encoding="utf-8")

_log = logging.getLogger(__name__)


def asked_for() -> bool:
    """Tell whether the URL asks for the wall."""
    return st.query_params.get(PARAMETER) == "1"


def wall_link() -> None:
    """Draw the link that opens what is selected on the wall, in a tab of its own."""
    query = st.session_state.get(state.WRITTEN_QUERY, {}) | {PARAMETER: ["1"]}
    address = f"?{urlencode(query, doseq=True)}"
    st.link_button(t("wall.open"), address, icon=":material/tv:", type="tertiary", help=t("wall.help"))


def wall(prepare: Callable[[], None]) -> None:
    """Draw the wall; `prepare` is called before each reading of the database."""
    with st.container(key="wall"):
        _screen(prepare)
    st.session_state[state.WALL_DRAWN] = True
    _refresh()


@st.fragment(run_every=REFRESH_SECONDS)
def _refresh() -> None:
    """Run the whole page again, but not right after it was drawn.

    Where only this part of the page draws the screen, the server's memory grows with the refreshes of a session;
    with runs of the whole page it was measured to stay level.
    """
    if not st.session_state.pop(state.WALL_DRAWN, False):
        st.rerun()


def _screen(prepare: Callable[[], None]) -> None:
    shown = dict(st.session_state.get(state.WALL, {}))
    banner = ""
    try:
        prepare()
        source = open_source(current_limit())
        read_level_names(source.dataset)
        shown |= _shown(source)
        if source.fault:
            banner = t("fault.banner", what=t(f"fault.{source.fault.kind}.what"))
        else:
            shown["refreshed"] = t("wall.refreshed", at=f"{city_now():%H:%M:%S}")
        st.session_state[state.WALL] = shown
    except DatabaseFault as fault:
        banner = t("fault.banner" if shown else "wall.fault", what=t(f"fault.{fault.kind}.what"))
    except Exception:  # on the wall nobody reads a traceback: it goes to the log, the last figures stay
        _log.exception("The wall could not be drawn")
        banner = t("wall.broken")
    component("wall", _HTML, "wall.js", "wall.css")(key="wall_screen", data=shown | _of_now(banner))


def _of_now(banner: str) -> dict[str, Any]:
    """Return what every refresh brings: what is wrong, how to turn, and the words of the screen."""
    turn, note = turn_asked_for()
    return {
        "banner": banner,
        "note": note,
        "turn": turn,
        "stale": STALE_AFTER,
        "words": {
            "leave": t("wall.leave"),
            "pause": t("wall.pause"),
            "go_on": t("wall.go_on"),
            "cut_off": t("wall.cut_off", at="{at}"),
        },
    }


def _shown(source: Source) -> dict[str, Any]:
    """Return the panels of what the URL selects, and which of its values were ignored."""
    selection, ignored = url_selection(source)
    view = View(source, selection)
    other, notes = _other(view)
    notes += [
        t(f"filter.ignored_{item.reason}", parameter=item.parameter, value=item.value[:60])
        for item in ignored
    ]
    drawn = _panels(source.loaded, repr((selection, other)), language(), view, other)
    return drawn | {"ignored": " ".join(notes)}


def _other(view: View) -> tuple[Comparison, list[str]]:
    """Return what figures are compared with, and what to say of a value that cannot be meant."""
    asked = st.query_params.get("compare", COMPARISONS[0])
    level, codes = view.selection.finest()
    if asked in EARLIER or (asked == "city" and of_city(view)):
        return compared(view, asked), []
    if asked not in codes and _is_place(view, level, asked):
        return compared(view, asked), []
    return compared(view, COMPARISONS[0]), [t("compare.unknown")]


def _is_place(view: View, level: str, code: str) -> bool:
    places = place_names(view.source)
    return bool(((places["level"] == level) & (places["code"] == code)).any())


@st.cache_data(max_entries=SCREENS_KEPT, show_spinner=False)
def _panels(loaded: Loaded, asked: str, spoken: str, _view: View, _other: Comparison) -> dict[str, Any]:
    """Return the panels as HTML, drawn once for each data set, selection and language."""
    shown = {"head": _head(_view)}
    if not _view.has("cases"):
        words = escape(t("empty.table", table=t("table.cases")))
        return shown | {"pages": [{"title": words, "html": f'<p class="note">{words}</p>'}]}
    return shown | {
        "figures": panels.figures(_view, _other),
        "alerts": panels.alerts(_view),
        "trend": panels.trend(_view, _other),
        "pages": panels.pages(_view),
    }


def _head(view: View) -> str:
    notes = [t("wall.demo")] if view.dataset.synthetic else []
    notes += [t("wall.open_to_all")] if seen_by_all() else []
    said = "".join(f"<em>{escape(note)}</em>" for note in notes)
    as_of = t("wall.as_of", as_of=f"{view.dataset.as_of:%Y-%m-%d %H:%M}")
    name = t("wall.title", place=view.full_place_words())
    return (
        f"<h1>{escape(name)}</h1><span>{escape(view.period_words())}</span><span>{escape(as_of)}</span>{said}"
    )
