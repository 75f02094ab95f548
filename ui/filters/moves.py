"""What takes a user elsewhere: a place put into the filter bar, the page of cases, a single case."""

from __future__ import annotations

import streamlit as st

from data_access.selection import Selection
from ui.filters.url import query_of, with_parents
from ui.navigation import page_file
from ui.session import address, state
from ui.session.source import Source, known_codes


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
    query = query_of(with_parents(selection, known_codes(source)), source.dataset.as_of.date())
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
