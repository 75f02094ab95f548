"""Loads that add to what is held: appended, updated by key, the same again; what they would do is said first."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import URL, Table, select, update

from data_access.commands.check import findings
from data_access.commands.line import main
from data_access.database.identity import read_dataset
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.database.url import database_url
from data_access.database.writing import extending, kept_generations, roll_back
from data_access.loading import Report, load
from data_access.loading.messages import LoadRefused
from data_access.schema import (
    SCHEMA_VERSION,
    case_events,
    cases,
    communities,
    dataset,
    import_batches,
    import_rejects,
    loads,
    metadata,
)
from tests.conftest import MAPPING, OUTLINES, SAMPLE, SHARED

MARCH, APRIL, CORRECTED = (
    SHARED.parent / "cases" / f"monthly-2026-{name}.csv" for name in ("03", "04", "03-corrected")
)

MONTHS = """
[city]
code = "350582"
name = "晋江市"
source = "月度台账"

[places]
create = ["street_office", "community"]

[tables.cases]
source = "*.csv"
as_of = ["reported_at"]

[tables.cases.columns]
case_id = "编号"
reported_at = "上报时间"
closed_at = "办结时间"
status = "状态"
satisfaction = "满意度"

[tables.cases.places]
street_office = "街道"
community = "社区"

[tables.cases.category]
main = "类别"
sub = "类别"

[tables.cases.values.status]
"已办结" = "closed"
"处理中" = "open"
"""


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    file = tmp_path / "映射.toml"
    file.write_text(MONTHS, encoding="utf-8")
    return file


def held(url: URL, table: Table) -> pd.DataFrame:
    engine = reading_engine(url)
    keys = [column.name for column in table.primary_key]
    rows = read(engine, select(table)).sort_values(keys, ignore_index=True)
    engine.dispose()
    return rows


def counts(report: Report) -> dict[str, tuple[int, int, int, int]]:
    return {
        item.target: (item.new, item.changed, item.unchanged, item.vanished)
        for item in report.changes
        if item.target == "cases"
    }


def as_written(*files: Path) -> pd.DataFrame:
    """Return the ledgers as pandas reads them, later lines of a number in place of earlier ones."""
    rows = pd.concat([pd.read_csv(file, dtype=str, keep_default_na=False) for file in files])
    return rows.drop_duplicates("编号", keep="last").sort_values("编号", ignore_index=True)


def test_a_month_is_appended(empty_url, mapping):
    """Both months are there, the report of each stays, and places of one name are one place."""
    load([MARCH], mapping, empty_url)
    report = load([APRIL], mapping, empty_url, mode="append")
    assert counts(report) == {"cases": (5, 0, 0, 6)}
    expected = as_written(MARCH, APRIL)
    assert held(empty_url, cases)["case_id"].tolist() == expected["编号"].tolist()
    assert held(empty_url, communities)["name"].nunique() == len(held(empty_url, communities))
    assert set(held(empty_url, communities)["name"]) == set(expected["社区"])
    assert held(empty_url, import_batches)["generation"].tolist() == [1, 2]
    engine = reading_engine(empty_url)
    assert not [found for found in findings(engine) if found.broken]
    assert read_dataset(engine).as_of == pd.to_datetime(expected["上报时间"]).max()
    engine.dispose()


@pytest.mark.parametrize("mode", ["append", "update"])
def test_the_same_file_again_changes_nothing(empty_url, mapping, mode):
    """No new generation is made, and the report says that all rows are unchanged."""
    load([MARCH], mapping, empty_url)
    report = load([MARCH], mapping, empty_url, mode=mode)
    assert (report.generation, report.nothing_new) == (None, True)
    assert counts(report) == {"cases": (0, 0, 6, 0)}
    assert kept_generations(empty_url) == []


def test_a_corrected_month_replaces_the_rows_that_changed(empty_url, mapping):
    """2 changed, 4 unchanged, 0 new; the other month is kept, and the figures are those of the corrected ledger."""
    load([MARCH, APRIL], mapping, empty_url)
    report = load([CORRECTED], mapping, empty_url, mode="update")
    assert counts(report) == {"cases": (0, 2, 4, 5)}
    assert report.generation == 2
    expected = as_written(MARCH, APRIL, CORRECTED)
    got = held(empty_url, cases)
    assert got["case_id"].tolist() == expected["编号"].tolist()
    assert got["status"].tolist() == expected["状态"].map({"已办结": "closed", "处理中": "open"}).tolist()
    assert got["closed_at"].notna().tolist() == (expected["办结时间"] != "").tolist()


def test_a_row_that_differs_is_not_appended(empty_url, mapping):
    """The load is refused with its number and what to use instead; what was there stays."""
    load([MARCH], mapping, empty_url)
    before = held(empty_url, cases)
    with pytest.raises(LoadRefused) as refusal:
        load([CORRECTED], mapping, empty_url, mode="append")
    assert refusal.value.key == "append_differs"
    assert refusal.value.details["count"] == 2
    assert "--update" in refusal.value.words("zh")
    pd.testing.assert_frame_equal(held(empty_url, cases), before)


def test_rows_that_the_file_lacks_are_deleted_only_when_told(empty_url, mapping):
    """Kept by default and counted; with delete_missing gone, and rollback brings them back."""
    load([MARCH, APRIL], mapping, empty_url)
    dry = load([APRIL], mapping, empty_url, mode="update", delete_missing=True, dry_run=True)
    assert (dry.deleted, dry.generation) == (6, None)
    assert len(held(empty_url, cases)) == 11
    report = load([APRIL], mapping, empty_url, mode="update", delete_missing=True)
    assert report.deleted == 6
    assert held(empty_url, cases)["case_id"].tolist() == as_written(APRIL)["编号"].tolist()
    assert held(empty_url, loads)["rows_deleted"].tolist()[-1] == 6
    roll_back(empty_url)
    assert len(held(empty_url, cases)) == 11


def test_the_history_of_loads_outlives_a_replacing_load(empty_url, mapping):
    """Each load is told with its way, its files and what it changed."""
    load([MARCH], mapping, empty_url)
    load([APRIL], mapping, empty_url, mode="append")
    load([APRIL], mapping, empty_url)
    told = held(empty_url, loads)
    assert told["mode"].tolist() == ["replace", "append", "replace"]
    assert told["sources"].tolist() == [MARCH.name, APRIL.name, APRIL.name]
    assert told["rows_new"].tolist()[1] == 5
    assert held(empty_url, import_batches)["generation"].tolist() == [3]


def test_the_first_load_of_an_empty_database_may_append(empty_url, mapping):
    """A monthly job needs no first month of its own."""
    report = load([MARCH], mapping, empty_url, mode="append")
    assert (report.mode, report.generation) == ("replace", 1)
    assert len(held(empty_url, cases)) == 6


@pytest.mark.parametrize("mode", ["append", "update"])
def test_another_city_is_not_mixed_in(empty_url, mapping, mode):
    """The load is refused and names both codes; the demo city takes no real rows either."""
    load([MARCH], mapping, empty_url)
    mapping.write_text(MONTHS.replace("350582", "350583"), encoding="utf-8")
    with pytest.raises(LoadRefused) as refusal:
        load([APRIL], mapping, empty_url, mode=mode)
    assert (refusal.value.key, refusal.value.details["mapped"]) == ("other_city", "350583")


def test_real_rows_are_not_added_to_the_demo_city(demo_folder, mapping):
    with pytest.raises(LoadRefused) as refusal:
        load([MARCH], mapping, demo_folder, mode="append", dry_run=True)
    assert refusal.value.key == "demo_held"


def test_a_city_with_outlines_is_updated(empty_url, tmp_path):
    """Half a file now and all of it later are what the whole file is at once, points and outlines included."""
    frame = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
    whole, half = tmp_path / "whole" / SAMPLE.name, tmp_path / "half" / SAMPLE.name
    for file, rows in ((whole, frame), (half, frame.iloc[:1000])):
        file.parent.mkdir()
        rows.to_csv(file, index=False)
    load([half, OUTLINES], MAPPING, empty_url)
    report = load([whole, OUTLINES], MAPPING, empty_url, mode="update")
    assert counts(report)["cases"][:3] == (1000, 0, 1000)
    after = {name: held(empty_url, metadata.tables[name]) for name in COMPARED}
    load([whole, OUTLINES], MAPPING, empty_url)
    for name, rows in after.items():
        pd.testing.assert_frame_equal(rows, held(empty_url, metadata.tables[name]), check_dtype=False)


COMPARED = ("cases", "case_categories", "street_offices", "communities", "grids", "compounds")


def test_the_command_says_what_it_replaces_and_what_it_changes(tmp_path, mapping, capsys):
    """In the user's words, before and after; status lists the loads and the generations kept."""
    url = ["--database-url", f"duckdb:///{tmp_path}/data", "--lang", "zh"]
    assert main(["import", str(MARCH), "--mapping", str(mapping), *url]) == 0
    assert "将全部替换" not in capsys.readouterr().out
    assert main(["import", str(APRIL), "--mapping", str(mapping), "--append", *url]) == 0
    assert "案件：新增 5 行，改动 0 行，未变 0 行" in capsys.readouterr().out
    assert main(["import", str(APRIL), "--mapping", str(mapping), "--append", *url]) == 0
    assert "没有改动，未装载" in capsys.readouterr().out
    assert main(["import", str(APRIL), "--mapping", str(mapping), "--dry-run", *url]) == 0
    assert "案件11行" in capsys.readouterr().out
    assert main(["status", *url]) == 0
    told = capsys.readouterr().out
    assert "代次 2" in told
    assert "追加" in told
    assert "可退回的代次：1" in told
    assert main(["rollback", *url]) == 0
    assert "已退回到代次 1" in capsys.readouterr().out
    assert main(["import", str(APRIL), "--mapping", str(mapping), "--delete-missing", *url]) == 2


def test_an_import_replaces_a_database_of_an_older_version(tmp_path, mapping, capsys):
    """As the page says: import again; what it held cannot be told, and is still there to go back to."""
    url = database_url(f"duckdb:///{tmp_path}/data")
    load([MARCH], mapping, url)
    with extending(url) as (connection, _):
        connection.execute(update(dataset).values(schema_version=SCHEMA_VERSION - 1))
    options = ["--mapping", str(mapping), "--database-url", f"duckdb:///{tmp_path}/data", "--lang", "zh"]
    assert main(["import", str(APRIL), "--append", *options]) == 1
    assert main(["import", str(APRIL), *options]) == 0
    assert "请重新导入" in capsys.readouterr().err
    assert len(held(url, cases)) == 5


def test_steps_of_a_deleted_case_go_with_it(empty_url, tmp_path):
    """No step is left that leads to no case."""
    tables = {
        "cases": "case_id,at,state,place\na,2026-03-01,open,x\nb,2026-03-02,open,x\n",
        "case_events": "case_id,seq,at,step\na,1,2026-03-01,reported\nb,1,2026-03-02,reported\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text)
    file = tmp_path / "mapping.toml"
    file.write_text(
        '[city]\ncode = "1"\nname = "甲市"\nsource = "x"\n[places]\ncreate = ["street_office"]\n'
        '[tables.cases]\nsource = "cases.csv"\n'
        '[tables.cases.columns]\ncase_id = "case_id"\nreported_at = "at"\nstatus = "state"\n'
        '[tables.cases.places]\nstreet_office = "place"\n'
        '[tables.case_events]\nsource = "case_events.csv"\n'
        '[tables.case_events.columns]\ncase_id = "case_id"\nseq = "seq"\nat = "at"\nstep = "step"\n'
    )
    files = [tmp_path / "cases.csv", tmp_path / "case_events.csv"]
    load(files, file, empty_url)
    for table in files:
        table.write_text("\n".join(table.read_text().splitlines()[:2]) + "\n")
    load(files, file, empty_url, mode="update", delete_missing=True)
    assert held(empty_url, cases)["case_id"].tolist() == ["a"]
    assert held(empty_url, case_events)["case_id"].tolist() == ["a"]
    assert held(empty_url, import_rejects).empty
