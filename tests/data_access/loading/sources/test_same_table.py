"""One ledger, kept in files and databases of six kinds: each gives the same rows in the case database."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet
from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    DateTime,
    MetaData,
    Numeric,
    SmallInteger,
    String,
    Table,
    Text,
    create_engine,
    insert,
    select,
)

from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.loading import load
from data_access.schema import cases
from tests.data_access.loading.mapped import CITY

HEADS = ["编号", "上报时间", "办结时间", "状态", "经度", "纬度", "走访次数", "内容", "街道"]

LEDGER = Table(
    "台账",
    MetaData(),
    Column("编号", BigInteger, primary_key=True, autoincrement=False),
    Column("上报时间", DateTime, nullable=False),
    Column("办结时间", DateTime),
    Column("状态", String(20), nullable=False),
    Column("经度", Numeric(18, 12)),
    Column("纬度", Numeric(18, 12)),
    Column("走访次数", SmallInteger),
    Column("内容", Text),
    Column("街道", String(40)),
    mysql_charset="utf8mb4",
)

TEXTS = [
    "楼上漏水，已“通知”物业",
    'he said "no", then left',
    "O'Brien; DROP TABLE 台账; --",
    "第一行\n第二行",
    "𠮷野家门前堆物 🚮",
    "",
    None,
    "=1+1",
    r"C:\temp\n",
    "50% 折扣；a:b :c",
    "<b>&amp;</b>",
    "007",
    "1e5",
    "2026-03-04",
]


def rows() -> list[tuple]:
    """Rows with what sources easily change: long numbers, midnights, gaps, many decimals, odd signs."""
    start = pd.Timestamp("2026-03-01 00:00:00")
    return [
        (
            350582_000000_000_001 + number * 1001,
            (start + pd.Timedelta(hours=12 * number)).to_pydatetime(),
            None if number % 3 == 0 else (start + pd.Timedelta(days=number, minutes=1)).to_pydatetime(),
            "处理中" if number % 3 == 0 else "已办结",
            None if number == 4 else Decimal("118.551234567891") + number,
            None if number == 4 else Decimal("24.8") + number,
            None if number % 2 else number,
            words,
            "青阳街道" if number % 2 else "梅岭街道",
        )
        for number, words in enumerate(TEXTS)
    ]


def as_csv(folder: Path) -> str:
    pd.DataFrame(rows(), columns=HEADS, dtype=object).to_csv(folder / "台账.csv", index=False)
    return str(folder / "台账.csv")


def as_xlsx(folder: Path) -> str:
    """As an office writes it: long numbers as texts, moments as Excel's, what begins with = as a text."""
    book = openpyxl.Workbook()
    book.active.append(HEADS)
    for row in rows():
        book.active.append([str(row[0]), *row[1:]])
    for cell in book.active["H"]:
        cell.data_type = "s" if cell.value is not None else cell.data_type
    book.save(folder / "台账.xlsx")
    return str(folder / "台账.xlsx")


def as_parquet(folder: Path) -> str:
    columns = zip(*rows(), strict=True)
    parquet.write_table(
        pa.table(dict(zip(HEADS, map(pa.array, columns), strict=True))), folder / "台账.parquet"
    )
    return str(folder / "台账.parquet")


def filled(url: URL) -> str:
    """Write the ledger into a database, and return the URL by which it is read."""
    engine = create_engine(url)
    with engine.begin() as connection:
        LEDGER.create(connection)
        connection.execute(insert(LEDGER), [dict(zip(HEADS, row, strict=True)) for row in rows()])
    engine.dispose()
    return url.render_as_string(hide_password=False)


@pytest.fixture
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """A function that keeps the ledger in one of the six ways and returns what `import` is given."""
    writers: dict[str, Callable[[], str]] = {
        "csv": lambda: as_csv(tmp_path),
        "xlsx": lambda: as_xlsx(tmp_path),
        "parquet": lambda: as_parquet(tmp_path),
        "duckdb": lambda: filled(URL.create("duckdb", database=str(tmp_path / "office.duckdb"))),
        "postgres": lambda: filled(request.getfixturevalue("new_postgres")("office")),
        "mariadb": lambda: filled(request.getfixturevalue("mariadb_database")("same")),
    }
    return lambda kind: writers[kind]()


MAPPING = """
[places]
[tables.cases]
source = "台账.*"
{query}
as_of = ["reported_at"]
[tables.cases.columns]
case_id = "编号"
reported_at = "上报时间"
closed_at = "办结时间"
status = "状态"
longitude = "经度"
latitude = "纬度"
visits = "走访次数"
summary = "内容"
[tables.cases.values.status]
"已办结" = "closed"
"处理中" = "open"
[tables.cases.places]
street_office = "街道"
"""

KINDS = ["csv", "xlsx", "parquet", "duckdb", pytest.param("postgres", marks=pytest.mark.postgres), "mariadb"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_table_gives_the_same_rows_however_it_is_kept(made, kind, tmp_path):
    """Every digit, moment, gap and sign is in the case database as it was written."""
    source = made(kind)
    quoted = {"mariadb": "`台账`"}.get(kind, '\\"台账\\"')
    query = f'query = "SELECT * FROM {quoted}"' if "://" in source else ""
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(CITY + MAPPING.replace("{query}", query), encoding="utf-8")
    url = URL.create("duckdb", database=str(tmp_path / "data"))
    (report,) = load([source], mapping, url).tables
    assert (report.rows_read, report.rows_accepted) == (len(TEXTS), len(TEXTS))
    engine = reading_engine(url)
    got = read(engine, select(cases).order_by(cases.c.case_id)).set_index("case_id")
    engine.dispose()
    for row in rows():
        number, reported, closed, state, longitude, latitude, visits, words, _ = row
        one = got.loc[str(number)]
        assert one["reported_at"] == reported
        assert (None if pd.isna(one["closed_at"]) else one["closed_at"]) == closed
        assert one["status"] == ("open" if state == "处理中" else "closed")
        point = [None if pd.isna(one[name]) else one[name] for name in ("longitude", "latitude", "visits")]
        assert point == [longitude and float(longitude), latitude and float(latitude), visits]
        assert (None if pd.isna(one["summary"]) else one["summary"]) == (words or None)
    assert got["street_office_code"].nunique() == 2
