"""The command line: exit codes, words, and files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from data_access.commands.dictionary import data_dictionary
from data_access.commands.line import main
from tests.conftest import MAPPING, OUTLINES, SAMPLE

ROOT = Path(__file__).parents[2]


Done = subprocess.CompletedProcess[str]


def run(*arguments: object, url: object = None) -> Done:
    """Run a command as an official does."""
    environment = os.environ | ({"DATABASE_URL": str(url)} if url else {}) | {"PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "data_access", *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture
def run_here(monkeypatch, capsys) -> Callable[..., Done]:
    """A function that runs a command in this process, which spares what a new one imports."""

    def run(*arguments: object, url: object) -> Done:
        words = [str(argument) for argument in arguments]
        monkeypatch.setenv("DATABASE_URL", str(url))
        capsys.readouterr()
        try:
            code = main(words)
        except SystemExit as left:
            code = int(left.code or 0)
        return subprocess.CompletedProcess(words, code, *capsys.readouterr())

    return run


def test_import_status_check_export(tmp_path, run_here):
    """A city is imported, told, checked and exported by the command line."""
    url = f"duckdb:///{tmp_path}/data"
    done = run("import", SAMPLE, OUTLINES, "--mapping", MAPPING, "--lang", "en", url=url)
    assert done.returncode == 0, done.stderr
    assert "2000 rows read: 2000 accepted, 0 rejected" in done.stdout
    status = run_here("status", "--lang", "zh", url=url)
    assert "真实数据" in status.stdout
    assert "2,000  cases" in status.stdout
    checked = run_here("check", "--lang", "en", url=url)
    assert checked.returncode == 0
    assert "close before they are reported" in checked.stdout
    for ending, reader in ((".csv", pd.read_csv), (".xlsx", pd.read_excel), (".parquet", pd.read_parquet)):
        written = run_here("export", "--table", "communities", "--to", tmp_path / f"c{ending}", url=url)
        assert written.returncode == 0
        assert len(reader(tmp_path / f"c{ending}")) == 26
    assert openpyxl.load_workbook(tmp_path / "c.xlsx").active["A1"].value == "code"


def test_rejected_rows_are_listed_in_a_file_and_too_many_refuse_the_load(tmp_path, run_here):
    """One row of nine is more than 5 %: nothing is written unless allowed; a dry run writes nothing either."""
    frame = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False).head(9)
    frame.loc[4, "OPEN_DT"] = "soon"
    frame.to_csv(tmp_path / "x311.csv", index=False)
    given = (
        "import",
        tmp_path / "x311.csv",
        OUTLINES,
        "--mapping",
        MAPPING,
        "--report",
        tmp_path / "out",
    )
    url = f"duckdb:///{tmp_path}/data"
    refused = run_here(*given, "--lang", "zh", url=url)
    assert refused.returncode == 1
    assert "x311.csv 的 9 行中有 1 行被退回，超过上限 5%" in refused.stderr
    tried = run_here(*given, "--lang", "zh", "--max-rejects", "12%", "--dry-run", url=url)
    assert (tried.returncode, "数据库没有改动" in tried.stdout) == (0, True)
    assert not list((tmp_path / "data").glob("*.duckdb"))
    assert run_here(*given, "--max-rejects", "12%", url=url).returncode == 0
    assert run_here(*given, "--max-rejects", "many", url=url).returncode == 2
    file = max((tmp_path / "out").glob("*.xlsx"))
    listed = pd.read_excel(file, sheet_name="退回").iloc[0]
    assert listed.iloc[:4].tolist() == ["x311.csv", 6, "OPEN_DT", "soon"]


def test_a_refusal_exits_with_1_and_says_why(tmp_path):
    (tmp_path / "empty311.csv").write_text("")
    refused = run(
        "import", tmp_path / "empty311.csv", OUTLINES, "--mapping", MAPPING, "--lang", "zh",
        url=f"duckdb:///{tmp_path}/data",
    )  # fmt: skip
    assert refused.returncode == 1
    assert "是空的" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_server_whose_socket_is_down_is_said(tmp_path):
    """Exit 1 and a sentence that names what is down."""
    url = f"postgresql+psycopg://somebody@/city?host={tmp_path}"
    refused = run("import", SAMPLE, OUTLINES, "--mapping", MAPPING, "--lang", "zh", url=url)
    assert refused.returncode == 1
    assert "无法连接数据库服务器" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("command", ["status", "check"])
def test_no_database_exits_with_1(tmp_path, command, run_here):
    missing = run_here(command, "--lang", "en", url=f"duckdb:///{tmp_path}/nowhere")
    assert missing.returncode == 1
    assert "There is no case database" in missing.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fly"],
        ["import"],
        ["status", "--database-url", "nonsense"],
        ["export", "--table", "cases", "--to", "x.doc"],
    ],
)
def test_wrong_usage_exits_with_2(arguments):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2


@pytest.mark.parametrize("command", ["demo", "import", "check", "status", "export", "dictionary"])
def test_every_command_has_help(command):
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0


def test_a_table_too_long_for_a_workbook_is_refused(demo_folder, tmp_path, monkeypatch, capsys):
    """A sheet has 1,048,576 rows at most; here it is as if it had ten."""
    monkeypatch.setattr("data_access.exporting.WORKBOOK_ROWS", 10)
    asked = ["--table", "cases", "--lang", "en", "--database-url", str(demo_folder)]
    assert main(["export", *asked, "--to", str(tmp_path / "cases.xlsx")]) == 1
    assert "Choose CSV or Parquet" in capsys.readouterr().err
    assert not (tmp_path / "cases.xlsx").exists()
    assert main(["export", *asked, "--to", str(tmp_path / "cases.csv")]) == 0


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_an_export_that_cannot_be_written_is_said(demo_folder, tmp_path, capsys, ending):
    """A folder that is not there, and a place that is a folder: a sentence and exit 1."""
    (tmp_path / f"folder{ending}").mkdir()
    asked = ["export", "--table", "communities", "--lang", "zh", "--database-url", str(demo_folder)]
    for file in (tmp_path / "nowhere" / f"c{ending}", tmp_path / f"folder{ending}"):
        assert main([*asked, "--to", str(file)]) == 1
        assert "无法写入" in capsys.readouterr().err


@pytest.mark.parametrize("raised", [KeyboardInterrupt, RuntimeError, ImportError])
def test_ctrl_c_is_said_from_the_first_moment(monkeypatch, capsys, raised):
    """While the words of the command are still read, too, and where DuckDB makes another error of it."""

    def interrupted() -> None:
        try:
            raise KeyboardInterrupt
        finally:
            raise raised

    monkeypatch.setattr("data_access.commands.line._parser", interrupted)
    assert main(["status"]) == 1
    assert capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="there Ctrl-C reaches all of a console")
def test_ctrl_c_leaves_no_traceback_while_modules_are_found():
    began = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "data_access", "status"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert began.stderr is not None
    for line in began.stderr:
        if line.rstrip().endswith(" argparse"):
            break
    began.send_signal(signal.SIGINT)
    _, rest = began.communicate(timeout=60)
    assert began.returncode == -signal.SIGINT
    assert "Traceback" not in rest


def test_demo_builds(tmp_path):
    """The command `demo` builds the demo city."""
    built = run("demo", "--cases", 500, "--lang", "en", url=f"duckdb:///{tmp_path}/data")
    assert built.returncode == 0, built.stderr
    assert "demo data" in built.stdout


def test_the_dictionary_is_current():
    assert (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8") == data_dictionary()
