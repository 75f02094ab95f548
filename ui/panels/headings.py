"""What stands above every page."""

from __future__ import annotations

import streamlit as st

from ui.session.view import View
from ui.words.text import in_short, t


def page_heading(view: View, title: str) -> None:
    """Draw the page's title, what it looks at in words, and whether this is demo data."""
    st.title(**in_short(title), anchor=False)
    as_of = f"{view.dataset.as_of:%Y-%m-%d %H:%M}"
    st.caption(**in_short(t("page.selection", words=view.words(), as_of=as_of)))
    demo_note(view)


def demo_note(view: View) -> None:
    """Say so where this is demo data."""
    if view.dataset.synthetic:
        st.info(t("page.demo"), icon=":material/science:")
