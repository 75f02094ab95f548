"""What takes a user elsewhere: a place put into the filter bar, the page of cases, a single case."""

from __future__ import annotations

import streamlit as st

from data_access.selection import Selection
from ui.filters.url import query_of, with_parents
from ui.navigation import page_file
from ui.session import address, state
from ui.session.source import Source, known_codes

OF_A_LIST = frozenset({"alert", "before", "case", "compound", "hour", "list", "page", "search", "sort"})
"""Parameters of the URL that say which rows a list shows."""


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


def query_to(source: Source, selection: Selection, **parameters: str) -> dict[str, list[str]]:
    """Return the query of another page with a selection and parameters of that page; what pages own stays.

    It is written just as the page would write it: another one would be an entry more for the browser's Back.
    What a list showed stays behind: another one is opened.
    """
    query = query_of(with_parents(selection, known_codes(source)), source.dataset.as_of.date())
    own = {name: value for name, value in address.written().items() if name not in OF_A_LIST}
    return query | {name: [value] for name, value in (own | parameters).items()}


def turn_to_cases(source: Source, selection: Selection, **parameters: str) -> None:
    """Turn to the page of cases with a selection and parameters of that page."""
    st.switch_page(page_file("cases"), query_params=query_to(source, selection, **parameters))


def turn_next(subject: str, selection: Selection | None = None, **parameters: str) -> None:
    """Turn to a page before the next run, with a selection where one is given; for the callbacks of widgets.

    Its list shows what the parameters say, whatever it showed before.
    """
    if selection is not None:
        select_next(selection)
    for name in OF_A_LIST - parameters.keys():
        address.forget(name)
    for name, value in parameters.items():
        address.put(name, value)
    for name in OF_A_LIST | parameters.keys():
        address.renew(name)
    st.session_state[state.NEXT_PAGE] = subject


def open_case(number: str | None) -> None:
    """Open a case by its number, None to close the one that is open, and rerun."""
    address.set_parameter("case", number)
    st.rerun()


def opened_case() -> str | None:
    """Return the number of the case that is open, None for none."""
    return address.parameter("case")
