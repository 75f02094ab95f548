"""Parameters of the URL that pages own beside the Selection: an open case, a comparison, a list, weights, …"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import streamlit as st

from ui.session import state

NAMES = (
    *(
        "alert",
        "areas",
        "before",
        "beside",
        "case",
        "circle",
        "classes",
        "compare",
        "compound",
        "evaluated",
        "figure",
        "form",
        "heat",
        "hour",
        "kind",
        "layers",
        "list",
        "map",
    ),
    *(
        "measure",
        "page",
        "parts",
        "rate",
        "rhythm",
        "search",
        "second",
        "show",
        "smooth",
        "sort",
        "step",
        "weights",
        "within",
    ),
)


def parameter(name: str) -> str | None:
    """Return the value that the URL gives a page's parameter, None without one."""
    return st.session_state.get(state.PAGE_PARAMETERS, {}).get(name)


def set_parameter(name: str, value: str | None) -> None:
    """Put a page's parameter into the URL; None or an empty text takes it out."""
    if (parameter(name) or None) == (value or None):
        return
    kept = {key: text for key, text in written().items() if key != name}
    st.session_state[state.PAGE_PARAMETERS] = kept | ({name: value} if value else {})
    query = {key: values for key, values in st.session_state[state.WRITTEN_QUERY].items() if key != name}
    if value:
        query[name] = [value]
    st.session_state[state.WRITTEN_QUERY] = query
    st.query_params.from_dict(query)


def adopt(query: Mapping[str, list[str]]) -> None:
    """Take the pages' parameters from a new URL; each is news to the widget that shows it."""
    st.session_state[state.NEWS] = set(NAMES)
    st.session_state[state.PAGE_PARAMETERS] = {
        name: query[name][-1] for name in NAMES if query.get(name) and query[name][-1]
    }


def turn_to(page: str) -> None:
    """Make every parameter news to the widgets of another page: Streamlit begins them anew, whatever their key."""
    turned = st.session_state.get(state.PAGE) not in (None, page)
    if turned:
        st.session_state[state.NEWS] = set(NAMES)
    st.session_state[state.TURNED] = turned
    st.session_state[state.PAGE] = page


def is_news(name: str) -> bool:
    """Tell, once for each new URL, that the widget of a parameter must take its value from there."""
    news = st.session_state.get(state.NEWS, set())
    told = name in news
    news.discard(name)
    return told


def follow(name: str, key: str, value: object, offered: Collection | None = None) -> None:
    """Give the widget `key` a value where the URL's parameter is news, or it has none, or none of those offered."""
    held = st.session_state.get(key)
    if is_news(name) or key not in st.session_state or (offered is not None and held not in offered):
        st.session_state[key] = value


def renew(name: str) -> None:
    """Make a parameter news to the widget that shows it."""
    st.session_state[state.NEWS] = st.session_state.get(state.NEWS, set()) | {name}


def put(name: str, value: str) -> None:
    """Set a parameter before the URL is written."""
    st.session_state[state.PAGE_PARAMETERS] = written() | {name: value}


def forget(name: str) -> None:
    """Take a parameter out before the URL is written."""
    st.session_state[state.PAGE_PARAMETERS] = {key: text for key, text in written().items() if key != name}


def written() -> dict[str, str]:
    """Return the pages' parameters that the URL now carries."""
    return dict(st.session_state.get(state.PAGE_PARAMETERS, {}))
