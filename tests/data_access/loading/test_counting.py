"""A ledger with one line a person is counted up into surveys of places, and no person is kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import select

from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.database.url import database_url
from data_access.loading import load
from data_access.loading.messages import LoadRefused
from data_access.schema import communities, elderly_surveys, import_rejects, metadata
from tests.data_access.loading.mapped import CITY, written

RULES = """
elders_60 = { column = "年龄", from = 60 }
elders_80 = { column = "年龄", from = 80 }
living_alone = { column = "居住情况", words = ["独居", "空巢*"] }
limited_mobility = { column = "行动能力", words = ["半失能", "失能"] }
households_surveyed = { different = "户号" }
"""
MAPPING = """
[places]
create = ["street_office", "community"]
[tables.elderly_surveys]
source = "cases.csv"
as_of = ["surveyed_on"]
key = ["摸排日期", "街道", "社区"]
[tables.elderly_surveys.columns]
surveyed_on = "摸排日期"
[tables.elderly_surveys.places]
street_office = "街道"
community = "社区"
[tables.elderly_surveys.count_up]
"""
PERSONS = 400
COUNTS = ["households_surveyed", "elders_60", "elders_80", "living_alone", "limited_mobility"]


def persons() -> pd.DataFrame:
    draw = np.random.default_rng(7)
    return pd.DataFrame(
        {
            "姓名": [f"张三{number}" for number in range(PERSONS)],
            "户号": draw.integers(0, 150, PERSONS).astype(str),
            "年龄": [f"{age}岁" if age % 2 else str(age) for age in draw.integers(50, 99, PERSONS)],
            "居住情况": draw.choice(["独居", "与子女同住", "空巢（夫妻）", ""], PERSONS),
            "行动能力": draw.choice(["自理", "半失能", "失能"], PERSONS),
            "街道": "青阳街道",
            "社区": draw.choice(["象山社区", "西安社区"], PERSONS),
            "摸排日期": draw.choice(["2026-03-02", "2026-04-02"], PERSONS),
        }
    )


def files(folder: Path, rows: pd.DataFrame, rules: str = RULES) -> tuple[list[Path], Path]:
    (folder / "mapping.toml").write_text(CITY + MAPPING + rules, encoding="utf-8")
    return [written(folder, rows, "cases.csv")], folder / "mapping.toml"


def surveys(url) -> pd.DataFrame:
    engine = reading_engine(url)
    try:
        named = read(engine, select(communities)).set_index("code")["name"]
        rows = read(engine, select(elderly_surveys))
        return rows.assign(社区=rows["community_code"].map(named), 摸排日期=rows["surveyed_on"].astype(str))
    finally:
        engine.dispose()


def counted(rows: pd.DataFrame) -> pd.DataFrame:
    """The same, counted by pandas."""
    ages = rows["年龄"].str.extract(r"(\d+)")[0].astype(int)
    told = rows.assign(
        elders_60=ages >= 60,
        elders_80=ages >= 80,
        living_alone=rows["居住情况"].isin(["独居", "空巢（夫妻）"]),
        limited_mobility=rows["行动能力"] != "自理",
    ).groupby(["摸排日期", "社区"])
    return told[COUNTS[1:]].sum().assign(households_surveyed=told["户号"].nunique())[COUNTS]


def test_persons_become_counts_of_their_survey(empty_url, tmp_path):
    """For each day and community what pandas counts; a corrected ledger updates the surveys it changes."""
    rows = persons()
    report = load(*files(tmp_path, rows), empty_url)
    assert "400 人合计为 4 行" in "\n".join(report.tables[0].lines("zh"))
    got = surveys(empty_url).set_index(["摸排日期", "社区"])[COUNTS].sort_index()
    pd.testing.assert_frame_equal(got.astype(int), counted(rows).astype(int))
    again = load(
        *files(tmp_path, rows.assign(年龄=rows["年龄"].mask(rows.index == 0, "49"))), empty_url, mode="update"
    )
    assert [(item.target, item.new) for item in again.changes] == [("elderly_surveys", 0)]


def test_no_person_is_kept(empty_url, tmp_path):
    """Nothing of a name stands in any table, not even of lines that were refused."""
    rows = persons()
    rows.loc[3, "年龄"] = "张三3的年龄"
    load(*files(tmp_path, rows), empty_url)
    engine = reading_engine(empty_url)
    texts = [read(engine, select(table)).astype(str).to_string() for table in metadata.tables.values()]
    engine.dispose()
    assert not [text for text in texts if "张三1" in text]


def test_a_line_without_a_number_that_is_asked_for_is_refused(tmp_path):
    """With its row, column and reason; the others are counted."""
    url = database_url(f"duckdb:///{tmp_path}/data")
    rows = persons()
    rows.loc[[5, 9], "年龄"] = ["", "八十"]
    report = load(*files(tmp_path, rows), url)
    engine = reading_engine(url)
    refused = read(engine, select(import_rejects)).sort_values("row_number")
    engine.dispose()
    assert refused[["row_number", "column_name"]].values.tolist() == [[7, "年龄"], [11, "年龄"]]
    assert report.tables[0].rows_read == report.tables[0].rows_accepted + 2
    assert surveys(url)["elders_60"].sum() == counted(rows.drop(index=[5, 9]))["elders_60"].sum()


@pytest.mark.parametrize(
    "rule",
    [
        '"年龄"',
        "{ from = 60 }",
        '{ column = "年龄" }',
        '{ column = "年龄", from = 60, words = ["x"] }',
        "{ different = 3 }",
    ],
)
def test_a_rule_that_says_nothing_or_two_things_is_refused(tmp_path, rule):
    with pytest.raises(LoadRefused) as refusal:
        load(*files(tmp_path, persons(), f"elders_60 = {rule}"), database_url(f"duckdb:///{tmp_path}/data"))
    assert (refusal.value.key, refusal.value.details["key"]) == (
        "mapping_count",
        "tables.elderly_surveys.count_up.elders_60",
    )


def test_a_column_that_the_file_lacks_is_named(tmp_path):
    with pytest.raises(LoadRefused, match="居住情况"):
        load(*files(tmp_path, persons().drop(columns="居住情况")), database_url(f"duckdb:///{tmp_path}/data"))
