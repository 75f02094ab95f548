"""The page of grid work."""

from __future__ import annotations

from data_access.database.url import database_url
from tests.conftest import write
from tests.opening import metric, opened
from ui.words.text import catalogue


def test_grid_work_shows_what_the_rows_say(demo_folder, demo_frames, monkeypatch):
    period = {"from": "2026-05-01", "to": "2026-06-30"}
    app = opened("grid_work", demo_folder, monkeypatch, **period)
    rows = demo_frames["visits"]
    rows = rows[rows["visited_at"] >= "2026-05-01"]
    grids = demo_frames["grids"]
    assert metric(app, "走访排查") == f"{len(rows):,}"
    assert metric(app, "每网格走访") == f"{len(rows) / len(grids):.1f}"
    assert metric(app, "每百户走访") == f"{100 * len(rows) / grids['households'].sum():.1f}"
    calls = rows.groupby("grid_code")["households"].sum().reindex(grids["code"], fill_value=0)
    reached = calls.clip(upper=grids.set_index("code")["households"]).sum()
    assert metric(app, "走访户数占比上限") == f"{100 * reached / grids['households'].sum():.1f}%"
    silent = next(item.value for item in app.dataframe if "未走访天数（天）" in item.value)
    never = grids[~grids["code"].isin(rows["grid_code"])]
    assert set(silent["网格"]) == set(never["name"])
    assert silent["未走访天数（天）"].is_monotonic_decreasing
    app.button_group(key="grid_work_list").set_value("over").run()
    listed = app.dataframe[-1].value
    ordinary = grids[grids["kind"] != "special"]
    assert set(listed["网格"]) == set(ordinary.loc[ordinary["households"] > 500, "name"])
    app.button_group(key="grid_work_level").set_value("grid").run()
    assert not app.exception


def test_without_grids_nobody_is_said_to_have_none(tmp_path, demo_frames, monkeypatch):
    """The ranking has no column of grids where no grid is loaded, rather than 0 in each place."""
    url = database_url(f"duckdb:///{tmp_path}/data")
    write(url, demo_frames | {"grids": demo_frames["grids"].head(0)})
    words = catalogue("zh")
    heads = [name for table in opened("grid_work", url, monkeypatch).dataframe for name in table.value]
    assert words["grid_work.column.visits"] in heads
    assert words["grid_work.column.grids"] not in heads


def test_posts_of_organisations_are_not_counted_as_people(demo_folder, monkeypatch):
    """The chain has committees and branches beside people, so what is filled is posts (岗), nowhere people (人)."""
    tables = [item.value for item in opened("grid_work", demo_folder, monkeypatch).dataframe]
    words = catalogue("zh")
    chain = next(
        table
        for table in tables
        if words["value.post_role.community_party_committee"] in set(table.iloc[:, 0])
    )
    assert not [head for head in chain if "人）" in head]
