"""Units of a load: listed by a file or only named by ledgers, each once; and flags that say what was in time."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import select

from data_access import cases, evaluation
from data_access.commands.check import findings
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.indicators import ON_TIME, ON_TIME_CLOSING
from data_access.loading import load
from data_access.loading.draft_text import draft_text
from data_access.loading.drafting import drafts
from data_access.loading.mapping_file import read_mapping
from data_access.loading.messages import LoadRefused
from data_access.loading.sources import read_sources
from data_access.schema import cases as case_table
from data_access.schema import units
from data_access.selection import Selection
from tests.conftest import DATA
from tests.data_access.loading.mapped import CITY, ledger_of_cases, written

FLAGS = DATA / "flags-without-times.csv"
MARCH = Selection(date(2026, 3, 1), date(2026, 4, 1))
LISTED = """
[tables.units]
source = "units.csv"
[tables.units.columns]
"""
PLACES = '[tables.cases.places]\nstreet_office = "街道"'
BY_NAME = f"{CITY}[places]\n" + ledger_of_cases(PLACES, 'assigned_at = "交办时间"').replace(
    "as_of =", 'unit = "承办单位"\nas_of ='
)


def ledger(**columns: list[str]) -> pd.DataFrame:
    """Closed cases with these columns besides."""
    count = len(next(iter(columns.values())))
    rows = {
        "编号": [f"A{at}" for at in range(count)],
        "上报时间": "2026-03-02 08:00",
        "状态": "已办结",
        "街道": "青阳街道",
    }
    return pd.DataFrame(rows | {"交办时间": "2026-03-02 09:30"} | columns)


def loaded(url, folder, mapping: str, **files: pd.DataFrame):
    """An engine on what these files become by a mapping."""
    (folder / "映射.toml").write_text(mapping, encoding="utf-8")
    load([written(folder, rows, f"{name}.csv") for name, rows in files.items()], folder / "映射.toml", url)
    return reading_engine(url)


def of_cases(engine) -> list:
    return read(engine, select(case_table.c.unit_code).order_by(case_table.c.case_id))["unit_code"].tolist()


def drafted(folder, *files) -> str:
    """Write the draft of a mapping of these files and return it."""
    text = draft_text(drafts(read_sources([str(file) for file in files])), [], "zh")
    (folder / "映射.toml").write_text(text, encoding="utf-8")
    return text


def test_a_closing_time_of_flags_is_a_flag(empty_url, tmp_path):
    """From the draft, unedited: eight closed cases without a time, six of eight in time, everywhere."""
    drafted(tmp_path, FLAGS)
    load([FLAGS], tmp_path / "映射.toml", empty_url)
    engine = reading_engine(empty_url)
    rows = read(engine, select(case_table))
    assert (rows["status"] == "closed").all()
    assert rows["closed_at"].isna().all()
    assert rows["on_time"].sum() == 6
    figures = read(engine, cases.figures(MARCH))
    rates = read(engine, evaluation.rates(MARCH, datetime(2026, 3, 31)))
    assert ON_TIME.value(figures) == ON_TIME_CLOSING.value(rates) == 75
    assert figures["judged_by_flag"].tolist() == [8]


@pytest.mark.parametrize(
    ("name", "words", "in_time"),
    [
        ("是否按期", ["是", "否", "", "是"], [True, False, None, True]),
        ("是否超期", ["是", "否", "", "否"], [False, True, None, True]),
        ("超期", ["1", "0", "-", "0"], [False, True, None, True]),
        ("是否逾期", ["逾期", "未逾期", "在办", "按期"], [False, True, None, True]),
        ("OnTime_Status", ["ONTIME", "OVERDUE", "", "ONTIME"], [True, False, None, True]),
    ],
)
def test_a_flag_is_read_as_its_column_asks(empty_url, tmp_path, name, words, in_time):
    file = written(tmp_path, ledger(**{name: words}), "台账.csv")
    drafted(tmp_path, file)
    load([file], tmp_path / "映射.toml", empty_url)
    rows = read(reading_engine(empty_url), select(case_table).order_by(case_table.c.case_id))
    got = [None if pd.isna(flag) else bool(flag) for flag in rows["on_time"]]
    assert got == in_time


def test_a_ledger_with_units_loads_from_its_draft(empty_url, tmp_path):
    """Units that only the ledger names are made, of no known kind, each once however it is spelled."""
    names = ["住建局", " 住 建 局", "城管局（一中队）", "城管局(一中队)", "C++", "C#", "-", ""]
    file = written(tmp_path, ledger(责任单位=names), "台账.csv")
    assert 'unit = "责任单位"' in drafted(tmp_path, file)
    load([file], tmp_path / "映射.toml", empty_url)
    engine = reading_engine(empty_url)
    got = of_cases(engine)
    assert got[0] == got[1] == "住建局"
    assert got[2] == got[3]
    assert len({*got[:6]}) == 4
    assert pd.isna(got[6:]).all()
    made = read(engine, select(units)).set_index("code")
    assert set(made.index) == set(got[:6])
    assert made["kind"].isna().all()
    assert "unknown_unit" not in {finding.key for finding in findings(engine)}
    moments = read(engine, select(case_table.c.assigned_at))["assigned_at"]
    assert (moments == datetime(2026, 3, 2, 9, 30)).all()


def test_a_list_of_units_gives_codes_kinds_and_parents(empty_url, tmp_path):
    """Names in the ledger find the list's codes; parents are told by name or code; new names are added."""
    listed = pd.DataFrame(
        {
            "单位代码": ["D1", "D2", "E1"],
            "单位名称": ["城市管理局", "市政中心", "水务集团"],
            "单位类别": ["部门", "事业单位", "国企"],
            "上级单位": ["", "城市管理局", "D1"],
        }
    )
    given = ledger(承办单位=["市政 中心", "水务集团", "新单位", "城市管理局"])
    files = [written(tmp_path, rows, name) for rows, name in ((listed, "单位.csv"), (given, "台账.csv"))]
    drafted(tmp_path, *files)
    load(files, tmp_path / "映射.toml", empty_url)
    engine = reading_engine(empty_url)
    assert of_cases(engine) == ["D2", "E1", "新单位", "D1"]
    got = read(engine, select(units)).set_index("code").astype(object)
    assert got.loc[["D1", "D2", "E1"], "kind"].tolist() == ["department", "institution", "enterprise"]
    assert got["parent_code"].dropna().to_dict() == {"D2": "D1", "E1": "D1"}


def test_units_without_codes_get_them_of_their_names(empty_url, tmp_path):
    listed = pd.DataFrame({"name": ["甲局", "乙所"], "parent": ["", "甲局"]})
    columns = 'name = "name"\nparent_code = "parent"\n'
    engine = loaded(
        empty_url, tmp_path, BY_NAME + LISTED + columns, units=listed, cases=ledger(承办单位=["乙所"])
    )
    assert of_cases(engine) == ["乙所"]
    assert read(engine, select(units)).set_index("code")["parent_code"].dropna().to_dict() == {"乙所": "甲局"}


def test_a_name_of_two_units_is_refused_and_names_both(empty_url, tmp_path):
    listed = pd.DataFrame({"code": ["a1", "b1"], "name": ["办公室", "办公室"]})
    columns = 'code = "code"\nname = "name"\n'
    with pytest.raises(LoadRefused, match="a1, b1"):
        loaded(
            empty_url, tmp_path, BY_NAME + LISTED + columns, units=listed, cases=ledger(承办单位=["办公室"])
        )


def test_codes_of_units_are_kept(empty_url, tmp_path):
    """A ledger that has codes needs no names; with both, the names are those of the units."""
    by_code = BY_NAME.replace('assigned_at = "交办时间"', 'unit_code = "代码"')
    given = ledger(代码=["x1", "x2", "x1"], 承办单位=["甲", "乙", "甲"])
    engine = loaded(empty_url, tmp_path, by_code, cases=given)
    assert of_cases(engine) == ["x1", "x2", "x1"]
    assert read(engine, select(units)).set_index("code")["name"].to_dict() == {"x1": "甲", "x2": "乙"}
    alone = by_code.replace('unit = "承办单位"\n', "")
    engine = loaded(empty_url, tmp_path, alone, cases=given)
    assert read(engine, select(units)).set_index("code")["name"].to_dict() == {"x1": "x1", "x2": "x2"}


def test_two_ledgers_of_one_unit_share_it(empty_url, tmp_path):
    mapping = BY_NAME.replace('"cases.csv"', '"cases-*.csv"')
    other = ledger(承办单位=["住建局"]).assign(编号="B1")
    engine = loaded(
        empty_url, tmp_path, mapping, **{"cases-3": ledger(承办单位=["住建局"]), "cases-4": other}
    )
    assert of_cases(engine) == ["住建局", "住建局"]
    assert len(read(engine, select(units))) == 1


def test_a_column_of_units_that_is_missing_is_named(empty_url, tmp_path):
    with pytest.raises(LoadRefused, match="承办单位"):
        loaded(empty_url, tmp_path, BY_NAME, cases=ledger(内容=["x"]))


def test_the_mapping_knows_its_unit(tmp_path):
    (tmp_path / "映射.toml").write_text(BY_NAME, encoding="utf-8")
    assert read_mapping(tmp_path / "映射.toml").tables[0].unit == "承办单位"


def test_an_appended_ledger_finds_the_units_that_are_held(empty_url, tmp_path):
    """Next month's ledger, without the list of units, gives its cases to the same units and keeps their kinds."""
    listed = pd.DataFrame({"code": ["D1"], "name": ["城市管理局"], "kind": ["department"]})
    columns = 'code = "code"\nname = "name"\nkind = "kind"\n'
    engine = loaded(
        empty_url, tmp_path, BY_NAME + LISTED + columns, units=listed, cases=ledger(承办单位=["城市管理局"])
    )
    engine.dispose()
    (tmp_path / "映射.toml").write_text(BY_NAME, encoding="utf-8")
    later = ledger(承办单位=["城市 管理局", "水务集团"]).assign(编号=["B1", "B2"])
    load([written(tmp_path, later, "cases.csv")], tmp_path / "映射.toml", empty_url, mode="append")
    engine = reading_engine(empty_url)
    assert of_cases(engine) == ["D1", "D1", "水务集团"]
    kinds = read(engine, select(units)).set_index("code")["kind"]
    assert kinds["D1"] == "department"
    assert pd.isna(kinds["水务集团"])
