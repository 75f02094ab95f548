"""Components of our own: HTML, style sheets and a script, which Streamlit shows as one element."""

from __future__ import annotations

import streamlit as st

from ui.theme import ASSETS


@st.cache_resource(show_spinner=False)
def component(name: str, html: str, script: str, *styles: str):
    """Return the component of a name, made once in a process: only a running server keeps it.

    Script and style sheets are files in `assets/`; the sheets apply in their order.
    """
    css = "".join((ASSETS / style).read_text(encoding="utf-8") for style in styles)
    return st.components.v2.component(
        name, html=html, css=css, js=(ASSETS / script).read_text(encoding="utf-8")
    )
