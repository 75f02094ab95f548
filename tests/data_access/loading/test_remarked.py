"""What was found in the rows taken, and what the names in them mean, can be read from the database after a load."""

from __future__ import annotations

import pandas as pd
import pytest
from sqlalchemy import select

from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.loading import load
from data_access.loading import remarked as counting
from data_access.schema import import_names, import_rejects, import_remarks
from tests.data_access.loading.mapped import CITY

MAPPING = f"""{CITY}[places]
create = ["street_office"]
[tables.cases]
source = "cases.csv"
as_of = ["reported_at"]
[tables.cases.columns]
reported_at = "上报时间"
status = "状态"
summary = "内容"
[tables.cases.values.status]
"已办结" = "closed"
"处理中" = "open"
[tables.cases.plausible]
reported_at = [2026-01-01, 2026-12-31]
[tables.cases.leave_out]
"状态" = ["作废"]
[tables.cases.places]
street_office = "街道"
community = "社区"
"""

ROWS = [
    ("2026-03-02 08:00:00", "处理中", "青阳街道", "阳光社区", "路灯"),
    ("2026-03-02 08:00:00", "处理中", "青阳街道", "阳光社区", "路灯"),
    ("2026-03-02 08:00:00", "处理中", "青阳街道", "阳光社区", "路灯"),
    ("2026-04-01 09:30:00", "处理中", "梅岭", "13905950001", "噪音"),
    ("2026-04-01 09:30:00", "处理中", "梅岭", "13905950001", "噪音"),
    ("2019-04-05 10:00:00", "处理中", "", "", "电话 13905950001"),
    ("2026-04-06 00:00:00", "已办结", "梅岭", "", "停车"),
    ("2026-04-07 11:00:00", "作废", "梅岭", "", "停车"),
    ("soon", "处理中", "梅岭", "", "停车"),
]


@pytest.fixture
def stored(empty_url, tmp_path):
    """A function that reads a table after the load of a ledger in which something is odd."""
    frame = pd.DataFrame(ROWS, columns=["上报时间", "状态", "街道", "社区", "内容"])
    frame.to_csv(tmp_path / "cases.csv", index=False)
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    load([tmp_path / "cases.csv"], tmp_path / "mapping.toml", empty_url, max_rejects=1)
    engine = reading_engine(empty_url)
    return lambda table: read(engine, select(table).order_by(*table.primary_key))


def test_what_is_odd_is_counted_by_street_office_and_day(stored):
    """Rows alike and rows of implausible days are told where they lie and when; the rest by count."""
    rows = stored(import_remarks)
    assert rows["number"].tolist() == list(range(1, len(rows) + 1))
    told = {
        (row.kind, row.cause, row.column_name, row.street_office_code, str(row.day)[:10]): row.rows
        for row in rows.astype(object).where(rows.notna(), None).itertuples()
    }
    assert told == {
        ("odd", "repeated", "", "350582-青阳街道", "2026-03-02"): 2,
        ("odd", "repeated", "", "350582-梅岭", "2026-04-01"): 1,
        ("odd", "implausible", "上报时间", None, "2019-04-05"): 1,
        ("odd", "at_midnight", None, None, "None"): 1,
        ("repaired", "masked", None, None, "None"): 1,
        ("left_out", "mapping", "状态", None, "None"): 1,
    }


def test_names_are_kept_with_what_they_mean_and_no_telephone_is(stored):
    names = stored(import_names)[["level", "outcome", "name", "code", "names", "rows"]]
    assert names.astype(object).where(names.notna(), None).values.tolist() == [
        ["street_office", "created", "梅岭", "350582-梅岭", 1, 3],
        ["street_office", "created", "青阳街道", "350582-青阳街道", 1, 3],
        ["community", "unmatched", "阳光社区", None, 1, 3],
        ["community", "unmatched", "139********", None, 1, 2],
    ]


def test_many_names_are_kept_as_one_count(empty_url, tmp_path, monkeypatch):
    """Of a column that is full of something else only the most frequent names are kept, and the sum of the others."""
    monkeypatch.setattr(counting, "KEPT_NAMES", 2)
    moment = "2026-03-02 08:00:00"
    frame = pd.DataFrame({"街道": [f"甲{number}" for number in range(5)] * 2 + ["乙"], "社区": ""})
    frame.assign(上报时间=moment, 状态="处理中", 内容="").to_csv(tmp_path / "cases.csv", index=False)
    mapping = MAPPING.replace('create = ["street_office"]\n', "")
    (tmp_path / "mapping.toml").write_text(mapping, encoding="utf-8")
    load([tmp_path / "cases.csv"], tmp_path / "mapping.toml", empty_url)
    names = read(reading_engine(empty_url), select(import_names).order_by(import_names.c.number))
    kept = names[["name", "names", "rows"]]
    assert kept.astype(object).where(kept.notna(), None).values.tolist() == [
        ["甲0", 1, 2],
        ["甲1", 1, 2],
        [None, 4, 7],
    ]


def test_each_rejected_row_has_the_code_of_its_cause(stored):
    assert stored(import_rejects)[["row_number", "cause"]].values.tolist() == [[10, "bad_date"]]
