"""Small ledgers that are awkward in one way each (`tests/data/cases`) load without an edit, or say what is asked."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, select

from data_access import cases as case_queries
from data_access.commands.line import main
from data_access.database.identity import read_dataset
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.database.url import database_url
from data_access.schema import cases, import_rejects, street_offices
from data_access.selection import Selection
from tests.conftest import DATA

CASES = DATA / "cases"
ROWS = {
    "dates-mixed.csv": (10, 2),
    "excel-guards.csv": (5, 1),
    "float-ids-midnights.parquet": (4, 1),
    "future-date.csv": (12, 0),
    "gb18030-words-that-are-utf8.csv": (4, 0),
    "ledger-titles-merged.xlsx": (8, 0),
    "markdown-in-names.csv": (6, 0),
    "personal.csv": (6, 0),
    "ragged.csv": (5, 1),
    "ratings.csv": (3, 6),
    "semicolon.csv": (12, 0),
    "serials-formulas-long-ids.xlsx": (2, 2),
    "states-contradict.csv": (11, 0),
    "trailing-comma.csv": (6, 0),
    "two-months.zip": (11, 0),
    "two-years-two-sheets.xlsx": (11, 0),
    "utf16-tab.txt": (12, 0),
    "words-for-nothing.csv": (12, 0),
}
"""Rows taken and refused of each file, whatever share is refused."""


def importing(folder: Path, name: str, *words: str) -> int:
    url = f"duckdb:///{folder}/data"
    return main(["import", str(CASES / name), "--database-url", url, "--lang", "zh", *words])


def loaded(folder: Path, name: str) -> Engine:
    assert importing(folder, name, "--max-rejects", "90%") == 0
    return reading_engine(database_url(f"duckdb:///{folder}/data"))


def held(engine: Engine) -> pd.DataFrame:
    return read(engine, select(cases)).sort_values("case_id").set_index("case_id")


def refused(engine: Engine) -> list[list[object]]:
    rows = read(engine, select(import_rejects)).sort_values("row_number")
    return rows[["row_number", "column_name", "cause"]].values.tolist()


@pytest.mark.parametrize("name", ROWS)
def test_each_gives_the_rows_that_are_right(name, tmp_path):
    engine = loaded(tmp_path, name)
    assert (len(held(engine)), len(refused(engine))) == ROWS[name]


def test_words_for_nothing_are_nothing(tmp_path):
    """NULL, 无, 1900-01-01 and 9999-12-31: open cases without rating and closing time."""
    rows = held(loaded(tmp_path, "words-for-nothing.csv"))
    assert set(rows["status"]) == {"open"}
    assert rows[["closed_at", "satisfaction"]].isna().all(axis=None)


def test_dates_of_every_make_are_days_of_the_city(tmp_path):
    """2 to 11 March in turn; Z is the city's 01:30; an Excel day; no year and no such day are refused."""
    engine = loaded(tmp_path, "dates-mixed.csv")
    days = held(engine)["reported_at"]
    assert days.dt.strftime("%m-%d").tolist() == [
        *("03-02", "03-03", "03-04", "03-05", "03-06", "03-07", "03-07", "03-09", "03-10", "03-11")
    ]
    assert f"{days['A0006']:%H:%M}" == "01:30"
    assert refused(engine) == [[12, "上报时间", "no_year"], [13, "上报时间", "bad_date"]]


def test_a_date_to_come_does_not_set_what_is_now(tmp_path, capsys):
    engine = loaded(tmp_path, "future-date.csv")
    assert f"{read_dataset(engine).as_of:%Y-%m}" == "2026-03"
    assert "日期不合理 1" in capsys.readouterr().out


def test_ratings_off_the_scale_are_refused(tmp_path):
    """Three ratings stay, two of them satisfied."""
    engine = loaded(tmp_path, "ratings.csv")
    assert [cause for _, _, cause in refused(engine)] == ["out_of_range"] * 5 + ["bad_number"]
    period = Selection(pd.Timestamp("2026-03-01").date(), pd.Timestamp("2026-04-01").date())
    figures = read(engine, case_queries.figures(period)).iloc[0]
    assert (figures["satisfied"], figures["rated"]) == (2, 3)


def test_contradictions_are_counted_and_the_state_decides(tmp_path, capsys):
    """Six closed without a time, three open with one: eight are closed."""
    rows = held(loaded(tmp_path, "states-contradict.csv"))
    said = capsys.readouterr().out
    assert "已办结但没有办结时间 6" in said
    assert "在办却有办结时间 3" in said
    assert (rows["status"] == "closed").sum() == 8


def test_guards_of_excel_and_lost_digits(tmp_path):
    """Ids in quotes and apostrophes are whole; one in scientific notation is refused; formulas are texts."""
    engine = loaded(tmp_path, "excel-guards.csv")
    ids = [f"35058200000000000{end}" for end in (1, 2, 4)]
    assert list(held(engine).index) == sorted([*ids, "=1+1", "＝1+1"])
    assert refused(engine) == [[4, "编号", "lost_digits"]]


def test_numbers_for_texts(tmp_path, capsys):
    """Days by their serials; ids that the workbook itself rounded are refused; a formula without value is said."""
    engine = loaded(tmp_path, "serials-formulas-long-ids.xlsx")
    assert held(engine)["reported_at"].dt.strftime("%m-%d %H:%M").tolist() == ["03-04 08:24", "03-05 08:24"]
    assert [cause for _, _, cause in refused(engine)] == ["lost_digits"] * 2
    assert "1 个公式没有保存计算结果（首个为 H3）" in capsys.readouterr().out


def test_ids_as_floats_and_days_as_midnights(tmp_path):
    engine = loaded(tmp_path, "float-ids-midnights.parquet")
    assert list(held(engine).index) == ["1001", "1002", "1003", "1005"]
    assert refused(engine) == [[5, "编号", "missing"]]


def test_titles_and_totals_of_a_workbook(tmp_path, capsys):
    """Merged street offices are filled in, four cases each; sheets that are no table are named."""
    engine = loaded(tmp_path, "ledger-titles-merged.xlsx")
    named = read(engine, select(street_offices)).set_index("code")["name"]
    assert held(engine)["street_office_code"].map(named).value_counts().to_dict() == {
        "青阳街道": 4,
        "安海镇": 4,
    }
    assert "没有读取的工作表：填表说明, 下拉选项" in capsys.readouterr().out


def test_each_kind_of_personal_data_is_masked_once(tmp_path, capsys):
    """One of each, and the order number is no telephone."""
    rows = held(loaded(tmp_path, "personal.csv"))
    said = capsys.readouterr().out
    assert "身份证号 1，手机号 1，固定电话 1，车牌号 1，住址 1，姓名 1" in said
    assert rows["summary"].str.contains("*", regex=False).sum() == 5


@pytest.mark.parametrize("name", ["only-header.csv", "empty.csv", "not-a-zip.xlsx"])
def test_what_holds_no_rows_is_refused_and_what_was_there_stays(name, tmp_path, capsys):
    engine = loaded(tmp_path, "semicolon.csv")
    before = held(engine)
    assert importing(tmp_path, name) == 1
    assert name in capsys.readouterr().err
    pd.testing.assert_frame_equal(held(engine), before)


def test_states_that_nobody_knows_are_asked_for(tmp_path, capsys):
    """Those that mean closed in any spelling are proposed so; the others, and that of a row without one, are asked."""
    assert importing(tmp_path, "states.csv") == 1
    assert "退回 (1), 挂起 (1), 作废 (1), closed (1)" in capsys.readouterr().err
    (draft,) = (tmp_path / "import-report").glob("*.toml")
    text = draft.read_text(encoding="utf-8")
    for word in ("已办结", "办结", "已归档", "已办结 ", "已办結"):
        assert f'"{word}" = "closed"' in text
    for word in ("退回", "挂起", "作废", "closed", ""):
        asked = f'# "{word}" = ""'
        assert asked in text
        text = text.replace(asked, f'"{word}" = "open"')
    draft.write_text(text, encoding="utf-8")
    assert importing(tmp_path, "states.csv", "--mapping", str(draft)) == 0
    engine = reading_engine(database_url(f"duckdb:///{tmp_path}/data"))
    assert held(engine)["status"].value_counts().to_dict() == {"open": 7, "closed": 5}


def test_months_one_after_another_and_corrected(tmp_path, capsys):
    """March, then April: eleven; March again with corrections: two changed, four not, none new."""
    assert importing(tmp_path, "monthly-2026-03.csv") == 0
    assert importing(tmp_path, "monthly-2026-04.csv", "--append") == 0
    engine = reading_engine(database_url(f"duckdb:///{tmp_path}/data"))
    assert len(held(engine)) == 11
    capsys.readouterr()
    assert importing(tmp_path, "monthly-2026-03-corrected.csv", "--update") == 0
    assert "新增 0 行，改动 2 行，未变 4 行" in capsys.readouterr().out
