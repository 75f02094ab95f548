"""Text of the data in Markdown."""

from __future__ import annotations

import pytest

from ui.words.text import WORD_JOINER, inert


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("www.example.org 新店村", "www{}.example.org 新店村"),
        ("https://example.org/a", "https:{}//example.org/a"),
        ("HTTP://example.org", "HTTP:{}//example.org"),
        ("a.b@example.org", "a.b{}@example.org"),
        ("新店村（安海镇）", "新店村（安海镇）"),
    ],
)
def test_an_address_is_no_link(name, shown):
    """An address of the data is shown, but ends where Markdown would begin a link; other text is as it is."""
    assert inert(name).replace("\\", "") == shown.format(WORD_JOINER)
