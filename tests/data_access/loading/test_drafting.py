"""A mapping drafted from ledgers: what is sure is written, what is not is asked for."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch

import pandas as pd
import pytest

from data_access.commands.line import main
from data_access.loading.draft_text import draft_text, pattern
from data_access.loading.drafting import drafts, known, unused
from data_access.loading.mapping_file import read_mapping
from data_access.loading.sources import Source
from data_access.loading.spelling import plain
from data_access.schema import metadata
from tests.conftest import SAMPLE

HEADS = ["编号", "上报时间", "办结时间", "状态", "类别", "街道", "社区", "满意度", "内容"]

ROW = [
    "A0001",
    "2026-03-02 08:00:00",
    "2026-03-02 13:00:00",
    "已办结",
    "噪声",
    "青阳街道",
    "象山社区",
    "3",
    "夜间",
]


def source(name: str = "台账.csv", heads: list[str] | None = None, **columns: list[str]) -> Source:
    """Rows of a usual ledger, with other values in some columns."""
    count = max((len(values) for values in columns.values()), default=1)
    rows = pd.DataFrame([ROW] * count, columns=HEADS)
    rows["编号"] = [f"A{number:04}" for number in range(count)]
    rows = rows.assign(**columns)
    return Source(name, "", [rows if heads is None else rows.set_axis(heads, axis=1)])


def drafted(*sources: Source, language: str = "zh") -> str:
    made = drafts(sources)
    return draft_text(made, unused(sources, made), language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_usual_ledger_is_mapped_whole(language, tmp_path):
    text = drafted(source(), language=language)
    tree = tomllib.loads(text)["tables"]["cases"]
    assert tree["columns"] == {
        "case_id": "编号",
        "reported_at": "上报时间",
        "closed_at": "办结时间",
        "status": "状态",
        "summary": "内容",
        "satisfaction": "满意度",
    }
    assert tree["places"] == {"street_office": "街道", "community": "社区"}
    assert tree["category"] == {"main": "类别"}
    assert tree["values"]["status"] == {"已办结": "closed"}
    (tmp_path / "映射.toml").write_text(text, encoding="utf-8")
    mapping = read_mapping(tmp_path / "映射.toml").tables[0]
    assert (mapping.target, mapping.category) == ("cases", ("类别", "类别"))


def test_states_are_proposed_where_known_and_asked_for_otherwise():
    words = ["已办结", "办结", "已辦結", "已 办结", "处理中", "退回", "退回", "挂起", "作废", "closed"]
    text = drafted(source(状态=words))
    values = tomllib.loads(text)["tables"]["cases"]["values"]["status"]
    assert values == {
        **dict.fromkeys(["已办结", "办结", "已辦結", "已 办结"], "closed"),
        "处理中": "open",
    }
    for word, count in (("退回", 2), ("挂起", 1), ("作废", 1), ("closed", 1)):
        assert f'# "{word}" = ""  # {count} 行' in text


def test_words_for_nothing_are_no_words():
    nothing = ["NULL", "null", "-", "无", "0000-00-00 00:00:00", "1900-01-01", "9999-12-31", ""]
    tree = tomllib.loads(drafted(source(办结时间=nothing, 满意度=nothing)))["tables"]["cases"]
    assert tree["columns"]["closed_at"] == "办结时间"
    assert "satisfaction" not in tree["values"]


def test_a_name_that_its_values_belie_is_not_believed():
    """A column 办结时间 of words is none of times; ids that repeat are no key."""
    text = drafted(source(编号=["1", "1"], 办结时间=["较快", "很慢"]))
    columns = tomllib.loads(text)["tables"]["cases"]["columns"]
    assert {"case_id", "closed_at"}.isdisjoint(columns)
    for name in ("编号", "办结时间"):
        assert f"没有用到的列：{name}" in text


def test_what_must_be_there_is_asked_for():
    heads = [name if name != "上报时间" else "甲" for name in HEADS]
    assert '# reported_at = ""' in drafted(source(heads=heads))


def test_months_make_one_table_and_other_files_are_named():
    months = [source(f"monthly-2026-0{month}.csv") for month in (3, 4)]
    other = Source("说明.csv", "", [pd.DataFrame({"填报说明": ["本表由各街道填报"]})])
    visits = Source("走访.xlsx · 6月", "", [pd.DataFrame({"走访时间": ["2026-06-01"], "走访户数": ["3"]})])
    text = drafted(*months, other, visits)
    tables = tomllib.loads(text)["tables"]
    assert tables["cases"]["source"] == "monthly-*-*.csv"
    assert tables["visits"]["source"] == "走访*.xlsx"
    assert "# 没有用到：说明.csv" in text


def test_hostile_names_stay_texts():
    rows = pd.DataFrame([[*ROW, "x"]], columns=[*HEADS, '"] \n evil = "1'])
    tree = tomllib.loads(drafted(Source('a"\n.csv', "", [rows.assign(状态='已办结"')])))
    assert set(tree) == {"city", "places", "tables"}
    assert tree["tables"]["cases"]["source"] == 'a"\n*.csv'


def test_the_pattern_of_names_that_share_little():
    draft = drafts([source("三月.csv"), source("四月.xlsx")])[0]
    assert pattern(draft) == "*"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("热线工单2024年4月.xlsx", "热线工单*年*月*.xlsx"),
        ("2024年4月台账.xlsx · 台账", "*年*月台账*.xlsx"),
        ("两月.zip/台账.csv", "台账*.csv"),
        ("台账[新].csv", "台账[[]新]*.csv"),
    ],
)
def test_the_pattern_fits_the_next_months_too(name, written):
    (draft,) = drafts([source(name)])
    assert pattern(draft) == written
    assert fnmatch(name.partition(" · ")[0].rpartition("/")[2], written)


def test_a_pattern_fits_no_file_of_another_table():
    visits = Source("台账走访.csv", "", [pd.DataFrame({"走访时间": ["2026-06-01"], "走访户数": ["3"]})])
    tables = tomllib.loads(drafted(source("台账.csv"), visits))["tables"]
    assert {table: section["source"] for table, section in tables.items()} == {
        "cases": "台账.csv",
        "visits": "台账走访*.csv",
    }


def test_heads_of_two_rows_and_names_of_whose_place_it_is_are_known():
    heads = [
        "编号",
        "上报时间",
        "办结时间",
        "状态",
        "大类名称",
        "所属街道",
        "所在地-社区名称",
        "满意度",
        "内容",
    ]
    tree = tomllib.loads(drafted(source(heads=heads)))["tables"]["cases"]
    assert tree["places"] == {"street_office": "所属街道", "community": "所在地-社区名称"}
    assert tree["category"] == {"main": "大类名称"}


def test_void_states_are_proposed_to_be_left_out():
    text = drafted(source(状态=["办结", "[作废]", "测试"]))
    assert '# leave_out = { "状态" = ["[作废]", "测试"] }' in text
    assert tomllib.loads(text)["tables"]["cases"]["values"]["status"] == {"办结": "closed"}


def test_answers_are_told_by_signs_and_by_words_for_nothing():
    answers = ["√", "×", "无", "有", "已签订", "未签订", ""]
    values = tomllib.loads(drafted(source(是否签订协议=answers)))["tables"]["cases"]["values"][
        "agreement_signed"
    ]
    yes, no = dict.fromkeys(["√", "有", "已签订"], "true"), dict.fromkeys(["×", "无", "未签订"], "false")
    assert values == yes | no
    assert plain("受理 時間（必填）") == "受理时间"


def test_flags_and_units_are_recognised():
    """A flag by its words, whatever its column is called; the unit by its name; when it was given the case."""
    rows = source(办结时间=["按期", "超期"]).rows.assign(承办单位="住建局", 派单时间="2026-03-02 08:30:00")
    text = drafted(Source("台账.csv", "", [rows]))
    tree = tomllib.loads(text)["tables"]["cases"]
    assert tree["unit"] == "承办单位"
    wanted = {"on_time": "办结时间", "assigned_at": "派单时间"}
    assert wanted.items() <= tree["columns"].items()
    assert tree["values"]["on_time"] == {"按期": "true", "超期": "false"}
    contrary = drafted(source(是否超期=["是", "否", "在办"]))
    told = tomllib.loads(contrary)["tables"]["cases"]["values"]["on_time"]
    assert told == {"是": "false", "否": "true", "在办": ""}


def test_every_known_name_is_of_a_column_of_the_schema():
    for table, columns in known()["columns"].items():
        assert set(columns) <= set(metadata.tables[table].c.keys()), table
    for asked in known()["contrary"]:
        assert asked in metadata.tables["cases"].c


def test_the_command_prints_a_mapping_or_refuses(tmp_path, capsys):
    assert main(["draft", str(SAMPLE), "--lang", "en"]) == 0
    columns = tomllib.loads(capsys.readouterr().out)["tables"]["cases"]["columns"]
    assert columns["case_id"] == "CASE_ENQUIRY_ID"
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert main(["draft", str(tmp_path / "x.csv"), "--lang", "zh"]) == 1
    assert "x.csv 的列不像任何一张表" in capsys.readouterr().err
