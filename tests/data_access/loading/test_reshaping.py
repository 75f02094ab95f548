"""Rows brought into the mapping's shape: a day and a time joined, a key of columns, void rows left out."""

from __future__ import annotations

import pandas as pd
import pytest
from sqlalchemy import select

from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.database.url import database_url
from data_access.loading import load
from data_access.loading.messages import LoadRefused
from data_access.schema import cases

MAPPING = """
[city]
code = "350582"
name = "晋江市"
[places]
[tables.cases]
source = "*.csv"
as_of = ["reported_at"]
key = ["年度", "流水号"]
join = { "上报时间" = ["日期", "时间"] }
leave_out = { "状态" = ["作废"], "流水号" = ["合计*"] }
date_format = ["%Y-%m-%d %H:%M", "%Y-%m-%d"]
[tables.cases.columns]
reported_at = "上报时间"
status = "状态"
[tables.cases.values.status]
"在办" = "open"
"办结" = "closed"
[tables.cases.place]
column = "街道"
"""

LEDGER = """年度,流水号,日期,时间,状态,街道
2026,001,2026-03-02,08:30,办结,青阳街道
2026,002,2026-03-03,,在办,青阳街道
2026,003,2026-03-04,09:00,作废,安海镇
2025,001,2025-03-04,09:00,在办,安海镇
,合计 4,,,,
"""


@pytest.fixture
def ledger(tmp_path):
    (tmp_path / "台账.csv").write_text(LEDGER, encoding="utf-8")
    (tmp_path / "映射.toml").write_text(MAPPING, encoding="utf-8")
    return tmp_path / "台账.csv", tmp_path / "映射.toml"


def test_rows_are_joined_keyed_and_left_out(ledger, empty_url):
    file, mapping = ledger
    report = load([file], mapping, empty_url).tables[0]
    assert (report.rows_read, report.rows_accepted, report.rows_rejected) == (3, 3, 0)
    assert report.left_out == {"状态": 1, "流水号": 1}
    assert "按映射略去（列“状态”）：1 行" in report.lines("zh")
    columns = (cases.c.case_id, cases.c.reported_at, cases.c.status)
    rows = read(reading_engine(empty_url), select(*columns).order_by(cases.c.case_id))
    assert rows["case_id"].tolist() == ["2025-001", "2026-001", "2026-002"]
    moments = ["2025-03-04 09:00", "2026-03-02 08:30", "2026-03-03 00:00"]
    assert rows["reported_at"].tolist() == [pd.Timestamp(moment) for moment in moments]
    assert rows["status"].tolist() == ["open", "closed", "open"]


def test_a_dry_run_tells_the_same_and_writes_nothing(ledger, tmp_path):
    file, mapping = ledger
    url = f"duckdb:///{tmp_path}/data"
    report = load([file], mapping, database_url(url), dry_run=True)
    assert report.generation is None
    assert report.tables[0].rows_accepted == 3
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("slip", ['"日期", "钟点"', '"年度", "序号"'])
def test_a_column_that_is_not_there_is_named(ledger, empty_url, slip):
    file, mapping = ledger
    known = '"日期", "时间"' if "日期" in slip else '"年度", "流水号"'
    mapping.write_text(MAPPING.replace(known, slip), encoding="utf-8")
    with pytest.raises(LoadRefused) as refused:
        load([file], mapping, empty_url)
    assert slip.split('"')[3] in refused.value.words("zh")
    assert "台账.csv" in refused.value.words("zh")
