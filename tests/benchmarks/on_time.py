"""Print how often our on-time flag, worked out from dates, equals the one that Boston's own file carries.

    python -m tests.benchmarks.on_time ../shared/data/boston-311-2015

Loads the whole file into a database of its own, then compares every closed case that has a target and a flag.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import pandas as pd
from sqlalchemy import URL, select

from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.loading import load
from data_access.schema import cases
from tests.conftest import MAPPING

FILE = "boston_311_2015.csv.gz"
FLAG = "OnTime_Status"


def main() -> None:
    """Print the agreement, and how long the load took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as place:
        url = URL.create("duckdb", database=place)
        started = time.perf_counter()
        report = load([folder / FILE, folder / "boston_neighborhoods.geojson"], MAPPING, url).tables[0]
        taken = time.perf_counter() - started
        rows = read(reading_engine(url), select(cases.c.case_id, cases.c.due_at, cases.c.closed_at)).dropna()
    counts = (report.rows_read, report.rows_accepted, report.rows_rejected)
    print(f"read {counts[0]:,}, accepted {counts[1]:,}, rejected {counts[2]:,} in {taken:.1f} s")
    source = pd.read_csv(folder / FILE, dtype=str, keep_default_na=False, usecols=["CASE_ENQUIRY_ID", FLAG])
    flags = source.set_index("CASE_ENQUIRY_ID")[FLAG]
    flagged = rows[rows["case_id"].map(flags) != ""]
    equal = (flagged["closed_at"] <= flagged["due_at"]) == (flagged["case_id"].map(flags) == "ONTIME")
    print(f"on-time flags equal in {equal.sum():,} of {len(flagged):,} closed cases with flag and target")


if __name__ == "__main__":
    main()
