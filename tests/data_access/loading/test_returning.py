"""The report on a load as a workbook: what to send back to those who typed the rows."""

from __future__ import annotations

import tomllib
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from data_access.database.url import PROJECT_FOLDER, database_url
from data_access.loading import Report, load
from data_access.loading.messages import LOCALES, LoadRefused
from data_access.loading.returning import report_folder, write_report
from tests.conftest import MAPPING, OUTLINES, SAMPLE


@pytest.fixture
def faulty(tmp_path: Path) -> tuple[Path, Report]:
    """A file with three wrong rows, one of them wrong twice, one repeating another; and the report on it."""
    frame = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False).head(40)
    frame.loc[4, "OPEN_DT"] = "soon"
    frame.loc[4, "LATITUDE"] = "north"
    frame.loc[9, "CASE_ENQUIRY_ID"] = ""
    frame.loc[9, "CASE_TITLE"] = "=cmd|' /C calc'!A0 13800138000"
    frame.loc[11] = frame.loc[10].copy()
    frame.to_csv(tmp_path / "x311.csv", index=False)
    url = database_url(f"duckdb:///{tmp_path}/data")
    return tmp_path / "out", load(
        [tmp_path / "x311.csv", OUTLINES], MAPPING, url, max_rejects=1, dry_run=True
    )


def test_each_refused_row_has_its_place_reason_and_remedy(faulty):
    """File, row, column, masked value, reason and what to do, in the language asked for; counts add up."""
    folder, report = faulty
    book = pd.read_excel(write_report(report, folder, "zh"), sheet_name=None)
    counts = book["汇总"].iloc[0]
    assert counts["读取行数"] == counts["接收行数"] + counts["退回行数"] == 40
    refused = book["退回"].set_index("行号")
    assert refused.loc[6, ["来源", "列"]].tolist() == ["x311.csv", "OPEN_DT"]
    assert refused.loc[11, "列"] == "CASE_ENQUIRY_ID"
    assert refused["怎样改正"].notna().all()


def test_wrong_cells_are_marked_in_the_row_as_it_was(faulty):
    """Both wrong cells of a row are marked and no other; formulas stay texts and personal numbers are masked."""
    folder, report = faulty
    sheet = openpyxl.load_workbook(write_report(report, folder, "zh")).worksheets[-1]
    heads = [cell.value for cell in sheet[1]]
    marked = {
        (row[0].value, heads[cell.column - 1])
        for row in sheet.iter_rows(min_row=2)
        for cell in row
        if cell.fill.fill_type == "solid"
    }
    assert marked == {(6, "OPEN_DT"), (6, "LATITUDE"), *((row, "CASE_ENQUIRY_ID") for row in (11, 13))}
    title = sheet.cell(3, heads.index("CASE_TITLE") + 1)
    assert title.data_type == "s"
    assert title.value.startswith("=cmd")
    assert "13800138000" not in title.value


def test_without_a_faulty_row_nothing_is_written(tmp_path, faulty):
    _, report = faulty
    clean = Report(None, "replace", report.as_of, (), None, 1)
    assert write_report(clean, tmp_path / "none", "zh") is None
    assert not (tmp_path / "none").exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path, faulty):
    (tmp_path / "file").write_text("")
    with pytest.raises(LoadRefused) as refusal:
        write_report(faulty[1], tmp_path / "file" / "out", "zh")
    assert (refusal.value.key, "--report" in refusal.value.words("zh")) == ("report", True)


def test_the_report_is_never_written_into_the_checkout(tmp_path):
    """It lies beside the data folder, for the project's own data beside the checkout; a folder inside is refused."""
    assert report_folder(None, database_url(f"duckdb:///{tmp_path}/data")) == tmp_path / "import-report"
    own = report_folder(None, database_url(f"duckdb:///{PROJECT_FOLDER}/data"))
    assert own == PROJECT_FOLDER.parent / "import-report"
    with pytest.raises(LoadRefused) as refusal:
        report_folder(PROJECT_FOLDER / "out", database_url(f"duckdb:///{tmp_path}/data"))
    assert refusal.value.key == "report_in_checkout"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_has_a_remedy(language):
    texts = tomllib.loads((LOCALES / language / "loading.toml").read_text(encoding="utf-8"))
    assert texts["remedy"].keys() == texts["reject"].keys()
