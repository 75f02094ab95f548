"""Figures as pictures."""

from __future__ import annotations

from tests.opening import opened

STREET = "350582103000"


def test_a_picture_tells_a_figure_its_changes_and_its_course(demo_folder, demo_frames, monkeypatch):
    """The satisfied share of a quarter, against the quarter before and the year before, each in its line."""
    made = {}
    monkeypatch.setattr(
        "pages.overview.pictures.picture_download",
        lambda view, key, title, make: made.update({key: make}),
    )
    monkeypatch.setattr("pages.overview.pictures.png_bytes", lambda *given: given)
    app = opened(
        "overview", demo_folder, monkeypatch, street=STREET, **{"from": "2026-01-01", "to": "2026-03-31"}
    )
    assert not made  # nothing is read before the menu is opened
    app.session_state["figure_pictures"] = True
    app.run()
    assert not app.exception
    rows = demo_frames["cases"].query("street_office_code == @STREET and satisfaction.notna()")

    def share(start: str, end: str) -> float:
        closed = rows[rows["closed_at"].between(start, end, inclusive="left")]
        return 100 * (closed["satisfaction"] >= 4).mean()

    now, before, year = share("2026-01", "2026-04"), share("2025-10", "2026-01"), share("2025-01", "2025-04")
    chart, title, line = made["satisfaction"]()
    name = demo_frames["street_offices"].set_index("code").loc[STREET, "name"]
    assert title == f"{name}满意率：{now:.1f}%（2026-01-01 至 2026-03-31）"
    assert f"较上期（2025-10-01 至 2025-12-31） {now - before:+.1f} 个百分点" in line
    assert f"较去年同期（2025-01-01 至 2025-03-31） {now - year:+.1f} 个百分点" in line
    assert set(chart.data["时间"]) == {"本期", "上期", "去年同期"}
    assert {"reported", "on_time", "visits", "participants"} < made.keys()
