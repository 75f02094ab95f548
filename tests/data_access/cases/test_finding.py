"""Cases found from anywhere by number and words, against pandas."""

from __future__ import annotations

import pandas as pd
import pytest

from data_access import cases
from data_access.database.reading import read
from tests.oracle import AS_OF, SELECTIONS, placed

NOW = AS_OF.to_pydatetime()
LIMIT = 10
UNFILTERED = ("grid", "limited")
"""A filter, which does not apply, and a limit of the user, which does."""


def seen(frames, name: str) -> pd.DataFrame:
    """The cases that a user with this selection may see."""
    rows, allowed = frames["cases"], SELECTIONS[name].allowed
    return rows if allowed is None else placed(rows, SELECTIONS[name])


@pytest.mark.parametrize("name", UNFILTERED)
@pytest.mark.parametrize("cut", [0, 3, 10])
def test_a_number_finds_its_case_first_open_or_closed_and_those_that_begin_so(
    demo_engine, demo_frames, name, cut
):
    """Wherever the filters are, and never beyond what the user may see."""
    numbers = seen(demo_frames, name)["case_id"]
    closed = demo_frames["cases"].query("status == 'closed'")["case_id"].iloc[40]
    for number in (closed[: len(closed) - cut], numbers.iloc[-1]):
        got = read(demo_engine, cases.numbered(SELECTIONS[name], f" {number} ", LIMIT))
        assert got["case_id"].tolist() == sorted(numbers[numbers.str.startswith(number)])[:LIMIT]


def test_a_number_too_short_or_hostile_finds_none(demo_engine, demo_frames):
    for number in ("", "JJ2", "J%", "' OR 1=1 --", "JJ_0260630", "\u202e", "x" * 500):
        assert read(demo_engine, cases.numbered(SELECTIONS["city"], number, LIMIT)).empty, number


@pytest.mark.parametrize("name", UNFILTERED)
@pytest.mark.parametrize("words", ["漏水", "LEAK", "物业 电梯", "0630-0000", "没有这样的词", "100%"])
def test_words_find_the_newest_cases_that_hold_them_all(demo_engine, demo_frames, name, words):
    rows = seen(demo_frames, name)
    rows = rows[rows["reported_at"] > AS_OF - pd.Timedelta(days=cases.FOUND_DAYS)]
    categories = demo_frames["case_categories"].set_index("code")
    names = categories["name"] + " " + categories["name_en"]
    main = rows["category_code"].str.split(".").str[0].map(names)
    told = (
        rows["case_id"] + "\n" + rows["summary"].fillna("") + "\n" + rows["category_code"].map(names) + main
    )
    for word in words.lower().split():
        rows = rows[told.loc[rows.index].str.lower().str.contains(word, regex=False)]
    rows = rows.sort_values(["reported_at", "case_id"], ascending=[False, True])
    got = read(demo_engine, cases.told_in_words(SELECTIONS[name], NOW, words, LIMIT))
    assert got["case_id"].tolist() == rows["case_id"].head(LIMIT).tolist()
