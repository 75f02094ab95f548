"""Mappings of tests, and the whole city's files."""

from __future__ import annotations

import pandas as pd

FORMAT = "%m/%d/%Y %I:%M:%S %p"


CITY = '[city]\ncode = "350582"\nname = "晋江"\n'


def ledger_of_cases(places: str, columns: str = "") -> str:
    """The section of a ledger `cases.csv` with Chinese heads: further columns, and how it names its places."""
    return f"""
[tables.cases]
source = "cases.csv"
as_of = ["reported_at"]
[tables.cases.columns]
case_id = "编号"
reported_at = "上报时间"
status = "状态"
{columns}
[tables.cases.values.status]
"已办结" = "closed"
"处理中" = "open"
{places}
"""


def written(folder, frame: pd.DataFrame, name: str = "city_311.csv"):
    path = folder / name
    frame.to_csv(path, index=False)
    return path
