"""The way from the city to the selected place, each place on it a button that goes there."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data_access.selection import Selection
from ui.filters.moves import select_next
from ui.session.view import View
from ui.words.text import in_short, listed


def trail(view: View, below: list[str]) -> None:
    """Draw the city, the street offices, communities and grids selected; all but the last are buttons.

    `below` names what is shown within the last of them.
    """
    steps = _steps(view) + [(name, view.selection) for name in below]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="map_trail"):
        for index, (words, there) in enumerate(steps[:-1]):
            step, key = in_short(words), f"trail_{index}"
            st.button(
                f"{step['body']} ›",
                key=key,
                help=step["help"],
                type="tertiary",
                on_click=select_next,
                args=(there,),
            )
        last = in_short(steps[-1][0])
        st.markdown(f"**{last['body']}**", help=last["help"], width="content")


def _steps(view: View) -> list[tuple[str, Selection]]:
    """Return the words of each level on the way, and what is selected there."""
    selection = view.selection
    city = selection.everywhere()
    street = replace(city, streets=selection.streets)
    ways = (
        (selection.streets, street),
        (selection.communities, replace(street, communities=selection.communities)),
        (selection.grids, selection),
    )
    below = [(_words(view, codes), there) for codes, there in ways if codes]
    return [(view.source.city_name, city), *below]


def _words(view: View, codes: tuple[str, ...]) -> str:
    """Return the name of one place, of several the first and how many there are."""
    return listed((view.labels.get(code, code) for code in codes), most=1)
