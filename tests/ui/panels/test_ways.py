"""Figures that lead to the list or the page they stand for."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from tests.opening import metric, opened
from ui.words.text import catalogue

CHOSEN = {"street": "350582002000", "from": "2026-05-01", "to": "2026-05-31", "compare": "year"}
WORDS = catalogue("zh")


def ways(app) -> dict[str, tuple[str, dict[str, list[str]]]]:
    """Where each figure of a page leads: the page's address and its query, by the figure's name."""
    links = [item.proto for item in app.get("page_link")]
    return {
        link.label.split("：")[0]: (link.page, parse_qs(link.query_string))
        for link in links
        if "：" in link.label
    }


@pytest.mark.parametrize(("page", "figures"), [("overview", 3), ("cases", 3)])
def test_the_list_that_a_figure_opens_holds_as_many_cases_as_it_counts(
    page, figures, demo_folder, monkeypatch
):
    """With the filters and the comparison that were set, of which none is lost."""
    app = opened(page, demo_folder, monkeypatch, **CHOSEN)
    lists = {name: query for name, (way, query) in ways(app).items() if way == "cases"}
    assert len(lists) == figures
    for name, query in lists.items():
        assert {key: [value] for key, value in CHOSEN.items()} == {key: query[key] for key in CHOSEN}
        there = opened("cases", demo_folder, monkeypatch, **query)
        assert any(f"共 {metric(app, name)} 件" in note.value for note in there.caption), name
        assert {key: [value] for key, value in there.query_params.items()} == query


def test_a_rate_opens_the_evaluation_from_the_worst_place_on(demo_folder, monkeypatch):
    """The places that are ranked are sorted by it, the worst first; the funnel is drawn of it."""
    app = opened("overview", demo_folder, monkeypatch, **CHOSEN | {"street": []})
    for name, rate in (("按期办结率", "按期结案率"), ("满意率", "满意率")):
        page, query = ways(app)[name]
        there = opened(page, demo_folder, monkeypatch, **query)
        ranked = there.dataframe[0].value.dropna(subset=["名次"])
        assert ranked[f"{rate}（%）"].is_monotonic_increasing
        assert f"漏斗图：{rate}" in [heading.value for heading in there.subheader]


def test_a_figure_that_stands_for_nothing_leads_nowhere(demo_folder, monkeypatch):
    """Neither one that no page shows row by row, nor one of the page that one is on."""
    assert "签订协议" not in ways(opened("overview", demo_folder, monkeypatch))
    assert ways(opened("grid_work", demo_folder, monkeypatch)) == {}


def test_an_hour_of_the_week_opens_the_cases_reported_then(demo_folder, demo_frames, monkeypatch):
    """As many as its square counts; one that is not known is said, and a click leads back to every hour."""
    at = demo_frames["cases"]["reported_at"]
    at = at[at.between("2026-06-01", "2026-07-01", inclusive="left")]
    count = ((at.dt.day_of_week == 2) & (at.dt.hour == 14)).sum()
    app = opened("cases", demo_folder, monkeypatch, list="reported", hour="3-14")
    assert len(app.dataframe[0].value) == count > 0
    app.button(key="hour_clear").click().run()
    assert dict(app.query_params) == {"list": "reported"}
    assert any(f"共 {len(at):,} 件" in note.value for note in app.caption)
    for wrong in ("8-14", "3-24", "<b>"):
        app = opened("cases", demo_folder, monkeypatch, hour=wrong)
        assert [note.value for note in app.warning if "hour" in note.value], wrong
