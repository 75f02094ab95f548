"""The evaluation's weights and months."""

from __future__ import annotations

from data_access.database.url import database_url
from tests.conftest import write
from tests.opening import opened
from ui.session import state
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


def test_units_are_ranked_among_their_kind(demo_folder, demo_frames, monkeypatch):
    """Each kind has its own ranks, from 1 on; the address keeps what is evaluated."""
    period = {"from": "2025-07-01", "to": "2026-06-30"}
    app = opened("evaluation", demo_folder, monkeypatch, evaluated="unit", kind="department", **period)
    units = demo_frames["units"]
    for kind in ("department", "street_office"):
        app.selectbox(key=state.UNIT_KIND).set_value(kind).run()
        table = app.dataframe[0].value
        assert set(table["名称"]) == set(units.loc[units["kind"] == kind, "name"])
        assert table["名次"].min() == 1
        assert app.query_params["evaluated"] == "unit"
    app.segmented_control(key=state.EVALUATED).set_value("community").run()
    assert state.UNIT_KIND not in [chooser.key for chooser in app.selectbox]


def test_a_city_without_units_does_not_offer_them(boston_url, monkeypatch):
    app = opened("evaluation", boston_url.render_as_string(hide_password=False), monkeypatch)
    assert "承办单位" not in app.segmented_control(key=state.EVALUATED).options


def test_a_month_of_the_evaluation_becomes_the_period(demo_folder, monkeypatch):
    app = opened("evaluation", demo_folder, monkeypatch)
    app.selectbox(key="month").set_value("2026-04").run()
    assert (app.query_params["from"], app.query_params["to"]) == ("2026-04-01", "2026-04-30")
    assert app.selectbox(key="month").value == "2026-04"


def test_a_rate_that_nothing_tells_is_a_dash_and_the_funnel_says_why(tmp_path, demo_frames, monkeypatch):
    """Without closing times and flags nobody knows what was closed in time: no 0 in the table, no point drawn."""
    url = database_url(f"duckdb:///{tmp_path}/data")
    write(url, demo_frames | {"cases": demo_frames["cases"].assign(closed_at=None)})
    app = opened("evaluation", url, monkeypatch, **{"from": "2025-07-01", "to": "2026-06-30"})
    words = catalogue("zh")
    name, formula = (words[f"indicator.on_time_closing.{part}"] for part in ("name", "formula"))
    official = app.dataframe[-1].value.set_index("指标")
    assert official.loc[name, "数值"] == "—"
    assert official.loc[words["indicator.closing.name"], "数值"] != "—"
    told = " ".join(note.value for note in app.info)
    assert words["evaluation.not_recorded"].format(figure=name, formula=formula)[:40] in told


def test_two_figures_that_differ_say_why(demo_folder, monkeypatch):
    """Beside the share closed in time and what is overdue stands why the evaluation counts otherwise, on both pages."""
    words = catalogue("zh")
    reason = words["figure.in_time_differs"]
    for page in ("overview", "evaluation"):
        app = opened(page, demo_folder, monkeypatch)
        said = [*(caption.value for caption in app.caption), *(text.help or "" for text in app.markdown)]
        assert any(reason in text for text in said), page
    for key in ("on_time", "on_time_closing", "overdue", "due_open"):
        assert words[f"indicator.{key}.name"] in reason
