"""A file is loaded block by block: what comes out does not depend on where a block ends."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import select

from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.database.url import database_url
from data_access.loading import Report, load, spool
from data_access.loading.messages import LoadRefused
from data_access.schema import metadata
from tests.conftest import MAPPING, OUTLINES, SAMPLE
from tests.data_access.loading.mapped import CITY, written

AT_LOADING = ["loaded_at", "load_id"]

LEDGER = """
[places]
create = ["street_office", "community"]

[tables.cases]
source = "cases.csv"
as_of = ["reported_at"]
plausible = { reported_at = [2020-01-01, 2026-12-31] }
unit = "单位"
category = { main = "大类", sub = "小类" }
places = { street_office = "街道", community = "社区" }
leave_out = { "状态" = ["作废"] }
KEY
[tables.cases.columns]
COLUMN
reported_at = "上报"
status = "状态"
summary = "内容"
satisfaction = "评分"
[tables.cases.values.status]
"已办结" = "closed"
"处理中" = "open"
[tables.cases.deadlines]
"*" = { working_days = 5 }
"噪音" = { hours = 24 }
"""


def ledger(rows: int = 60) -> pd.DataFrame:
    """Rows in which much repeats or is odd, near and far from each other."""
    numbers = range(rows)
    return pd.DataFrame(
        {
            "编号": [f"A{n - 20 if n in (25, 43) else n}" for n in numbers],
            "上报": [f"{n % 12 + 1:02}/{28 if n == 50 else n % 11 + 1:02}/2026 0{n % 3}:00" for n in numbers],
            "状态": ["作废" if n % 17 == 5 else "已办结" if n % 3 else "处理中" for n in numbers],
            "大类": [("噪音", "占道", "", "停水")[n % 4 if n < 50 else 1] for n in numbers],
            "小类": ["" if n % 5 else "夜间" for n in numbers],
            "街道": [("青阳街道", "青阳", "安海镇", "-")[n % 4] for n in numbers],
            "社区": ["" if n % 2 else f"第{n % 6}社区" for n in numbers],
            "单位": [("住建局", "城管局", "", "供水公司")[n % 4] for n in numbers],
            "内容": [
                f"联系人：王小明，电话13800138{n % 3:03}" if n % 7 == 0 else "路灯不亮" for n in numbers
            ],
            "评分": [("5", "约4", "九", "")[n % 4] for n in numbers],
        }
    )


def outcome(sources: list, mapping, url: str) -> tuple[Report, dict[str, pd.DataFrame]]:
    """The report of a load, and all tables as they stand then."""
    report = load(sources, mapping, database_url(url), max_rejects=1)
    engine = reading_engine(database_url(url))
    tables = {}
    for name, table in metadata.tables.items():
        rows = read(engine, select(table)).drop(columns=AT_LOADING, errors="ignore")
        tables[name] = rows.sort_values(list(rows), ignore_index=True, key=lambda column: column.astype(str))
    return report, tables


def same(one: Any, other: Any) -> None:
    """Compare what a report says, frame by frame."""
    if isinstance(one, pd.DataFrame | pd.Series):
        got, expected = (pd.DataFrame(item).astype(object) for item in (one, other))
        pd.testing.assert_frame_equal(got, expected, check_index_type=False, check_column_type=False)
    elif hasattr(one, "__dataclass_fields__"):
        for field in fields(one):
            same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, tuple) and any(hasattr(item, "__dataclass_fields__") for item in one):
        assert len(one) == len(other)
        for pair in zip(one, other, strict=True):
            same(*pair)
    elif isinstance(one, pd.Index):
        assert list(one) == list(other)
    else:
        assert one == other


def compared(sources: list, mapping, folder, monkeypatch, rows: int) -> Report:
    """The report of a load in blocks of so many rows, after comparing all that came of it with one block's."""
    one, tables = outcome(sources, mapping, f"duckdb:///{folder}/one")
    monkeypatch.setattr(spool, "BLOCK", rows)
    several, others = outcome(sources, mapping, f"duckdb:///{folder}/several")
    for a, b in zip(one.tables, several.tables, strict=True):
        assert (a.lines("zh"), a.notes()) == (b.lines("zh"), b.notes())
        same(a, b)
    for name, expected in tables.items():
        pd.testing.assert_frame_equal(others[name], expected, obj=name)
    return several


def test_a_city_in_blocks_is_the_city_in_one(tmp_path, monkeypatch):
    report = compared([SAMPLE, OUTLINES], MAPPING, tmp_path, monkeypatch, 300)
    assert report.tables[0].rows_accepted > 1000


@pytest.mark.parametrize("keyed", [True, False])
def test_repeats_names_days_and_units_are_told_across_blocks(tmp_path, monkeypatch, keyed):
    """Twice the same number or row, the order of day and month, names, categories, units, personal data."""
    frame = ledger() if keyed else pd.concat([ledger(30), ledger(30)]).drop(columns="编号")
    file = written(tmp_path, frame, "cases.csv")
    mapping = tmp_path / "m.toml"
    column = 'case_id = "编号"' if keyed else ""
    mapping.write_text(CITY + LEDGER.replace("COLUMN", column).replace("KEY", ""), encoding="utf-8")
    (told,) = compared([file], mapping, tmp_path, monkeypatch, 4).tables
    causes = set(told.rejects["cause"]) | set(told.remarked["cause"])
    assert causes >= ({"duplicate"} if keyed else {"repeated"}) | {"bad_number", "approximate"}
    assert told.masked["mobile"] > 5
    assert len(told.names) == 2


def test_a_file_of_which_every_block_is_refused_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(spool, "BLOCK", 4)
    file = written(tmp_path, ledger(10).assign(上报="某天"), "cases.csv")
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        CITY + LEDGER.replace("COLUMN", 'case_id = "编号"').replace("KEY", ""), encoding="utf-8"
    )
    with pytest.raises(LoadRefused) as refused:
        load([file], mapping, database_url(f"duckdb:///{tmp_path}/none"))
    assert refused.value.key == "all_rejected"
    assert refused.value.details["rows"] == 9  # one is void


def test_a_full_disk_under_the_temporary_folder_is_said(monkeypatch):
    """Where what is kept between the steps finds no room the load is refused with the remedy."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    kept = spool.Texts([pd.DataFrame({"a": ["1"]}, dtype="str")])
    assert [block["a"].tolist() for block in kept] == [["1"]]
    monkeypatch.setattr(spool.tempfile, "TemporaryFile", full)
    with pytest.raises(LoadRefused) as refused:
        spool.Spool()
    assert "TMPDIR" in refused.value.words("zh")
