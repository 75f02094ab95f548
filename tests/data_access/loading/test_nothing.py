"""Words and days that stand for nothing."""

import pandas as pd

from data_access.loading.mapping import TableMapping
from data_access.loading.nothing import emptied

TEXTS = [
    "null",
    r"\N",
    "　无 ",
    "ＮＡ",
    "0000-00-00 00:00:00",
    "1900/1/1",
    "9999-12-31 23:59:59",
    "无人机",
    "1900-01-02",
]
KEPT = ["无人机", "1900-01-02"]


def left(mapping: TableMapping) -> list[str]:
    texts = emptied(pd.DataFrame({"列": TEXTS}, dtype="str"), mapping)["列"]
    return [text for text in texts if text]


def test_words_and_days_for_nothing_are_empty_whatever_their_width_case_and_blanks():
    assert left(TableMapping("cases", "a.csv", {"closed_at": "列"})) == KEPT


def test_the_mapping_lists_other_words():
    assert "null" in left(TableMapping("cases", "a.csv", {}, empty=("无人机",)))
    assert "无人机" not in left(TableMapping("cases", "a.csv", {}, empty=("无人机",)))


def test_a_word_that_the_mapping_translates_says_something():
    mapping = TableMapping("cases", "a.csv", {"status": "列"}, values={"status": {"无": "open"}})
    assert left(mapping) == ["　无 ", *KEPT]


def test_no_is_an_answer_where_yes_or_no_is_asked():
    assert left(TableMapping("cases", "a.csv", {"solved": "列"})) == ["　无 ", *KEPT]
