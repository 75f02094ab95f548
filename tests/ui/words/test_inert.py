"""Text of the data in Markdown."""

from __future__ import annotations

from datetime import date

import pytest

from ui.files.tables import file_name
from ui.maps.features import safe
from ui.words.names import told_apart
from ui.words.text import WORD_JOINER, inert, isolated, side_by_side, t


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


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("![x](a)", r"!\[x\](a)"),
        ("<img>", r"\<img\>"),
        ("**粗** `码` $x$ :red[红] :smile:", r"\*\*粗\*\* \`码\` \$x\$ \:red\[红\] \:smile:"),
        ("# 标题", r"\# 标题"),
        ("- 项", r"\- 项"),
        ("2026-06-01 09:30，1,234件（95%）", "2026-06-01 09:30，1,234件（95%）"),
    ],
)
def test_signs_are_shown_as_they_are(name, shown):
    assert inert(name) == shown


def test_right_to_left_stays_within_its_name():
    """What turns the direction is kept, and ends where the name ends; a name cannot leave its isolation."""
    assert isolated("新店\u200b村") == "新店\u200b村"
    assert isolated("\u202e村") == "\u2068\u202e村\u2069"
    assert isolated("\u2069\u202e村\u2067") == "\u2068\u202e村\u2067\u2069\u2069"
    assert inert("שלום") == "\u2068שלום\u2069"
    assert "\u2068\u202e村\u2069" in t("drawn.near", name="\u202e村", metres="300")


def test_names_side_by_side_keep_their_order():
    """Each of a list keeps its direction to itself, in a map's tip too; a name's file has nothing of it."""
    assert side_by_side(("שלום", "حي", "新店"), "、") == "\u2068שלום\u2069、\u2068حي\u2069、新店"
    assert safe("שלום <b>") == "\u2068שלום &lt;b&gt;\u2069"
    labels = told_apart({"1": "新店", "2": "新店"}, {"1": ("שלום", "حي"), "2": ("שלום", "市")})
    assert "\u2068שלום\u2069·\u2068حي\u2069" in labels["1"]
    days = date(2026, 6, 1), date(2026, 6, 30)
    assert file_name("案件", labels["1"], *days, [], "csv") == "案件_新店（שלום·حي）_20260601-20260630.csv"
