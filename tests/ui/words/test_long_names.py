"""Names that are too long to be shown whole."""

from __future__ import annotations

import pytest

from ui.words import text
from ui.words.text import CUT, NAME_SHOWN, in_html, in_short, inert, shortened, text_width

LONG = "长" * 5_000
SPACED = "Long name " * 500
KNOWN = "Community Health Center of Greater Roxbury"


@pytest.fixture(autouse=True)
def long_names(monkeypatch):
    """The names of a data set that have more than `NAME_SHOWN` characters."""
    monkeypatch.setattr(text, "_names", [lambda: frozenset({LONG, SPACED, KNOWN})])


@pytest.mark.parametrize("name", [LONG, SPACED])
def test_a_long_name_is_cut_wherever_it_stands(name):
    """The name is cut, the words around it are not."""
    told = shortened(f"全市 · {name}（安海镇）· 2026-06-01 至 2026-06-30")
    assert told.startswith("全市 · ") and told.endswith("（安海镇）· 2026-06-01 至 2026-06-30")
    assert CUT in told and text_width(told) < 2 * NAME_SHOWN + 60


def test_other_text_is_whole():
    """Our own long sentences stay whole, and so does a name no wider than forty Chinese characters."""
    assert shortened("说明" * 200) == "说明" * 200
    assert shortened(f"在{KNOWN}旁") == f"在{KNOWN}旁"


def test_what_is_cut_stands_whole_in_a_tip():
    told = in_short(f"新店村 · {LONG}")
    assert told["help"] == f"新店村 · {LONG}"
    assert told["body"] == inert(f"新店村 · {LONG}") and len(told["body"]) < 60
    assert in_short("新店村") == {"body": "新店村", "help": None}
    assert in_html(LONG) == f'<span title="{LONG}">{shortened(LONG)}</span>'
    assert in_html("<b>新店村") == "&lt;b&gt;新店村"
