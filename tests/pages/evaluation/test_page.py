"""The evaluation's weights and months."""

from __future__ import annotations

from tests.opening import opened
from ui.words.text import catalogue


def test_weights_live_in_the_url(demo_folder, monkeypatch):
    period = {"from": "2025-07-01", "to": "2026-06-30"}
    app = opened("evaluation", demo_folder, monkeypatch, weights="satisfaction:100", **period)
    scores = app.dataframe[0].value
    assert scores["综合得分"].round(2).tolist() == scores["满意率（%）"].round(2).tolist()
    assert app.query_params["weights"] == "satisfaction:100"
    app.number_input(key="weights_closing").set_value(50).run()
    assert app.query_params["weights"] == "closing:50,satisfaction:100"
    app = opened("evaluation", demo_folder, monkeypatch, weights="nonsense", **period)
    assert [note.value for note in app.warning] == [catalogue("zh")["evaluation.weights_unknown"]]


def test_a_month_of_the_evaluation_becomes_the_period(demo_folder, monkeypatch):
    app = opened("evaluation", demo_folder, monkeypatch)
    app.selectbox(key="month").set_value("2026-04").run()
    assert (app.query_params["from"], app.query_params["to"]) == ("2026-04-01", "2026-04-30")
    assert app.selectbox(key="month").value == "2026-04"
