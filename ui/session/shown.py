"""What this run's page shows, gathered while it is drawn, so that the page can be taken away as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from ui.session import state

Makers = Mapping[str, Callable[[], bytes]]
"""What makes a file, by its ending."""


@dataclass(frozen=True)
class Part:
    """A chart, map or table: its title, what makes its files, and its rows where it is a table."""

    title: str
    files: Makers
    table: pd.DataFrame | None = None


@dataclass
class Shown:
    """What is compared with in words, what matters, the figures (name → value and change), and by their keys the parts
    and the tables as they are drawn.

    What a fragment draws again replaces what it drew before.
    """

    compared: str = ""
    answer: str = ""
    figures: dict[str, tuple[str, str]] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)


def begin() -> Shown:
    """Return what the page that is now drawn shows: nothing yet."""
    st.session_state[state.SHOWN] = Shown()
    return st.session_state[state.SHOWN]


def shown() -> Shown:
    """Return what this run's page shows so far."""
    return st.session_state[state.SHOWN] if state.SHOWN in st.session_state else begin()
