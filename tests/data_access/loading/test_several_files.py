"""Several files for one table: their rows together, their categories once, a record in two of them refused."""

from __future__ import annotations

import zipfile

import pytest
from sqlalchemy import select

from data_access.commands.line import main
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.loading import load
from data_access.loading.messages import LoadRefused
from data_access.schema import case_categories, cases

HEADS = "编号,上报时间,办结时间,状态,类别,街道,社区,满意度,内容\n"

MARCH = HEADS + (
    "A0001,2026-03-02 08:00:00,2026-03-02 13:00:00,已办结,噪声,青阳街道,象山社区,3,夜间施工\n"
    "A0002,2026-03-03 09:05:00,,处理中,漏水,安海镇,西安村,,楼上渗水\n"
)

APRIL = HEADS + "B0001,2026-04-02 08:00:00,,处理中,噪声,青阳街道,象山社区,,夜间施工\n"


@pytest.fixture
def months(tmp_path, capsys):
    """Two months and the mapping drafted from them, with no edit."""
    files = [tmp_path / "台账-03.csv", tmp_path / "台账-04.csv"]
    for file, text in zip(files, (MARCH, APRIL), strict=True):
        file.write_text(text, encoding="utf-8")
    assert main(["draft", *map(str, files), "--lang", "zh"]) == 0
    mapping = tmp_path / "映射.toml"
    mapping.write_text(capsys.readouterr().out, encoding="utf-8")
    return files, mapping


def test_months_are_loaded_together(months, empty_url):
    files, mapping = months
    report = load(files, mapping, empty_url)
    assert [(item.source, item.rows_accepted) for item in report.tables] == [
        ("台账-03.csv", 2),
        ("台账-04.csv", 1),
    ]
    engine = reading_engine(empty_url)
    stored = read(engine, select(cases.c.case_id, cases.c.category_code).order_by(cases.c.case_id))
    assert stored["case_id"].tolist() == ["A0001", "A0002", "B0001"]
    assert sorted(read(engine, select(case_categories.c.name))["name"]) == ["噪声", "漏水"]
    assert stored["category_code"].iloc[0] == stored["category_code"].iloc[2]


def test_a_state_that_the_mapping_does_not_tell_is_asked_for(months, empty_url):
    """It refuses the load, whatever few rows have it, until the mapping says what it is."""
    files, mapping = months
    files[1].write_text(APRIL.replace("处理中", "退回"), encoding="utf-8")
    with pytest.raises(LoadRefused) as refused:
        load(files, mapping, empty_url, max_rejects=1)
    assert "台账-04.csv 的列“状态”有映射没有说明的状态：退回 (1)" in refused.value.words("zh")
    told = mapping.read_text(encoding="utf-8").replace(
        '"处理中" = "open"', '"处理中" = "open"\n"退回" = "closed"'
    )
    mapping.write_text(told, encoding="utf-8")
    load(files, mapping, empty_url)
    states = read(reading_engine(empty_url), select(cases.c.status).order_by(cases.c.case_id))
    assert states["status"].tolist() == ["closed", "open", "closed"]


def test_files_that_no_table_uses_are_named(months, empty_url, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", empty_url.render_as_string(hide_password=False))
    files, mapping = months
    (tmp_path / "说明.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "汇总.zip", "w") as archive:
        archive.writestr("附件/台账-05.csv", APRIL.replace("B0001", "C0001"))
        archive.writestr("附件/人员.csv", "甲\n1\n")
    given = [
        *map(str, files),
        str(tmp_path / "说明.csv"),
        str(tmp_path / "汇总.zip"),
        "--mapping",
        str(mapping),
    ]
    assert main(["import", *given, "--dry-run", "--lang", "zh"]) == 0
    told = [line.partition("（")[0] for line in capsys.readouterr().out.splitlines() if "没有用到" in line]
    assert told == ["没有用到：说明.csv", "没有用到：汇总.zip/人员.csv"]


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_record_in_two_files_is_refused_by_a_sentence(months, empty_url, dry_run):
    files, mapping = months
    files[1].write_text(APRIL.replace("B0001", "A0002"), encoding="utf-8")
    with pytest.raises(LoadRefused) as refused:
        load(files, mapping, empty_url, dry_run=dry_run)
    words = refused.value.words("zh")
    assert "台账-04.csv 有 1 行的编号在前面的文件中已有（如“A0002”）" in words
