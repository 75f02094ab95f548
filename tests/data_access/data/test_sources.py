"""What loads recorded is read back: by a reader of the whole city all of it, by one of a street office no counts."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from data_access.data import sources
from data_access.data.sources import HELD
from data_access.database.holdings import DATED
from data_access.database.reading import read
from tests.data_access.data.rows import OTHER
from tests.oracle import QUARTER, placed

LIMITED = replace(QUARTER, allowed=frozenset({OTHER}))
COUNTS = ["rows_read", "rows_accepted", "rows_rejected", "odd", "repaired", "left_out"]


def rows_of(frame: pd.DataFrame) -> list[list]:
    return frame.astype(object).where(frame.notna(), None).values.tolist()


def test_sources_with_what_was_found(engine):
    got = read(engine, sources.batches(QUARTER))
    assert got[["source", "target"]].values.tolist() == [["案件.csv", "cases"], ["走访.xlsx", "visits"]]
    assert got[COUNTS].values.tolist() == [[70, 60, 10, 34, 5, 2], [9, 9, 0, 32, 0, 0]]


def test_a_reader_of_a_street_office_is_told_no_count_and_no_row(engine):
    got = read(engine, sources.batches(LIMITED))
    assert got["source"].tolist() == ["案件.csv", "走访.xlsx"]
    assert got[COUNTS].isna().all(axis=None)
    for query in (sources.rejected, sources.remarked, sources.names):
        assert len(read(engine, query(QUARTER)))
        assert read(engine, query(LIMITED)).empty


def test_rejected_rows_by_cause(engine):
    got = read(engine, sources.rejected(QUARTER))[["column_name", "cause", "rows", "first_row"]]
    assert rows_of(got) == [["上报时间", "bad_date", 7, 2], ["满意度", "out_of_range", 3, 20]]


def test_remarked_rows_by_kind_and_cause(engine):
    got = read(engine, sources.remarked(QUARTER))[["kind", "cause", "source", "column_name", "rows"]]
    assert sorted(map(str, rows_of(got))) == sorted(
        map(
            str,
            [
                ["left_out", "mapping", "案件.csv", "状态", 2],
                ["odd", "repeated", "走访.xlsx", "", 32],
                ["odd", "outside_swapped", "案件.csv", "经度", 16],
                ["odd", "repeated", "案件.csv", "", 15],
                ["odd", "outside", "案件.csv", "经度", 3],
                ["repaired", "masked", "案件.csv", None, 5],
            ],
        )
    )


def test_names_of_places(engine):
    got = read(engine, sources.names(QUARTER))[["level", "outcome", "name", "names", "rows"]]
    assert rows_of(got)[:1] == [["community", "created", "新村", 1, 3]]
    assert got["rows"].sum() == 64
    assert got["names"].sum() == 16


def test_what_is_held(engine, frames):
    """Tables whose rows lie somewhere, with their days; to a reader of a street office its own rows."""
    for selection in (QUARTER, LIMITED):
        everywhere = selection.everywhere()
        got = read(engine, sources.held(selection)).set_index("name")
        for name in HELD:
            own = "street_office" if name == "street_offices" else None
            rows = placed(frames[name], everywhere, own) if name in frames else pd.DataFrame()
            assert (len(rows) or None) == (got["rows"].get(name) or None), name
            if name in DATED and len(rows):
                days = pd.to_datetime(rows[DATED[name].name]).dt.normalize()
                edges = [pd.Timestamp(got.loc[name, edge]) for edge in ("first", "last")]
                assert edges == [days.min(), days.max()], name
