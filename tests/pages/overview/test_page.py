"""The overview and its comparison."""

from __future__ import annotations

import json
import os

from streamlit.testing.v1 import AppTest

from tests.opening import metric, opened
from ui.words.text import catalogue


def test_overview_shows_what_the_rows_say(demo_folder, demo_frames, monkeypatch):
    app = opened(
        "overview",
        demo_folder,
        monkeypatch,
        street="350582001000",
        **{"from": "2025-07-01", "to": "2026-06-30"},
    )
    rows = demo_frames["cases"].query("street_office_code == '350582001000'")
    closed = rows[rows["closed_at"].between("2025-07-01", "2026-07-01", inclusive="left")]
    reported = rows["reported_at"].between("2025-07-01", "2026-07-01", inclusive="left").sum()
    assert metric(app, "上报案件") == f"{reported:,}"
    assert metric(app, "办结案件") == f"{len(closed):,}"
    assert metric(app, "按期办结率") == f"{100 * (closed['closed_at'] <= closed['due_at']).mean():.1f}%"
    assert metric(app, "小事不出网格") == f"{100 * (closed['resolved_level'] == 'grid').mean():.1f}%"
    held = demo_frames["activities"].query("street_office_code == '350582001000'")
    held = held[held["starts_at"].between("2025-07-01", "2026-07-01", inclusive="left")]
    assert metric(app, "参加人次") == f"{held['participants'].sum():,}"


def compared(app: AppTest, label: str) -> str:
    return next(item.delta for item in app.metric if item.label == label)


def test_overview_compares_with_what_the_url_says(demo_folder, demo_frames, monkeypatch):
    period = {"from": "2026-05-01", "to": "2026-05-31"}
    rows = demo_frames["cases"]

    def reported(start: str, end: str, street: str | None = None) -> int:
        chosen = rows[rows["reported_at"].between(start, end, inclusive="left")]
        return len(chosen if street is None else chosen[chosen["street_office_code"] == street])

    may = reported("2026-05-01", "2026-06-01")
    april = reported("2026-04-01", "2026-05-01") * 31 / 30
    for compare, before, by_the_day in (
        ("previous", april, " 折算"),
        ("year", reported("2025-05-01", "2025-06-01"), ""),
    ):
        app = opened("overview", demo_folder, monkeypatch, compare=compare, **period)
        change = f"{round(100 * (may - before) / before, 1):+,.1f}%{by_the_day}"
        assert compared(app, "上报案件") == change
    street = {"street": "350582001000"} | period
    app = opened("overview", demo_folder, monkeypatch, compare="350582103000", **street)
    assert compared(app, "上报案件") == ""
    assert demo_frames["street_offices"].set_index("code").loc["350582103000", "name"] in " ".join(
        note.value for note in app.caption
    )
    closed = rows[rows["closed_at"].between("2026-05-01", "2026-06-01", inclusive="left")]
    share = closed["closed_at"].le(closed["due_at"]).groupby(closed["street_office_code"]).mean() * 100
    points = round(share["350582001000"] - share["350582103000"], 1)
    assert points != 0
    assert compared(app, "按期办结率") == f"{points:+,.1f} 个百分点"
    assert app.query_params["compare"] == "350582103000"


def test_a_comparison_that_is_not_known_is_said(demo_folder, monkeypatch):
    app = opened("overview", demo_folder, monkeypatch, compare="<i>x</i>")
    assert [note.value for note in app.warning] == [catalogue("zh")["compare.unknown"]]
    app.selectbox(key="compare_with").set_value("year").run()
    assert app.query_params["compare"] == "year"
    assert not app.warning


def test_files_name_categories_in_words(demo_folder, monkeypatch):
    app = opened("overview", demo_folder, monkeypatch, category="neighbour.leak")
    line = app.session_state["view"].provenance()
    assert "漏水纠纷" in line
    assert "neighbour.leak" not in line


def test_the_first_sentence_says_what_the_figures_say(demo_folder, demo_frames, monkeypatch):
    """Reported and closed in the period, open and overdue now, and where to look first."""
    street = "350582002000"
    app = opened("overview", demo_folder, monkeypatch, street=street)
    sentence = app.markdown[0].value
    assert f"上报案件{metric(app, '上报案件')}件" in sentence
    assert f"办结{metric(app, '办结案件')}件" in sentence
    assert f"按期办结率{metric(app, '按期办结率')}" in sentence
    rows = demo_frames["cases"].query("street_office_code == @street and status == 'open'")
    overdue = (rows["due_at"] < demo_frames["dataset"]["as_of"].iloc[0]).sum()
    assert f"现有未办结案件{len(rows):,}件，其中超期{overdue:,}件" in sentence
    assert metric(app, "超期未办结") == f"{overdue:,}"
    assert "首先是：" in sentence


def test_the_sites_documents_and_targets(demo_folder, monkeypatch, tmp_path):
    """A formula names the document that the site follows, a ranking has the site's target; a wrong file is told."""
    file = tmp_path / "standards.toml"
    monkeypatch.setenv("STANDARDS_FILE", str(file))
    app = opened("overview", demo_folder, monkeypatch, figure="on_time")
    assert "依据：" not in formula(app, "按期办结率")
    file.write_text('[on_time]\ndocument = "晋委社〔2026〕3号"\ntarget = 95', "utf-8")
    app.run()
    assert "依据：晋委社〔2026〕3号" in formula(app, "按期办结率")
    assert any(json.dumps("目标95.0%") in chart.proto.spec for chart in app.get("vega_lite_chart"))
    file.write_text("[on_time]\ntarget = -1", "utf-8")
    os.utime(file, (1, 1))
    app.run()
    assert any("target" in error.value and "-1" in error.value for error in app.error)


def formula(app: AppTest, label: str) -> str:
    return next(item.help for item in app.metric if item.label == label)
