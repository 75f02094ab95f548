"""What the overview leads to in one click."""

from __future__ import annotations

from urllib.parse import parse_qs

from tests.opening import opened


def test_the_list_to_hand_on_and_the_unvisited_grids_are_one_click_away(demo_folder, monkeypatch):
    """The list is unfolded, and as many grids are listed as the link says."""
    links = {
        item.proto.label: item.proto for item in opened("overview", demo_folder, monkeypatch).get("page_link")
    }
    form = opened("attention", demo_folder, monkeypatch, **parse_qs(links["督办单"].query_string))
    assert any("facts form" in item.proto.body for item in form.get("html"))
    (label,) = [label for label in links if label.startswith("期内无人走访的网格")]
    grids = opened("grid_work", demo_folder, monkeypatch, **parse_qs(links[label].query_string))
    count = label.removeprefix("期内无人走访的网格").removesuffix("个")
    assert any(f"网格共 {count} 个" in note.value for note in grids.caption)
