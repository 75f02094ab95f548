"""What stands above every page."""

from __future__ import annotations

from html import escape

import streamlit as st

from ui.files.menu import page_downloads
from ui.session import state
from ui.session.view import View
from ui.words.text import in_short, t


def _copies_address() -> None:
    """Draw the button that copies the page's address, which is the whole view; the script of views listens for it."""
    label, copied = escape(t("views.link")), escape(t("views.link_copied"))
    st.html(
        f'<button type="button" class="copies-address" data-copied="{copied}">{label}</button>',
        width="content",
    )


def page_heading(view: View, title: str, *, files: bool) -> None:
    """Draw the page's title beside what it looks at in words; with `files` the whole page can be taken away.

    What is compared with has its place here, which `ui.filters.comparison` fills, and what else a page offers.
    """
    with st.container(key="page_heading", horizontal=True, vertical_alignment="bottom"):
        st.title(**in_short(title), anchor=False, width="content")
        st.caption(**in_short(view.words()), width="content")
        st.session_state[state.HEADING_PLACE] = st.empty()
        with st.container(key="page_tools", horizontal=True, vertical_alignment="center", width="content"):
            st.session_state[state.TOOLS_PLACE] = st.container(width="content")
            _copies_address()
            if files:
                page_downloads(view, title)
