"""Files given to `import` without a mapping: drafted, said, and loaded where all that must be there is sure."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import select

from data_access.commands.line import main
from data_access.database.identity import read_dataset
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.database.url import database_url
from data_access.loading import load
from data_access.schema import cases, street_offices
from tests.data_access.loading.mapped import CITY, ledger_of_cases, written

PLACES = "[places]\n" + ledger_of_cases('[tables.cases.places]\nstreet_office = "街道"')
ROWS = pd.DataFrame(
    {
        "编号": ["A1", "A2", "A3"],
        "上报时间": ["2026-03-02 08:00", "2026年3月3日", "26.3.4"],
        "状态": ["已办结", "处理中", "处理中"],
        "街道": ["青阳街道", "安海镇", "安海"],
    }
)


def importing(tmp_path, rows: pd.DataFrame, *words: str) -> int:
    file = written(tmp_path, rows, "cases.csv")
    return main(["import", str(file), "--database-url", f"duckdb:///{tmp_path}/data", "--lang", "zh", *words])


def held(tmp_path, table) -> pd.DataFrame:
    engine = reading_engine(database_url(f"duckdb:///{tmp_path}/data"))
    try:
        return read(engine, select(table))
    finally:
        engine.dispose()


def test_a_usual_ledger_loads_by_itself(tmp_path, capsys):
    """Its guesses are told, and the draft lies beside the data, for next month and to be put right."""
    assert importing(tmp_path, ROWS) == 0
    said = capsys.readouterr().out
    assert "案件编号 ← 编号，上报时间 ← 上报时间，状态" in said
    (draft,) = (tmp_path / "import-report").glob("映射草稿-*.toml")
    assert str(draft) in said
    assert held(tmp_path, cases)["status"].tolist() == ["closed", "open", "open"]
    assert sorted(held(tmp_path, street_offices)["name"]) == ["安海镇", "青阳街道"]
    assert importing(tmp_path, ROWS, "--append", "--mapping", str(draft)) == 0
    assert "没有改动" in capsys.readouterr().out


def test_next_month_is_added_to_the_city_that_is_held(tmp_path):
    """A database filled with a mapping goes on without one: the draft takes the city's code and name from it."""
    url = database_url(f"duckdb:///{tmp_path}/data")
    (tmp_path / "mapping.toml").write_text(CITY + PLACES, encoding="utf-8")
    load([written(tmp_path, ROWS.head(2), "cases.csv")], tmp_path / "mapping.toml", url)
    assert importing(tmp_path, ROWS, "--append") == 0
    assert sorted(held(tmp_path, cases)["case_id"]) == ["A1", "A2", "A3"]
    engine = reading_engine(url)
    assert read_dataset(engine).city_name == "晋江"
    engine.dispose()


def test_what_is_only_guessed_is_not_loaded(tmp_path, capsys):
    """Columns that must be there, by a name of several meanings: exit 1 and how to go on, and that works."""
    rows = ROWS.drop(columns="状态").assign(**{"当前阶段": ["甲", "乙", "丙"]})
    assert importing(tmp_path, rows) == 1
    said = capsys.readouterr().err
    (draft,) = (tmp_path / "import-report").glob("映射草稿-*.toml")
    assert "← 当前阶段（可能）" in said
    assert str(draft) in said
    assert not (tmp_path / "data").exists()
    text = draft.read_text(encoding="utf-8")
    for word, state in (("甲", "closed"), ("乙", "open"), ("丙", "open")):
        text = text.replace(f'# "{word}" = ""', f'"{word}" = "{state}"')
    draft.write_text(text, encoding="utf-8")
    assert importing(tmp_path, rows, "--mapping", str(draft)) == 0


def test_what_is_missing_or_unknown_is_refused_as_with_a_mapping(tmp_path, capsys):
    """No column of times, a state that nobody knows, no table of ours: what was there stays."""
    assert importing(tmp_path, ROWS) == 0
    before = held(tmp_path, cases)
    capsys.readouterr()
    for rows, words in (
        (ROWS.drop(columns="上报时间").assign(内容="噪声", 来源="热线"), "必需的列 reported_at"),
        (ROWS.assign(**{"状态": ["已办结", "处理中", "挂起"]}), "挂起"),
        (pd.DataFrame({"甲": ["1"], "乙": ["2"]}), "不像任何一张表"),
    ):
        assert importing(tmp_path, rows) == 1
        assert words in capsys.readouterr().err
    pd.testing.assert_frame_equal(held(tmp_path, cases), before)
