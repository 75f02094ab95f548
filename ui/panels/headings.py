"""What stands above every page."""

from __future__ import annotations

import streamlit as st

from ui.files.menu import page_downloads
from ui.session import state
from ui.session.view import View
from ui.words.text import in_short


def page_heading(view: View, title: str, *, files: bool) -> None:
    """Draw the page's title beside what it looks at in words; with `files` the whole page can be taken away.

    What is compared with has its place here, which `ui.filters.comparison` fills.
    """
    with st.container(key="page_heading", horizontal=True, vertical_alignment="bottom"):
        st.title(**in_short(title), anchor=False, width="content")
        st.caption(**in_short(view.words()), width="content")
        st.session_state[state.HEADING_PLACE] = st.empty()
        if files:
            page_downloads(view, title)
