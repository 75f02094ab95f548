"""Axes of time and the colours of series."""

from __future__ import annotations

import re
import runpy
from datetime import date

import altair as alt
import numpy as np
import pandas as pd
import pytest
import vl_convert
from altair.utils import schemapi
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.house.code import ROOT
from ui import charts, theme
from ui.charts import pictures
from ui.charts.fields import within_palette
from ui.charts.labels import LEAST_GAP, apart

CATEGORIES = st.integers(1, 60)


def counts(categories: int) -> pd.DataFrame:
    days = pd.date_range("2026-06-01", periods=3)
    rows = [(day, f"c{number:02}", number + 1) for day in days for number in range(categories)]
    return pd.DataFrame(rows, columns=["at", "category", "cases"])


@settings(deadline=None)
@given(CATEGORIES)
def test_every_series_has_a_colour_of_its_own_and_none_is_lost(categories):
    table = counts(categories)
    drawn = within_palette(table, "at", "cases", "category", apart=None)
    assert drawn["category"].nunique() == min(categories, len(theme.CATEGORICAL))
    assert drawn.groupby("at")["cases"].sum().equals(table.groupby("at")["cases"].sum())
    assert not drawn.duplicated(["at", "category"]).any()


@pytest.mark.parametrize("parts", [1, 10, 11, 26])
def test_bars_of_any_number_of_parts_keep_their_sums(parts):
    """However many there are, and though the caller does not name the last of them: each has its colour."""
    table = counts(parts)
    names = [f"c{number:02}" for number in range(parts - 1)]
    table["at"] = table["at"].dt.strftime("%m-%d")
    drawn = charts.stacked_bars(
        table, "at", "cases", "category", labels=sorted(set(table["at"])), parts=names
    ).to_dict()
    colour = drawn["layer"][0]["encoding"]["color"]["scale"]
    assert len(set(colour["range"])) == len(colour["domain"]) >= min(parts, len(theme.CATEGORICAL))
    rows = next(rows for rows in drawn["datasets"].values() if "part" in rows[0])
    assert sum(row["cases"] for row in rows) == table["cases"].sum()
    assert {row["category"] for row in rows} <= set(colour["domain"])


def test_the_line_of_a_comparison_is_no_series_among_them():
    line = pd.DataFrame({"at": pd.date_range("2026-06-01", periods=3), "category": "before", "cases": 1})
    drawn = within_palette(pd.concat([counts(26), line]), "at", "cases", "category", apart="before")
    assert (drawn["category"] == "before").sum() == 3
    assert drawn["category"].nunique() == len(theme.CATEGORICAL) + 1


@settings(deadline=None)
@given(st.dates(date(2019, 1, 1), date(2030, 12, 1)), st.integers(2, 15))
def test_a_short_axis_never_writes_a_day_twice(start, days):
    moments = pd.date_range(start, periods=days)
    table = pd.DataFrame({"at": moments, "kind": "a", "cases": range(days)})
    (columns, *_) = charts.stacked(table, "at", "cases", "kind").to_dict()["layer"]
    assert columns["encoding"]["x"]["axis"]["tickCount"] == "day"


def test_two_days_are_written_once_each():
    table = pd.DataFrame({"at": pd.date_range("2026-06-01", periods=2), "kind": "a", "cases": [1, 2]})
    drawn = vl_convert.vegalite_to_svg(charts.stacked(table, "at", "cases", "kind").to_json())
    assert drawn.count(">06-01<") == drawn.count(">06-02<") == 1


def test_weeks_are_written_by_their_mondays():
    weeks = pd.DataFrame({"at": pd.date_range("2026-03-30", periods=14, freq="W-MON"), "cases": range(14)})
    for chart in (
        charts.trend(weeks.assign(k="a"), "at", "cases", "k"),
        charts.stacked(weeks.assign(k="a"), "at", "cases", "k"),
    ):
        drawn = vl_convert.vegalite_to_svg(chart.to_json())
        written = set(re.findall(r">(\d\d-\d\d)<", drawn))
        assert len(written) > 3
        assert written <= set(weeks["at"].dt.strftime("%m-%d"))


def test_names_at_the_ends_of_lines_stand_apart_and_in_order():
    values = np.array([50.0, 50.1, 50.0, 10.0, 99.9, 100.0])
    places = apart(values, (0.0, 100.0), 300)
    gaps = np.diff(np.sort(places))
    assert (gaps >= LEAST_GAP / 300 * 100 - 1e-9).all()
    assert (np.argsort(places, kind="stable") == np.argsort(values, kind="stable")).all()
    assert places[3] == pytest.approx(10)
    assert places.max() <= 100


COLON = "a: b.c[d] 'e' \"f\" \\g"
WEEKS = pd.date_range("2026-03-30", periods=4, freq="W-MON")
TIMED = pd.DataFrame(
    {"at": [*WEEKS, *WEEKS], COLON: [3, 4, 5, 6, 2, 2, 2, 2], "k": ["甲"] * 4 + ["乙: 丙"] * 4}
)
PLACED = pd.DataFrame({"名": ["甲", "乙"], COLON: [7, 3], "对: 比": [5.0, 9.0]})
NOW = charts.Beside("对: 比", "上期（2026-05-01 至 2026-05-31）")
EACH = {
    "bars": lambda: charts.bars(PLACED, "名", COLON, beside=NOW),
    "columns": lambda: charts.columns(PLACED, "名", COLON, beside=NOW),
    "worded": lambda: charts.worded_bars(PLACED, "名", COLON, ["七", "三"], beside=NOW),
    "trend": lambda: charts.trend(TIMED, "at", COLON, "k", line=NOW._replace(name="乙: 丙"), cut=WEEKS[-1:]),
    "stacked": lambda: charts.stacked(
        TIMED, "at", COLON, "k", line=NOW._replace(name="乙: 丙"), cut=WEEKS[-1:]
    ),
    "stacked bars": lambda: charts.stacked_bars(
        TIMED.assign(at="合"),
        "at",
        COLON,
        "k",
        labels=["合"],
        parts=["甲", "乙: 丙"],
        compared=pd.DataFrame({"at": ["合"], COLON: [9]}),
        words=NOW.words,
    ),
}


@pytest.mark.parametrize("kind", EACH)
def test_a_comparison_is_a_thin_dashed_grey_line_named_with_its_span(kind):
    """On every kind of chart, whatever signs a heading holds; and no chart has more than five lines of a grid."""
    drawn = vl_convert.vegalite_to_svg(EACH[kind]().to_dict())
    assert NOW.words in drawn
    assert re.search(rf'stroke="{theme.COMPARED}" stroke-width="1.5" stroke-dasharray="4,3"', drawn)
    grids = re.findall(r'<g class="mark-rule role-axis-grid".*?</g>', drawn)
    assert grids
    assert all(grid.count("<line") - 1 <= 5 for grid in grids)
    assert "NaN" not in drawn
    assert "undefined" not in drawn


@pytest.mark.parametrize("kind", EACH)
def test_marks_are_read_aloud_by_their_headings(kind):
    """As on hovering; no name of code is heard, and what only stands beside a mark is passed over."""
    drawn = vl_convert.vegalite_to_svg(pictures.OnPage(EACH[kind]()).to_dict())
    told = re.findall(r'aria-label="([^"]*)" role="graphics-symbol"', drawn)
    assert told
    assert all(re.match(r"(名|at|合|k|a: b)", one) for one in told), told
    assert not re.search(r"\b(named|part|sum|end|undefined|NaN)\b", " ".join(told))


@pytest.mark.parametrize("kind", EACH)
def test_layers_are_drawn_as_altair_would_draw_them(kind):
    """What Altair looks for in each layer to bring it together, ours have not: the pictures are the same."""
    ours = EACH[kind]()
    theirs = alt.LayerChart(layer=list(ours.layer), height=ours.height)
    drawn = [vl_convert.vegalite_to_svg(chart.to_dict()) for chart in (ours, theirs)]
    assert drawn[0] == drawn[1]


def test_charts_are_checked_in_tests_and_not_in_the_running_app():
    """What Vega-Lite would not understand is found wherever a test draws it, and costs no page any time."""
    with schemapi.debug_mode(False):
        wrong = alt.Chart(TIMED).mark_bar(size="big").encode(x="at:T")  # type: ignore[arg-type]
    with pytest.raises(schemapi.SchemaValidationError):
        pictures.OnPage(wrong).to_dict()
    with schemapi.debug_mode(True):
        runpy.run_path(str(ROOT / "app.py"))
        assert pictures.OnPage(wrong).to_dict()["mark"]["size"] == "big"


@settings(deadline=None, max_examples=15)
@given(st.floats(1, 1e7))
def test_an_axis_has_five_lines_of_a_grid_at_most(highest):
    """Beside that at zero, wherever the values end."""
    drawn = charts.columns(pd.DataFrame({"名": ["甲"], "件": [highest]}), "名", "件")
    svg = vl_convert.vegalite_to_svg(drawn.to_dict())
    (grid,) = re.findall(r'<g class="mark-rule role-axis-grid".*?</g>', svg)
    assert 1 <= grid.count("<line") - 1 <= 5


@pytest.mark.parametrize("name", ["it's", 'a "b"', "镇\\街道", "end\\", "\\u", "two\nlines"])
def test_a_heading_may_hold_any_sign(name):
    """Vega-Lite writes headings into expressions: none of them ends one, on a page or in a picture."""
    table = pd.DataFrame({name: [3.0, 4.0], "k": ["甲", "乙"]})
    for chart in (charts.bars(table, "k", name), charts.columns(table, "k", name)):
        assert "甲" in vl_convert.vegalite_to_svg(pictures.OnPage(chart).to_dict())
        assert "甲" in pictures.svg_bytes(chart, "题", "来源").decode()
