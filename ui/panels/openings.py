"""What a ticked row of a table opens: the cases or the portrait of the place that it stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

import streamlit as st

from data_access.selection import Selection
from ui.filters.moves import turn_next
from ui.session.view import View
from ui.words.text import t


class Opens(NamedTuple):
    """What opens the row of a number, and what is said of it below the table."""

    turn: Callable[[int], None]
    words: str


def cases_opened(selections: Iterable[Selection], standing: str, **parameters: str) -> Opens:
    """Return that each row opens the list of a standing, with its own selection."""
    chosen = list(selections)

    def turn(row: int) -> None:
        turn_next("cases", chosen[row], list=standing, **parameters)

    return Opens(turn, t("opens.cases", list=t(f"cases.list.standing.{standing}")))


def portraits_opened(view: View, level: str, codes: Iterable[str | None]) -> Opens:
    """Return that each row opens the portrait of its community, of a grid that in which it lies; one without none."""
    places, everywhere = list(codes), view.selection.everywhere()

    def turn(row: int) -> None:
        if isinstance(code := places[row], str):
            turn_next("community", everywhere.at_place(level, code))

    return Opens(turn, t("opens.portrait"))


def on_tick(key: str, opens: Opens) -> Callable[[], None]:
    """Return the callback by which `st.dataframe` opens the row that was ticked."""
    return partial(_open, key, opens)


def _open(key: str, opens: Opens) -> None:
    for row in st.session_state[key]["selection"]["rows"]:
        opens.turn(row)
