"""What stands above every page."""

from __future__ import annotations

import streamlit as st

from ui.session.view import View
from ui.words.text import in_short


def page_heading(view: View, title: str) -> None:
    """Draw the page's title beside what it looks at in words."""
    with st.container(key="page_heading", horizontal=True, vertical_alignment="bottom"):
        st.title(**in_short(title), anchor=False, width="content")
        st.caption(**in_short(view.words()), width="content")
