"""Figures on their cards."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data_access.indicators import KEPT_IN_GRID, MEDIAN_DAYS, REPORTED


@pytest.mark.parametrize("count", [0, 1, 5, 9, 10, 1000])
def test_over_how_few_a_share_is_taken(count):
    few = count if 0 < count < 10 else None
    frame = pd.DataFrame({"closed_in_grid": [count], "closed_with_level": [count], "closed": [count]})
    assert KEPT_IN_GRID.few(frame) == few
    assert MEDIAN_DAYS.few(frame) == few
    assert REPORTED.few(pd.DataFrame({"reported": [count]})) is None


CARD = """
import pandas as pd

from data_access.indicators import KEPT_IN_GRID
from ui.panels.figures import indicator_card

indicator_card(KEPT_IN_GRID, pd.DataFrame({{"closed_in_grid": [{count}], "closed_with_level": [{count}]}}))
"""


@pytest.mark.parametrize(("count", "told"), [(5, "100.0%（基数 5）"), (10, "100.0%")])
def test_the_card_says_that_its_share_is_of_few(count, told):
    app = AppTest.from_string(CARD.format(count=count)).run()
    assert app.metric[0].value == told
