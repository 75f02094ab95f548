"""The list of overdue cases."""

from __future__ import annotations

from tests.opening import metric, opened


def test_overdue_list_pages_in_the_database(demo_folder, demo_frames, monkeypatch):
    app = opened("cases", demo_folder, monkeypatch)
    rows = demo_frames["cases"].query("status == 'open'")
    late = rows[rows["due_at"] < demo_frames["dataset"]["as_of"].iloc[0]]
    assert metric(app, "超期未办结") == f"{len(late):,}"
    app.button_group(key="case_list_standing").set_value("overdue").run()
    listed = app.dataframe[0].value
    assert listed["案件编号"].tolist() == late.sort_values(["due_at", "case_id"])["case_id"].head(15).tolist()
