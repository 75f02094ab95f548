"""Months without any case of a street office that usually has some are found, and no others."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from data_access.data import months
from data_access.database.reading import read
from tests.data_access.data.rows import STREET
from tests.oracle import AS_OF, SELECTIONS, YEAR, chosen

NAME = "青阳街道"


def counted(**cases: int) -> pd.DataFrame:
    """The cases of one street office by month."""
    at = [pd.Timestamp(f"{month.removeprefix('m').replace('_', '-')}-01") for month in cases]
    return pd.DataFrame({"code": STREET, "name": NAME, "month": at, "cases": list(cases.values())})


@pytest.mark.parametrize("name", ["city", "streets", "main_category", "limited"])
def test_cases_by_street_office_and_month(engine, frames, name):
    rows = chosen(frames["cases"], SELECTIONS[name])
    rows = rows[rows["street_office_code"].isin(frames["street_offices"]["code"])]
    month = rows["reported_at"].dt.to_period("M").dt.start_time
    expected = rows.groupby(["street_office_code", month]).size()
    got = read(engine, months.by_month(SELECTIONS[name]))
    found = got.set_index(["code", "month"])["cases"].astype(int)
    assert found.to_dict() == expected.to_dict()


def test_a_month_without_cases_is_found():
    rows = counted(m2026_01=20, m2026_02=40, m2026_04=30)
    found = months.without_cases(rows, YEAR, AS_OF)
    assert found[["code", "name", "usual"]].values.tolist() == [[STREET, NAME, 18.0]] * 2
    assert found["month"].dt.strftime("%Y-%m").tolist() == ["2026-03", "2026-05"]
    assert found["last"].dt.strftime("%Y-%m").tolist() == ["2026-02", "2026-04"]


def test_months_that_are_cut_are_not_judged():
    """June is not over when the data end, and a period that begins on the second does not hold the month."""
    rows = counted(m2026_01=20, m2026_02=40, m2026_04=30)
    assert "2026-06" not in months.without_cases(rows, YEAR, AS_OF)["month"].dt.strftime("%Y-%m").tolist()
    begun = replace(YEAR, start=pd.Timestamp("2026-03-02").date())
    assert months.without_cases(rows, begun, AS_OF)["month"].dt.month.tolist() == [5]


def test_few_cases_a_month_are_no_reason_to_wonder():
    assert months.without_cases(counted(m2026_01=20, m2026_04=20), YEAR, AS_OF).empty


def test_months_before_the_first_case_are_not_judged():
    found = months.without_cases(counted(m2026_02=90, m2026_05=10), YEAR, AS_OF)
    assert found["month"].dt.month.tolist() == [3, 4]
