"""Points on the map: what the browser gets for them."""

from __future__ import annotations

import pandas as pd

from ui.maps import feeds, point_layers
from ui.maps.legends import Symbol
from ui.maps.scripts import fetched_by

SYMBOL = Symbol("#123456", 4)
ROWS = pd.DataFrame(
    {
        "tip": [["<b>梅庭</b>", "100 户"], ["“曾井”", "100 户"]],
        "longitude": [118.5512345, 118.6],
        "latitude": [24.71, 24.8765432],
        "households": [100, 6400],
    }
)


def address(rows: pd.DataFrame) -> str:
    (found,) = fetched_by([point_layers.marked([(rows, SYMBOL)], "points")])
    return found


def test_points_come_from_a_feed_with_each_text_once():
    (mark,), texts = (feeds.answer_to(address(ROWS))[part] for part in ("marks", "texts"))
    assert texts == ["&lt;b&gt;梅庭&lt;/b&gt;", "100 户", "“曾井”"]
    assert mark["points"] == [[24.71, 118.55123, 3.0, 0, 1], [24.87654, 118.6, 12.0, 2, 1]]
    assert mark["style"] == SYMBOL.style()


def test_other_points_have_another_address():
    assert address(ROWS) == address(ROWS.copy())
    assert address(ROWS) != address(ROWS.head(1))


def test_no_points_ask_for_nothing():
    assert not point_layers.marked([(ROWS.head(0), SYMBOL)], "points")._children
