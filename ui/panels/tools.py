"""A panel's first line: its title, and in one row what can be done with what it shows."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from ui.access.entry import begin_again_if_reader_changed
from ui.components import component
from ui.files.tables import copied_text
from ui.panels.tables import one_type, written
from ui.words.numbers import MISSING
from ui.words.text import in_short, t

FILES = ("components/copies.js", "components/copies.css")
COPIED = {"picture": "image", "numbers": "content_copy"}
"""What can be copied, each with the icon of its button."""


@st.fragment
def title_line(
    key: str,
    title: str,
    heading: str,
    table: pd.DataFrame,
    line: str,
    *,
    files: Callable[[], None],
    large: Callable[[], None],
    picture: Callable[[], bytes],
) -> None:
    """Draw a chart's title, and beside it what enlarges it, shows its table, offers its files and copies it.

    A press runs this line alone. `heading` is the title with place and span. `files` draws the menu of downloads,
    `large` the chart in a window of its own; `picture` makes the PNG that is copied, `line` tells the source.
    """
    begin_again_if_reader_changed()
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall", key=f"tools_{key}"):
        st.subheader(**in_short(title), anchor=False)
        if st.button(
            t("tools.enlarge"), key=f"enlarge_{key}", icon=":material/open_in_full:", type="tertiary"
        ):
            st.dialog(in_short(heading)["body"], width="large")(large)()
        _table(f"table_{key}", table)
        files()
        _copies(f"copies_{key}", {"picture": picture, "numbers": lambda: copied_text(table, line)})


def _table(key: str, table: pd.DataFrame) -> None:
    """Draw the button that shows the table; it is sent when it is opened."""
    menu = st.popover(t("page.table"), icon=":material/table:", type="tertiary", key=key, on_change="rerun")
    if _is_open(menu):
        menu.dataframe(one_type(table), hide_index=True, placeholder=MISSING, column_config=written(table))


def _is_open(menu: Any) -> bool:
    """Tell whether a menu that is filled when it is opened is open."""
    return bool(menu.open)


def _copies(key: str, makers: dict[str, Callable[[], bytes]]) -> None:
    """Draw a button for each thing to copy; it is made when its button is pressed."""
    pressed = st.session_state.get(key, {}).get("pressed")
    kind, press = pressed if isinstance(pressed, list) and len(pressed) == 2 else ("", 0)
    content = base64.b64encode(makers[kind]()).decode() if kind in makers else ""
    buttons = [[name, t(f"tools.copy_{name}"), COPIED[name]] for name in makers]
    told = {name: t(f"tools.{name}") for name in ("copied", "refused", "not_here")}
    data = {"buttons": buttons, "told": told, "made": [press, content]}
    component("copies", '<span class="copies"></span>', *FILES)(
        key=key, data=data, width="content", on_pressed_change=lambda: None
    )
