"""The one way in which a page is built: its heading, then its content, or what it lacks."""

from __future__ import annotations

from collections.abc import Callable

from ui.panels.headings import page_heading
from ui.panels.notes import lacking
from ui.session.view import View, current_view
from ui.words.text import t


def draw_page(subject: str, content: Callable[[View], None], needs: str | None = None) -> None:
    """Draw a subject's page; where the data set has no row in the table that it `needs`, say so instead."""
    view = current_view()
    page_heading(view, t(f"{subject}.title"))
    if needs is None or view.has(needs):
        content(view)
    else:
        lacking(needs)
