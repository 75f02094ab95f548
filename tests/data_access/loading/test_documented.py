"""The examples of docs/loading.md load as they stand there, each row where it belongs."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select

from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.database.url import PROJECT_FOLDER, database_url
from data_access.loading import load
from data_access.schema import metadata

PAGE = (PROJECT_FOLDER / "docs" / "loading.md").read_text(encoding="utf-8")
EXAMPLES = {
    title: (ledger, mapping)
    for title, ledger, mapping in re.findall(
        r"(?ms)^## ([^\n]+)\n(?:(?!^## ).)*?```csv\n(.*?)```\n(?:(?!^## ).)*?```toml\n(.*?)```",
        PAGE,
    )
}


def stored(title: str, folder: Path, table: str) -> pd.DataFrame:
    """The rows of a table after an example was loaded."""
    ledger, mapping = EXAMPLES[title]
    (folder / "台账.csv").write_text(ledger, encoding="utf-8-sig")
    (folder / "映射.toml").write_text(mapping, encoding="utf-8")
    url = database_url(f"duckdb:///{folder}/data")
    report = load([folder / "台账.csv"], folder / "映射.toml", url)
    assert report.tables[0].rows_rejected == 0
    assert report.tables[0].unplaced == 0
    engine = reading_engine(url)
    rows = read(engine, select(metadata.tables[table]))
    engine.dispose()
    return rows


def test_there_are_six_examples():
    assert len(EXAMPLES) == 6


def test_the_hotline_ledger(tmp_path):
    """Void orders are left out, ratings are words, units become a table."""
    rows = stored("12345 热线工单", tmp_path, "cases").sort_values("case_id")
    assert rows["case_id"].tolist() == ["RX2404001", "RX2404002", "RX2404003"]
    assert rows["status"].tolist() == ["closed", "open", "closed"]
    assert rows["satisfaction"].fillna(0).tolist() == [4, 0, 2]
    assert rows["unit_code"].nunique() == 2
    assert set(rows["channel"]) == {"hotline"}
    assert rows["due_at"].notna().all()


def test_the_export_of_city_management(tmp_path):
    """A day and a time are one moment; deadlines follow from categories; flags are kept; 0, 0 is no point."""
    rows = stored("数字城管案件", tmp_path, "cases").set_index("case_id")
    assert rows.loc["SZ0001", "reported_at"] == pd.Timestamp("2024-04-03 08:30")
    assert rows.loc["SZ0002", "due_at"] == pd.Timestamp("2024-04-03 13:00")
    assert rows["on_time"].tolist() == [True, None, False]
    assert rows["longitude"].notna().tolist() == [True, False, True]
    assert rows["status"].tolist() == ["closed", "open", "closed"]


def test_the_mediation_ledger(tmp_path):
    """Numbers with their units, short dates, agreements; a key of three columns tells every row apart."""
    rows = stored("矛盾纠纷调解台账", tmp_path, "cases").sort_values("reported_at")
    assert rows["case_id"].nunique() == 3
    assert rows["visits"].tolist() == [3, 1, 2]
    assert rows["agreement_signed"].tolist() == [True, False, False]
    assert rows["reported_at"].iloc[0] == pd.Timestamp("2024-04-03")
    assert set(rows["method"]) == {"mediation"}


def test_the_list_of_activities(tmp_path):
    """Heads and money are numbers; a day without its year has the mapping's."""
    rows = stored("社区活动一览表", tmp_path, "activities").sort_values("starts_at")
    assert rows["participants"].tolist() == [120, 80, 90]
    assert rows["cost_yuan"].fillna(-1).tolist() == [1280, 500, -1]
    assert rows["starts_at"].iloc[2] == pd.Timestamp("2024-04-20")


@pytest.mark.parametrize("name", ["张三", "李四", "王五"])
def test_the_log_of_visits_without_names_of_persons(tmp_path, name):
    """Visits are counted by role and grid; who walked is nowhere in the database."""
    rows = stored("网格走访日志", tmp_path, "visits")
    assert rows["households"].sum() == 23
    assert sorted(rows["role"]) == ["full_time", "grid_chief", "part_time"]
    assert rows["grid_code"].nunique() == 3
    assert not rows.astype(str).apply(lambda column: column.str.contains(name)).any(axis=None)


def test_the_list_of_elders(tmp_path):
    """Four persons are two surveys, and no name is stored."""
    rows = stored("老年人名册", tmp_path, "elderly_surveys").sort_values("surveyed_on")
    counts = ["households_surveyed", "elders_60", "elders_80", "living_alone", "limited_mobility"]
    assert rows[counts].astype(int).to_numpy().tolist() == [[2, 3, 1, 1, 1], [1, 1, 1, 1, 1]]
