"""A chart on a page: its table, its height, its sentence."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from tests.opening import opened
from ui.panels.charts import _in_a_sentence


def specs(app) -> list[dict]:
    return [json.loads(item.proto.spec) for item in app.get("vega_lite_chart")]


def test_a_chart_fills_its_card_and_sends_its_table_when_it_is_opened(demo_folder, monkeypatch):
    """Beside the map stands one chart, nearly as high; its table is sent to those who open it."""
    app = opened("heatmap", demo_folder, monkeypatch)
    assert [table.value.shape[1] for table in app.dataframe] == [3]
    assert [spec["height"] for spec in specs(app)] == [470]
    monkeypatch.setattr("ui.panels.tools._is_open", lambda _: False)
    app.run()
    assert not app.exception
    assert len(app.dataframe) == 0
    assert len(specs(app)) == 1


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (pd.DataFrame({"名称": ["甲", "乙"], "件": [3, 12_000]}), "件最高12,000（乙），最低3（甲）。"),
        (
            pd.DataFrame({"名称": ["甲", "乙"], "空": [np.nan, np.nan], "率": [None, 0.5]}),
            "率最高0.5（乙），最低0.5（乙）。",
        ),
        (pd.DataFrame({"名称": ["甲"], "是": [True]}), ""),
        (pd.DataFrame({"日": pd.to_datetime(["2026-06-01"]), "件": pd.array([None], dtype="Int64")}), ""),
    ],
)
def test_a_sentence_tells_the_ends_of_the_first_figure(table, told):
    assert _in_a_sentence(table) == told
