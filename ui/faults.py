"""What a page says when the case database cannot be read: what is wrong, and what to do."""

from __future__ import annotations

import streamlit as st

from data_access.database.faults import DatabaseFault
from data_access.settings import SettingsError
from ui.words.text import inert, t

ADDRESS_LENGTH = 300


def fault_banner(fault: DatabaseFault) -> None:
    """Say above the last good figures that newer ones cannot be read."""
    st.error(t("fault.banner", what=_words(fault)), icon=":material/error:")


def settings_banner(error: SettingsError) -> None:
    """Say what is wrong with a file of the site's settings, and what to do."""
    told = t(f"settings.fault.{error.kind}", file=error.file, key=error.key, detail=error.detail)
    st.error(inert(told), icon=":material/rule_settings:")


def fault_page(fault: DatabaseFault) -> None:
    """Draw the page that stands in for all others while nothing can be read."""
    st.title(t("fault.title"), anchor=False)
    st.error(_words(fault), icon=":material/error:")
    st.markdown(t(f"fault.{fault.kind}.remedy"))
    if fault.place:
        st.caption(t("fault.where"))
        st.code(fault.place[:ADDRESS_LENGTH], language=None)
    if fault.detail:
        with st.expander(t("fault.detail")):
            st.code(fault.detail[:2000], language=None)
    st.button(t("fault.retry"), icon=":material/refresh:")


def _words(fault: DatabaseFault) -> str:
    return t(f"fault.{fault.kind}.what")
