"""Periods that the data do not reach, and what files say of the two periods that they compare."""

from __future__ import annotations

import pytest

from tests.opening import PAGES, metric, opened
from ui.files import menu


@pytest.fixture
def offered(monkeypatch) -> dict[str, str]:
    """The names of the files that a page offers, by their extension and what they hold."""
    names: dict[str, str] = {}
    make = menu.tables.file_name

    def noted(what, *parts):
        name = make(what, *parts)
        names[f"{what}.{parts[-1]}"] = name
        return name

    monkeypatch.setattr(menu.tables, "file_name", noted)
    return names


@pytest.mark.parametrize("page", PAGES)
def test_a_period_to_come_is_kept_and_said(page, demo_folder, monkeypatch):
    """What was asked stays in the address, and the page says that nothing is known of it yet."""
    asked = {"from": "2031-01-01", "to": "2031-12-31"}
    app = opened(page, demo_folder, monkeypatch, **asked)
    assert app.query_params["from"] == "2031-01-01"
    assert app.query_params["to"] == "2031-12-31"
    assert any("2031-01-01 至 2031-12-31" in note.value and "尚无数据" in note.value for note in app.info)
    if page == "overview":
        assert metric(app, "上报案件") == "0"


def test_a_year_that_is_not_over_is_compared_up_to_now(demo_folder, demo_frames, monkeypatch):
    """Of a year whose second half is to come, the first half is held against the first half of the year before."""
    asked = {"from": "2026-01-01", "to": "2026-12-31", "compare": "year"}
    app = opened("overview", demo_folder, monkeypatch, **asked)
    at = demo_frames["cases"]["reported_at"]
    now, before = (int(at.between(f"{y}-01-01", f"{y}-07-01", inclusive="left").sum()) for y in (2026, 2025))
    change = next(item.delta for item in app.metric if item.label == "上报案件")
    assert change == f"{round(100 * (now - before) / before, 1):+,.1f}%"
    said = " ".join(words.help for words in app.markdown if words.help)  # behind the sentence on top
    assert "2026-01-01 至 2026-06-30" in said
    assert "2025-01-01 至 2025-06-30" in said
    assert (app.query_params["from"], app.query_params["to"]) == ("2026-01-01", "2026-12-31")
    assert any("2026-01-01 至 2026-12-31" in note.value and "尚无数据" in note.value for note in app.info)


@pytest.mark.parametrize(
    ("page", "compare", "span"),
    [
        ("overview", "previous", "2026-05-01-至-2026-05-31"),
        ("overview", "year", "2025-06-01-至-2025-06-30"),
        ("cases", "year", "2025-06-01-至-2025-06-30"),
        ("process", "previous", "2026-05-01-至-2026-05-31"),
        ("evaluation", "year", "2025-06-01-至-2025-06-30"),
    ],
)
def test_files_say_which_comparison_they_hold(page, compare, span, demo_folder, monkeypatch, offered):
    """Files of two comparisons have two names, each with the span that it compares with."""
    opened(page, demo_folder, monkeypatch, compare=compare)
    compared = [name for name in offered.values() if span in name]
    assert len(compared) >= 4
    assert all("20260601-20260630" in name for name in compared)


@pytest.mark.parametrize("page", ["map", "heatmap"])
def test_files_of_maps_say_their_shape_and_comparison(page, demo_folder, monkeypatch, offered):
    """Two circles, and a map with a comparison and one without, have files of different names."""
    asked: dict[str, dict[str, str]] = {
        "whole": {},
        "one": {"within": "circle:118.57,24.79,4000"},
        "other": {"within": "circle:118.57,24.79,6000"},
        "compared": {"map": "change", "heat": "difference"},
        "a_year": {"map": "change", "heat": "difference", "compare": "year"},
    }
    names: dict[str, set[str]] = {}
    for name, query in asked.items():
        offered.clear()
        opened(page, demo_folder, monkeypatch, **{"from": "2026-06-01", "to": "2026-06-30"} | query)
        names[name] = {file for file in offered.values() if file.endswith(".geojson")}
        assert names[name], name
    assert len(set.union(*names.values())) == sum(map(len, names.values()))
    assert all("圆形范围" in file for file in names["one"])
    assert all("2026-05-01-至-2026-05-31" in file for file in names["compared"])
