"""The menu of downloads."""

from __future__ import annotations

import pytest

from tests.opening import opened
from ui.files import menu


@pytest.mark.parametrize("holds", [True, False])
def test_a_table_longer_than_a_sheet_is_offered_as_csv(holds, demo_folder, monkeypatch):
    """Where a sheet has too few rows there is no workbook, and a sentence tells what to take."""
    if not holds:
        monkeypatch.setattr("data_access.exporting.WORKBOOK_ROWS", 2)
    offered: set[str] = set()
    make = menu.tables.file_name

    def noted(*parts):
        offered.add(f"{parts[0]}.{parts[-1]}")
        return make(*parts)

    monkeypatch.setattr(menu.tables, "file_name", noted)
    app = opened("cases", demo_folder, monkeypatch)
    csv = {name.removesuffix(".csv") for name in offered if name.endswith(".csv")}
    xlsx = {name.removesuffix(".xlsx") for name in offered if name.endswith(".xlsx")}
    assert len(csv) >= 4
    assert (csv == xlsx) == holds
    assert any("超过XLSX工作表的上限" in note.value for note in app.caption) != holds
