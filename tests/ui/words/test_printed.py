"""Tables as texts for paper."""

from __future__ import annotations

import pandas as pd
import pytest

from ui.words.tables import printed


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([1234, 5], ["1,234", "5"]),
        ([1234.0, None], ["1,234", "—"]),
        ([0.5, 12.25], ["0.50", "12.25"]),
        ([1 / 3, 2.0], ["0.33", "2.00"]),
        ([0.00004, 0.0, 0.2], ["4e-05", "0.00", "0.20"]),
        ([pd.Timestamp("2026-02-28"), pd.NaT], ["2026-02-28", "—"]),
        (
            [pd.Timestamp("2026-02-28 09:05:30"), pd.Timestamp("2026-03-01")],
            ["2026-02-28 09:05", "2026-03-01 00:00"],
        ),
        ([True, False], ["✓", ""]),
        (["甲", None, 3], ["甲", "—", "3"]),
        ([], []),
    ],
)
def test_a_column_is_written_alike(cells, told):
    assert printed(pd.DataFrame({"列": cells}))["列"].tolist() == told
