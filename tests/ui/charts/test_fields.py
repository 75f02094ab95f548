"""Axes of time and the colours of series."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from ui import charts, theme
from ui.charts.fields import within_palette

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
    assert (
        charts.stacked(table, "at", "cases", "kind").to_dict()["encoding"]["x"]["axis"]["tickCount"] == "day"
    )


def test_two_days_are_written_once_each():
    table = pd.DataFrame({"at": pd.date_range("2026-06-01", periods=2), "kind": "a", "cases": [1, 2]})
    drawn = vl_convert.vegalite_to_svg(charts.stacked(table, "at", "cases", "kind").to_json())
    assert drawn.count(">06-01<") == drawn.count(">06-02<") == 1


def test_weeks_are_written_by_their_mondays():
    weeks = pd.DataFrame({"at": pd.date_range("2026-03-30", periods=14, freq="W-MON"), "cases": range(14)})
    for chart in (
        charts.trend(weeks, "at", "cases"),
        charts.stacked(weeks.assign(k="a"), "at", "cases", "k"),
    ):
        drawn = vl_convert.vegalite_to_svg(chart.to_json())
        written = set(re.findall(r">(\d\d-\d\d)<", drawn))
        assert len(written) > 3
        assert written <= set(weeks["at"].dt.strftime("%m-%d"))
