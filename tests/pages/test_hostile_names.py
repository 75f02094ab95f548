"""A city whose names are attacks: they reach every page as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1.element_tree import UnknownElement

from tests.hostile import MARKERS
from tests.opening import PAGES, opened

PLAIN = frozenset({"options", "raw_value", "raw_values", "file_name"})
"""Parts of an element that the browser shows without reading Markdown in them."""


NO_MARKDOWN = frozenset({"Html"})
"""Elements whose text is HTML, in which only a tag would not be shown as it is."""


def marked_down(message: Any) -> Iterator[str]:
    """Every text of an element that Markdown is read in."""
    for field, value in message.ListFields():
        if field.name in PLAIN:
            continue
        for one in value if field.is_repeated else [value]:
            if hasattr(one, "ListFields"):
                yield from marked_down(one)
            elif isinstance(one, str):
                yield re.sub(r"\\.", "", one)  # what is escaped is shown as it is


@pytest.mark.parametrize("page", PAGES)
def test_names_are_text(page, hostile_folder, monkeypatch):
    """Charts, tables and maps, which `AppTest` does not know, are looked at in the browser."""
    app = opened(page, hostile_folder, monkeypatch, street="350582001000", compare="350582002000")
    found = {
        (type(element).__name__, marker, text[max(0, text.find(marker) - 30) :][:90])
        for element in app
        if not isinstance(element, UnknownElement)
        if (proto := getattr(element, "proto", None)) is not None
        for text in marked_down(proto)
        for marker in MARKERS
        if marker in text and (marker.startswith("<") or type(element).__name__ not in NO_MARKDOWN)
    }
    assert not found
