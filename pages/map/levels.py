"""Which level of places the map draws below the selected place: the next one, or any finer one."""

from __future__ import annotations

import streamlit as st

from data_access.places import areas
from data_access.schema import LEVELS
from ui.maps import outlines
from ui.session import address, state
from ui.session.source import place_names
from ui.session.view import View
from ui.words.periods import level_below
from ui.words.text import t, word

AHEAD_UP_TO = 60  # places


def level_chooser(view: View) -> str:
    """Return the level drawn; a choice other than the next level lives in the URL as `show`.

    Levels of which the data set has no place are not offered; the choice is disabled where only one is left.
    """
    nearest = level_below(view.selection)
    offered = _offered(view, nearest)
    asked = address.parameter("show")
    if asked not in (None, *LEVELS):
        st.warning(t("map.unknown_value"))
    st.session_state[state.SHOWN_LEVEL] = asked if asked in offered else nearest
    words = {level: word("level", level) for level in offered}
    st.segmented_control(
        t("map.show"),
        offered,
        format_func=words.__getitem__,
        key=state.SHOWN_LEVEL,
        on_change=_choose,
        args=(nearest,),
        disabled=len(offered) == 1,
        help=t("map.show_help"),
        required=True,
    )
    return st.session_state[state.SHOWN_LEVEL]


def outlines_ahead(view: View, level: str) -> dict[str, str]:
    """Return, by the code of each place of a level, the address of the outlines that a click on it leads to.

    The browser asks for them at the click and need not wait until the server has drawn the page. Empty for grids, and
    where so many places are drawn that their addresses would be more to send than is saved.
    """
    below = LEVELS[max(LEVELS.index(level) - 1, 0)]
    places = place_names(view.source).set_index("code")["parent_code"]
    rows = view.fetch(areas.outlines, view.selection, below).dropna(subset=["outline"])
    parents = rows["code"].map(places)
    if below == level or parents.nunique() > AHEAD_UP_TO:
        return {}
    return {code: outlines.offer(children) for code, children in rows.groupby(parents)}


def _offered(view: View, nearest: str) -> list[str]:
    """Return the nearest level and those below it that the data set has, from coarse to fine."""
    finer = LEVELS[: LEVELS.index(nearest)]
    return [nearest, *(level for level in reversed(finer) if view.has_level(level))]


def _choose(nearest: str) -> None:
    chosen = st.session_state[state.SHOWN_LEVEL]
    address.set_parameter("show", None if chosen == nearest else chosen)
