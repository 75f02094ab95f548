"""Numbers and answers as people type them."""

import pandas as pd

from data_access.loading.checking import RowReasons, converted
from data_access.loading.mapping import TableMapping


def test_full_width_numbers_and_marks_for_yes_and_no():
    rows = pd.DataFrame({"分": ["５", "4", "②", "3"], "决": ["√", "×", "Ｙ", "已"]}, dtype="str")
    reasons = RowReasons("zh")
    got, _ = converted(rows, TableMapping("cases", "a.csv", {"satisfaction": "分", "solved": "决"}), reasons)
    assert got["satisfaction"].fillna(0).tolist() == [5, 4, 0, 3]
    assert got["solved"].tolist() == [True, False, True, True]
    assert reasons.frame()["row_number"].tolist() == [2]
