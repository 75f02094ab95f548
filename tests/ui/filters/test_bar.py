"""The filter bar and the URL."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from tests.opening import metric, opened, turned
from ui.navigation import COUNTED
from ui.session import state
from ui.words.text import catalogue

CASES = {"category": "noise", "level": "grid", "unit": "order", "period": "2026-05-01"}


def test_the_filter_reaches_the_url_and_other_pages(demo_folder, monkeypatch):
    app = opened("overview", demo_folder, monkeypatch)
    app.multiselect(key="filter_streets").select("350582002000").run()
    assert app.query_params["street"] == "350582002000"
    turned(app, "cases")
    assert app.query_params["street"] == "350582002000"
    assert app.multiselect(key="filter_streets").value == ["350582002000"]
    app.multiselect(key="filter_communities").select("350582002014").run()
    assert app.query_params["community"] == "350582002014"
    app.multiselect(key="filter_streets").set_value([]).run()
    assert "community" not in app.query_params


def test_a_unit_narrows_every_page_of_cases(demo_folder, demo_frames, monkeypatch):
    """A department is chosen with what lies below it; the address, the other pages and the files keep it."""
    rows = demo_frames["cases"]
    app = opened("overview", demo_folder, monkeypatch, unit="order")
    theirs = rows["unit_code"].isin(["order", "works"]) & (rows["reported_at"] >= "2026-06-01")
    assert metric(app, "上报案件") == f"{theirs.sum():,}"
    turned(app, "cases")
    assert app.query_params["unit"] == "order"
    assert app.multiselect(key=state.UNITS).value == ["order"]
    view = app.session_state[state.VIEW]
    assert not view.told_by_name
    assert "承办单位：城市管理局" in view.provenance()


def test_units_are_offered_only_where_there_are_any(boston_url, monkeypatch):
    app = opened("overview", boston_url.render_as_string(hide_password=False), monkeypatch)
    assert state.UNITS not in [chooser.key for chooser in app.multiselect]


def test_presets_end_on_the_as_of_day(demo_folder, monkeypatch):
    app = opened("overview", demo_folder, monkeypatch)
    app.selectbox(key="filter_period").set_value("quarter").run()
    assert (app.query_params["from"], app.query_params["to"]) == ("2026-04-01", "2026-06-30")


def test_what_the_url_cannot_mean_is_said(demo_folder, monkeypatch):
    app = opened("overview", demo_folder, monkeypatch, street="<b>999</b>", **{"from": "tomorrow"})
    said = " ".join(note.value for note in app.warning)
    assert "street" in said
    assert "from" in said
    assert "<b>" not in said
    assert metric(app, "上报案件") != "—"


def test_english_by_the_switch(demo_folder, monkeypatch):
    """The switch turns the page to English and the URL keeps it."""
    app = opened("overview", demo_folder, monkeypatch)
    app.button_group(key="language").set_value("en").run()
    assert app.title[0].value == "Overview"
    assert app.query_params["lang"] == "en"


@pytest.mark.parametrize("page", [page for page, counted in COUNTED.items() if len(counted) < len(CASES)])
def test_a_filter_that_is_not_offered_changes_nothing(page, demo_folder, monkeypatch):
    """On each page that offers fewer than all: what is shown is the same, whatever the others are set to."""
    place = {"street": "350582002000", "community": "350582002009"}
    others = {name: value for name, value in CASES.items() if name not in COUNTED[page]}
    if "period" in others:
        others["from"] = others.pop("period")
    free, narrowed = (opened(page, demo_folder, monkeypatch, **place, **more) for more in ({}, others))
    assert shown(narrowed) == shown(free)


def shown(app: AppTest) -> list[str]:
    """The figures, texts, tables and charts of a page."""
    figures = [f"{item.label} {item.value} {item.delta}" for item in app.metric]
    tables = [table.value.to_csv() for table in app.dataframe]
    charts = [chart.proto.spec for chart in app.get("vega_lite_chart")]
    texts = [text.value for text in app.markdown]
    assert figures or tables or charts or texts
    return figures + texts + tables + charts


def test_the_days_of_a_period_are_chosen_one_by_one(demo_folder, monkeypatch):
    """Each is what was typed; the wrong way round they are swapped, which is said."""
    app = opened("overview", demo_folder, monkeypatch)
    app.selectbox(key=state.PERIOD).set_value("custom").run()
    app.date_input(key=state.FIRST_DAY).set_value(date(2026, 1, 31)).run()
    app.date_input(key=state.LAST_DAY).set_value(date(2026, 3, 5)).run()
    assert (app.query_params["from"], app.query_params["to"]) == ("2026-01-31", "2026-03-05")
    app.date_input(key=state.FIRST_DAY).set_value(date(2026, 4, 1)).run()
    assert (app.query_params["from"], app.query_params["to"]) == ("2026-03-05", "2026-04-01")
    assert catalogue("zh")["filter.reversed"] in [note.value for note in app.warning]
