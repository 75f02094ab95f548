"""What ticked rows of tables open."""

from __future__ import annotations

import importlib
from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from data_access.selection import Selection
from tests.opening import opened
from ui.panels import openings
from ui.panels.openings import Opens

TABLES = [
    ("neighbours", "pages.neighbours.groups", "without"),
    ("elderly", "pages.elderly.surveys", "beyond"),
    ("elderly", "pages.elderly.spaces", "spaces"),
    ("deliberation", "pages.deliberation.meetings", "recurring"),
    ("activities", "pages.activities.attendance", "best"),
]
"""Lists of what lies in communities, by page, module and key."""


@pytest.mark.parametrize(("page", "module", "key"), TABLES, ids=[key for *_, key in TABLES])
def test_each_row_opens_the_portrait_of_the_community_that_it_names(
    page, module, key, demo_folder, demo_frames, monkeypatch
):
    drawn: dict[str, tuple[pd.DataFrame, Opens]] = {}
    turned: list[Selection] = []

    def note(_: Any, name: str, __: str, table: pd.DataFrame, **options: Any) -> None:
        drawn[name] = (table, options["opens"])

    monkeypatch.setattr(importlib.import_module(module), "table_panel", note)
    monkeypatch.setattr(openings, "turn_next", lambda page, selection, **_: turned.append(selection))
    opened(page, demo_folder, monkeypatch, **{"from": "2025-07-01", "to": "2026-06-30"})
    table, opens = drawn[key]
    for row in range(len(table)):
        opens.turn(row)
    names = demo_frames["communities"].set_index("code")["name"]
    assert len(table) > 5
    assert [names[selection.communities[0]] for selection in turned] == list(table["社区（村）"])


def test_a_row_without_a_community_opens_nothing(monkeypatch):
    turned: list[str] = []
    monkeypatch.setattr(openings, "turn_next", lambda page, *_: turned.append(page))

    view: Any = SimpleNamespace(selection=Selection(date(2026, 6, 1), date(2026, 7, 1)))
    opens = openings.portraits_opened(view, "community", ["350582002014", None])
    opens.turn(1)
    assert turned == []
    opens.turn(0)
    assert turned == ["community"]
