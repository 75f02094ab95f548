"""The frame around every page, run anew for each request: page set-up, navigation, filter bar, faults.

It is Streamlit's main script. `app.py` cannot be: Streamlit takes a folder `pages/` beside its main script for
pages of its own.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from data_access.database.faults import DatabaseFault
from ui import navigation
from ui.access.entry import entered, who_reads
from ui.access.limit import current_limit
from ui.faults import fault_banner, fault_page, settings_banner
from ui.filters.bar import filter_bar, period_note
from ui.filters.url import url_notes
from ui.finding.finder import finder
from ui.maps import feeds
from ui.session import state
from ui.session.address import turn_to
from ui.session.browser import session_browser
from ui.session.language import read_language, read_level_names
from ui.session.source import build_demo_if_missing, long_names, newer_is_readable, open_source
from ui.session.standards import standards_fault
from ui.session.view import View
from ui.theme import LOGO
from ui.wall.screen import asked_for, wall, wall_link
from ui.widgets import widget_words
from ui.words.text import t

SCRIPT = Path(__file__).resolve()
"""This file, as Streamlit's main script."""
SIDEBAR_WIDTH = 200  # pixels, the least that Streamlit allows


def frame() -> None:
    """Draw one run of the app."""
    read_language()
    feeds.offer_to(session_browser)
    st.set_page_config(
        page_title=t("app.name"), page_icon=str(LOGO), layout="wide", initial_sidebar_state=SIDEBAR_WIDTH
    )
    if not entered(build_demo):
        return
    page = st.navigation(
        {
            t(f"app.section.{section}"): [_page(page.subject, page.icon) for page in pages]
            for section, pages in navigation.SECTIONS.items()
        },
        position="hidden" if asked_for() else "sidebar",
        expanded=True,
    )
    if asked_for():
        wall(build_demo)
        return
    turn_to(page.url_path)
    try:
        _draw(page)
    except DatabaseFault as fault:
        if fault.kind == "replaced" and newer_is_readable():
            st.rerun()  # a page is drawn from one state of the data: begin again with the new one
        fault_page(fault)


def _draw(page: st.Page) -> None:
    """Draw the filter bar and the page from what is loaded."""
    build_demo()
    source = open_source(current_limit())
    if read_level_names(source.dataset):
        st.rerun()  # the navigation is drawn already
    st.session_state[state.LONG_NAMES] = long_names(source)
    subject = navigation.subject_of(page.url_path)
    selection = filter_bar(source, subject)
    with st.sidebar.container(horizontal=True, vertical_alignment="center", key="looks"):
        wall_link()
        _light_or_dark()
        widget_words()
    with st.sidebar:
        who_reads()
    if source.fault:
        fault_banner(source.fault)
    if wrong := standards_fault():
        settings_banner(wrong)
    url_notes()
    view = st.session_state[state.VIEW] = View(source, selection)
    finder(view, subject)
    period_note(view)
    page.run()


def _light_or_dark() -> None:
    """Draw the switch between light and dark: `assets/start.js` hears it and keeps the choice in the browser."""
    words = escape(t("app.light_or_dark"))
    button = f'<button type="button" class="turns-theme" title="{words}" aria-label="{words}">◐</button>'
    st.html(button, width="content")


def _page(subject: str, icon: str) -> st.Page:
    return st.Page(
        navigation.page_file(subject),
        title=t(f"{subject}.title"),
        icon=icon,
        url_path=navigation.address(subject),
        default=subject == navigation.SUBJECTS[0],
    )


def build_demo() -> None:
    """Build the demo city on the first start, with a progress bar."""
    place = st.empty()

    def progress(share: float, stage: str) -> None:
        place.progress(share, t("app.building", stage=t(f"app.stage.{stage}")))

    if build_demo_if_missing(progress):
        place.empty()


if __name__ == "__main__":
    frame()
