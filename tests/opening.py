"""Pages opened as the app opens them, without a browser."""

from __future__ import annotations

import os

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from ui.frame import SCRIPT
from ui.navigation import SUBJECTS, address, page_file

APP = str(SCRIPT)


PAGES = SUBJECTS


def turned(app: AppTest, page: str) -> None:
    """Turn to another page, as its entry in the navigation does."""
    app.switch_page(os.path.relpath(page_file(page), SCRIPT.parent)).run()


def opened(page: str, url: object, monkeypatch: pytest.MonkeyPatch, /, **query: str | list[str]) -> AppTest:
    """Ask a fresh session for a page's address, as a link does; the tables of its charts are open, so all is seen."""
    app = asked_for(page, url, monkeypatch, **query).run()
    assert not app.exception, [error.value for error in app.exception]
    return app


def asked_for(
    page: str, url: object, monkeypatch: pytest.MonkeyPatch, /, **query: str | list[str]
) -> AppTest:
    """A fresh session at a page's address, before its first run."""
    monkeypatch.setenv("DATABASE_URL", str(url))
    monkeypatch.setattr("ui.panels.tools._is_open", lambda _: True)
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params.update(query)
    if page != PAGES[0]:
        app._page_hash = calc_hash(address(page))  # AppTest has no public way to begin at an address
    return app


def metric(app: AppTest, label: str) -> str:
    """The value that the page shows below a label."""
    return next(item.value for item in app.metric if item.label == label)
