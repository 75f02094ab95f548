"""Two villages of one name stay two: chosen, compared, drawn, listed and kept in the address apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.opening import PAGES, metric, opened, turned
from ui import charts
from ui.session import state
from ui.words.names import told_apart

ONE, OTHER = "350582107203", "350582101219"
"""新店村 of 池店镇 and of 安海镇."""

BOTH_STREETS = {"street": ["350582101000", "350582107000"]}
NAMES = st.sampled_from(
    ["新店村", "东山村", "*新*店村", "新店村（安海镇）", "", "\u200b新店村", "新店村\u202e"]
)


@given(st.dictionaries(st.text("0123456789", min_size=3, max_size=5), NAMES, max_size=12), st.data())
def test_no_two_labels_are_alike(names, data):
    """Whatever the names, each code has a label of its own that holds its name, and a name met once stays."""
    above = {code: data.draw(st.lists(NAMES, max_size=2)) for code in names}
    labels = told_apart(names, above)
    assert list(labels) == list(names)
    assert len(set(labels.values())) == len(labels)
    assert all(name in labels[code] for code, name in names.items())


def labelled(app, key: str) -> list[str]:
    """The options of a chooser as the browser gets them; by these Streamlit knows them."""
    return list(app.multiselect(key=key).options)


@pytest.mark.parametrize("code", [ONE, OTHER])
def test_a_village_stays_chosen(code, demo_folder, demo_frames, monkeypatch):
    """A village whose name another has, too, stays chosen through every change, and the address keeps it."""
    names = demo_frames["communities"].set_index("code")["name"]
    assert names[ONE] == names[OTHER]
    app = opened("overview", demo_folder, monkeypatch, **BOTH_STREETS, community=code)
    options = labelled(app, state.COMMUNITIES)
    assert len(set(options)) == len(options)
    assert {option for option in options if "新店村" in option} == {"新店村（安海镇）", "新店村（池店镇）"}
    app.selectbox(key=state.COMPARE).set_value("year").run()
    app.selectbox(key=state.PERIOD).set_value("year").run()
    app.segmented_control(key=state.LANGUAGE).set_value("en").run()
    for page in ("cases", "map", "overview"):
        turned(app, page)
        assert app.query_params["community"] == code, page
        assert app.session_state[state.COMMUNITIES] == [code]


@pytest.fixture(scope="module")
def one_name(altered, demo_frames):
    """The demo city where all categories, units, landmarks, compounds and grids have one name."""
    tables = ("case_categories", "units", "landmarks", "compounds", "grids")
    named = {table: demo_frames[table].assign(name="同名") for table in tables}
    return altered("duckdb", demo_frames | named)


def test_no_chooser_offers_two_alike(one_name, monkeypatch):
    """On every page each option of each chooser is told by words of its own, though all have one name."""
    for page in PAGES:
        app = opened(page, one_name, monkeypatch, **BOTH_STREETS, community=ONE)
        for chooser in (*app.multiselect, *app.selectbox, *app.segmented_control):
            options = list(chooser.options)
            assert len(set(options)) == len(options), (page, chooser.label)


def test_categories_and_units_of_one_name_stay_chosen(one_name, demo_frames, monkeypatch):
    """Each by its code, through a change of language and of page; the figures are those of its own cases."""
    rows = demo_frames["cases"]
    category, unit = (rows[name].value_counts().index[-1] for name in ("category_code", "unit_code"))
    for key, name, code in (
        (state.CATEGORIES, "category", category),
        (state.UNITS, "unit", unit),
    ):
        app = opened(
            "overview", one_name, monkeypatch, **{name: code, "from": "2010-01-01", "to": "2026-06-30"}
        )
        own = rows[rows[f"{name}_code"] == code]
        assert metric(app, "上报案件") == f"{len(own):,}"
        app.segmented_control(key=state.LANGUAGE).set_value("en").run()
        turned(app, "cases")
        assert app.session_state[key] == [code]
        assert app.query_params[name] == code


@pytest.mark.parametrize("page", ["overview", "activities", "neighbours", "familiarity", "grid_work"])
def test_charts_and_tables_draw_each_village(page, demo_folder, monkeypatch):
    """Where places are drawn or listed by name, each of the two has its own bar and row."""
    told = []
    draw = charts.bars

    def noted(table, label, *rest, **options):
        told.append(table[label])
        return draw(table, label, *rest, **options)

    monkeypatch.setattr(charts, "bars", noted)
    period = {"from": "2025-07-01", "to": "2026-06-30"}
    app = opened(page, demo_folder, monkeypatch, **BOTH_STREETS, **period)
    named = [values for values in told if values.astype(str).str.contains("新店村").any()]
    tables = [frame.value for frame in app.dataframe]
    columns = [frame.iloc[:, 0] for frame in tables if len(frame) and frame.iloc[:, 0].dtype != int]
    named += [names for names in columns if (names.astype(str).str.startswith("新店村（")).any()]
    assert named
    assert all(not values.duplicated().any() for values in named)


def test_what_a_place_lies_in_is_told_once(demo_folder, monkeypatch):
    """Above a page the street office stands before its village, so the village's name need not carry it too."""
    app = opened("overview", demo_folder, monkeypatch, street="350582107000", community=ONE)
    assert app.caption[1].value.startswith("池店镇 · 新店村 · ")
    both = opened("overview", demo_folder, monkeypatch, **BOTH_STREETS, community=[ONE, OTHER])
    assert all(label in both.caption[1].value for label in ("新店村（池店镇）", "新店村（安海镇）"))
