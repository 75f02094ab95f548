"""Categories from names: near names stay apart, one name has one code in every load, none is none."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from data_access.commands.line import main
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.loading import load
from data_access.loading.categorising import categorised
from data_access.loading.mapping import Deadline, TableMapping
from data_access.loading.naming import name_code, slug
from data_access.schema import case_categories, cases
from tests.conftest import DATA

NEAR = DATA / "categories-near.csv"


def test_near_names_are_six_categories(empty_url, tmp_path, capsys):
    """Width and blanks make no other category, signs do, and a case without one is 未分类."""
    assert main(["draft", str(NEAR), "--lang", "zh"]) == 0
    mapping = tmp_path / "映射.toml"
    mapping.write_text(capsys.readouterr().out, encoding="utf-8")
    load([NEAR], mapping, empty_url)
    engine = reading_engine(empty_url)
    named = read(engine, select(case_categories)).set_index("code")["name"]
    assert sorted(named) == sorted(["噪音(夜间)", "噪音-夜间", "C++", "C#", "a/b", "未分类"])
    stored = read(engine, select(cases.c.case_id, cases.c.category_code)).set_index("case_id")
    counts = stored["category_code"].map(named).value_counts().to_dict()
    assert counts == {"噪音(夜间)": 2, "噪音-夜间": 2, "C++": 1, "C#": 1, "a/b": 1, "未分类": 1}
    english = read(engine, select(case_categories.c.name_en))["name_en"].dropna()
    assert english.tolist() == ["Uncategorised"]


@pytest.mark.parametrize("name", ["噪声扰民", "Street Lights", "2类_其他", "违停"])
def test_a_name_without_signs_is_its_own_code(name):
    assert name_code(name) == name_code(f" {name.upper()}　") == slug(name)


@given(
    st.text(alphabet="ab c(（)）#+/-.,、~", min_size=1), st.text(alphabet="ab c(（)）#+/-.,、~", min_size=1)
)
def test_two_names_have_one_code_only_if_they_differ_in_width_or_blanks(one, other):
    widths = str.maketrans("（）", "()")
    alike = one.translate(widths).split() == other.translate(widths).split()
    bare = ["".join(name.translate(widths).split()) for name in (one, other)]
    if alike:
        assert name_code(one) == name_code(other)
    elif bare[0] != bare[1]:
        assert name_code(one) != name_code(other)
    assert "." not in name_code(one)


def test_a_case_that_names_only_the_upper_category_has_that():
    texts = pd.DataFrame({"大类": ["环境", "环境", "", ""], "小类": ["噪声", "", "噪声", ""]}, dtype="str")
    at = pd.Timestamp("2026-03-02 08:00")
    rows = pd.DataFrame({"reported_at": [at] * 4})
    rules = {"环境": Deadline(hours=10), "＊噪声": Deadline(hours=99), "*": Deadline(hours=1)}
    mapping = TableMapping("cases", "a.csv", {}, category=("大类", "小类"), deadlines=rules)
    got, categories = categorised(texts, rows, mapping)
    assert got["category_code"].tolist() == ["环境.噪声", "环境", "未分类.噪声", "未分类"]
    assert categories is not None
    assert categories["code"].tolist() == ["环境", "未分类", "环境.噪声", "未分类.噪声"]
    assert ((got["due_at"] - at) / pd.Timedelta(hours=1)).tolist() == [10, 10, 1, 1]


def test_deadlines_of_one_level_of_categories():
    texts = pd.DataFrame({"类别": ["噪音（夜间）", "漏水"]}, dtype="str")
    rows = pd.DataFrame({"reported_at": [pd.Timestamp("2026-03-02 08:00")] * 2})
    rules = {"噪音(夜间)": Deadline(hours=2)}
    mapping = TableMapping("cases", "a.csv", {}, category=("类别", "类别"), deadlines=rules)
    got, categories = categorised(texts, rows, mapping)
    assert got["due_at"].tolist() == [pd.Timestamp("2026-03-02 10:00"), pd.NaT]
    assert categories is not None
    assert categories["deadline_hours"].fillna(0).tolist() == [2, 0]
