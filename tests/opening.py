"""Pages opened as the app opens them, without a browser."""

from __future__ import annotations

import os

from streamlit.testing.v1 import AppTest

from ui.frame import SCRIPT
from ui.navigation import SUBJECTS, page_file

APP = str(SCRIPT)


PAGES = SUBJECTS


def turned(app: AppTest, page: str) -> None:
    """Turn to another page, as its entry in the navigation does."""
    app.switch_page(os.path.relpath(page_file(page), SCRIPT.parent)).run()


def opened(page: str, url: object, monkeypatch, **query: str) -> AppTest:
    monkeypatch.setenv("DATABASE_URL", str(url))
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params.update(query)
    app.run()
    if page != PAGES[0]:
        turned(app, page)
    assert not app.exception, [error.value for error in app.exception]
    return app


def metric(app: AppTest, label: str) -> str:
    return next(item.value for item in app.metric if item.label == label)
