"""Dates in the forms that offices write, several in one column."""

import pandas as pd
import pytest

from data_access.loading.checking import converted
from data_access.loading.mapping import TableMapping
from data_access.loading.moments import in_unknown_order, lack_year, moments_of
from data_access.loading.reasons import RowReasons


def read(*texts: str) -> list[str | None]:
    moments = moments_of(pd.Series(texts, dtype="str"), ())
    return [None if pd.isna(moment) else moment.isoformat(sep=" ") for moment in moments]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-04-03", "2024-04-03 00:00:00"),
        ("2024/4/3 9:05", "2024-04-03 09:05:00"),
        ("24.4.3", "2024-04-03 00:00:00"),
        ("2024年4月3日14时05分", "2024-04-03 14:05:00"),
        ("２０２４年４月３日　８：３０", "2024-04-03 08:30:00"),
        ("20240403", "2024-04-03 00:00:00"),
        ("20240403140500", "2024-04-03 14:05:00"),
        ("2024-04-03 08:30:15.5", "2024-04-03 08:30:15.500000"),
        ("2024/4/3 下午3:05", "2024-04-03 15:05:00"),
        ("2024-04-03 12:10 AM", "2024-04-03 00:10:00"),
        ("2024-04-03T17:30:00Z", "2024-04-04 01:30:00"),
        ("45385", "2024-04-03 00:00:00"),
        ("45385.5", "2024-04-03 12:00:00"),
        ("4月3日", None),
        ("2024-02-30", None),
        ("2024-04-03 24:10", None),
        ("12345", None),
        ("", None),
    ],
)
def test_a_written_moment(text, moment):
    assert read(text) == [moment]


def test_several_forms_in_one_column():
    assert read("26.3.3", "20260305", "46088", "3月12日") == [
        "2026-03-03 00:00:00",
        "2026-03-05 00:00:00",
        "2026-03-07 00:00:00",
        None,
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3月12日", "2026-03-12 00:00:00"),
        ("3月12号8时30分", "2026-03-12 08:30:00"),
        ("3-12", "2026-03-12 00:00:00"),
    ],
)
def test_a_day_without_its_year_is_read_in_the_mappings(text, day):
    texts = pd.Series([text, "2025-12-30", "2月29日"], dtype="str")
    got = moments_of(texts, (), 2026)
    assert got[0] == pd.Timestamp(day)
    assert got[1] == pd.Timestamp("2025-12-30")
    assert pd.isna(got[2])
    assert lack_year(texts).tolist() == [True, False, True]


def test_a_day_without_its_year_is_refused_with_the_remedy():
    rows = pd.DataFrame({"时": ["3月12日", "2026-03-12", "3月32日"]}, dtype="str")
    reasons = RowReasons("zh")
    converted(rows, TableMapping("cases", "a.csv", {"reported_at": "时"}), reasons)
    first, second = reasons.frame()["reason"]
    assert "year = 2026" in first
    assert second.startswith("日期无法识别")


def test_a_part_beyond_12_shows_the_order_for_the_column():
    assert read("03/04/2024", "13/04/2024") == ["2024-04-03 00:00:00", "2024-04-13 00:00:00"]
    assert read("03/04/2024", "04/13/2024") == ["2024-03-04 00:00:00", "2024-04-13 00:00:00"]


def test_days_in_no_shown_order_are_told():
    texts = pd.Series(["03/04/2024", "05/05/2024", "2024-04-03"], dtype="str")
    assert in_unknown_order(texts).tolist() == [True, False, False]
    assert read(*texts) == [None, "2024-05-05 00:00:00", "2024-04-03 00:00:00"]
