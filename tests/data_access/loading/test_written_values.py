"""Numbers and answers as people type them."""

from typing import Any

import pandas as pd
import pytest

from data_access.loading.checking import converted, require_states
from data_access.loading.mapping import TableMapping
from data_access.loading.messages import LoadRefused
from data_access.loading.numbers import are_about, read_numbers
from data_access.loading.reasons import RowReasons


def test_full_width_numbers_and_marks_for_yes_and_no():
    rows = pd.DataFrame({"分": ["５", "4", "②", "3"], "决": ["√", "×", "Ｙ", "已"]}, dtype="str")
    reasons = RowReasons("zh")
    got, _ = converted(rows, TableMapping("cases", "a.csv", {"satisfaction": "分", "solved": "决"}), reasons)
    assert got["satisfaction"].fillna(0).tolist() == [5, 4, 0, 3]
    assert got["solved"].tolist() == [True, False, True, True]
    assert reasons.frame()["row_number"].tolist() == [2]


def read(target: str, column: str, *texts: str) -> tuple[list, list[str]]:
    """The values of a column of texts, and the reasons of those refused, in their order."""
    reasons = RowReasons("zh")
    rows = pd.DataFrame({"甲": texts}, dtype="str")
    got, _ = converted(rows, TableMapping(target, "a.csv", {column: "甲"}), reasons)
    return got[column].tolist(), reasons.frame()["reason"].tolist()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3户", 3),
        ("1,280", 1280),
        ("１，２８０户", 1280),
        ("约320户", 320),
        ("320户左右", 320),
        ("300多户", 300),
        ("1.2万", 12_000),
        ("1.15万户", 11_500),
        ("3千", 3_000),
        ("4.35百", 435),
        ("12 户", 12),
        ("12.0", 12),
    ],
)
def test_numbers_are_read_with_units_thousands_and_words_for_about(text, number):
    assert read("compounds", "households", text) == ([number], [])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("3-5户", "是一个范围（如 3-5），请写成一个数"),
        ("3～5", "是一个范围（如 3-5），请写成一个数"),
        ("约30至50户", "是一个范围（如 3-5），请写成一个数"),
        ("12.5%", "是百分数，这一列应为数量"),
        ("320人", "单位不符，这一列按“户”计"),
        ("￥3", "单位不符，这一列按“户”计"),
        ("1,5", "不是数字"),
        ("若干", "不是数字"),
        ("3户5户", "不是数字"),
        ("-3户", "小于零"),
        ("3.5户", "不是整数"),
        ("90亿户", "不在 -2147483648 至 2147483647 之间"),
        ("inf", "不是数字"),
        ("1e400", "不是数字"),
    ],
)
def test_what_is_no_number_of_the_column_is_refused_for_what_it_is(text, reason):
    assert read("compounds", "households", text)[1] == [reason]


def test_each_column_takes_the_words_of_its_own_unit():
    assert read("activities", "cost_yuan", "￥3,200.50", "1.2万元", "500元整")[0] == [3200.5, 12_000, 500]
    assert read("activities", "participants", "35人次", "40名", "约50人")[0] == [35, 40, 50]
    assert read("spaces", "area_m2", "120㎡", "85.5平方米", "60平米")[0] == [120, 85.5, 60]
    assert read("spaces", "floor", "1楼", "-1层", "2")[0] == [1, -1, 2]
    assert read("cases", "satisfaction", "5分", "6分")[1] == ["不在 1 至 5 之间"]


def test_numbers_that_are_only_about_right_are_told_apart():
    texts = pd.Series(["约320户", "300余户", "近百户", "320户", "约", "多", "30人左右"])
    assert are_about(texts, "户").tolist() == [True, True, False, False, False, False, False]
    assert read_numbers(pd.Series(["1e400", "", "nan"]), "户").isna().all()


def translated_states(words: dict, *texts: str) -> list:
    rows = pd.DataFrame({"状态": texts}, dtype="str")
    mapping = TableMapping("cases", "a.csv", {"status": "状态"}, values={"status": words})
    require_states([rows], mapping, "a.csv")
    got, _ = converted(rows, mapping, RowReasons("zh"))
    return got["status"].tolist()


def test_values_are_translated_whatever_their_width_blanks_and_case():
    words = {"已办结": "closed", "处理中(二次)": "open", "Closed": "closed"}
    texts = ("已 办结", "　已办结 ", "处理中（二次）", "CLOSED", "已办结")
    assert translated_states(words, *texts) == ["closed", "closed", "open", "closed", "closed"]
    with pytest.raises(LoadRefused, match="办结了"):
        translated_states(words, "办结了")


def test_words_that_the_mapping_tells_apart_by_case_stay_apart():
    words = {"A": "open", "a": "closed"}
    assert translated_states(words, "A", "a") == ["open", "closed"]
    with pytest.raises(LoadRefused, match="Ａ"):
        translated_states(words, "Ａ")


def test_states_in_the_schemas_own_words_need_no_mapping():
    rows = pd.DataFrame({"状态": ["Open", " closed"]}, dtype="str")
    mapping = TableMapping("cases", "a.csv", {"status": "状态"})
    require_states([rows], mapping, "a.csv")
    assert converted(rows, mapping, RowReasons("zh"))[0]["status"].tolist() == ["open", "closed"]


def test_a_mapping_may_mean_numbers_and_answers_without_quotes():
    rows = pd.DataFrame({"评": ["满意", "一般"], "决": ["已解决", "未解决"]}, dtype="str")
    values: dict[str, dict[str, Any]] = {
        "satisfaction": {"满意": 4, "一般": 3},
        "solved": {"已解决": True, "未解决": False},
    }
    mapping = TableMapping("cases", "a.csv", {"satisfaction": "评", "solved": "决"}, values=values)
    got, _ = converted(rows, mapping, RowReasons("zh"))
    assert (got["satisfaction"].tolist(), got["solved"].tolist()) == ([4, 3], [True, False])
