"""What a load says of how far it is."""

from __future__ import annotations

import io

from data_access.commands.progress import Progress
from data_access.database.url import database_url
from data_access.loading import load
from tests.conftest import MAPPING, OUTLINES, SAMPLE


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """A clock that goes on by so many seconds each time it is looked at."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def test_elsewhere_a_line_is_printed_every_ten_seconds():
    stream = io.StringIO()
    with Progress("zh", stream, Clock(5)) as progress:
        for done in range(1000, 9000, 1000):
            progress("reading", "a.csv", done, 12_000)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 4
    assert lines[0] == "读取 a.csv：2,000 / 约 12,000 行，每秒 200 行，还需约 50 秒"
    assert "\r" not in stream.getvalue()


def test_on_a_terminal_one_line_is_rewritten_and_taken_away():
    stream = Terminal()
    with Progress("en", stream, Clock(1)) as progress:
        progress("reading", "a.csv", 1000, None)
        progress("writing", "cases", 1000, 1_000_000)
    said = stream.getvalue()
    assert "\n" not in said
    assert "Reading a.csv: 1,000 rows, 1,000 rows a second" in said
    assert "Writing cases: 1,000 of about 1,000,000 rows, 1,000 rows a second, about 17 min left" in said
    assert said.endswith("\r")


def test_a_load_tells_each_step_to_its_end(tmp_path):
    """Reading, shaping, checking and writing end with all rows."""
    told: dict[str, tuple[str, int, int | None]] = {}

    def tell(stage: str, subject: str, done: int, total: int | None) -> None:
        told[stage] = (subject, done, total)

    report = load([SAMPLE, OUTLINES], MAPPING, database_url(f"duckdb:///{tmp_path}"), progress=tell)
    rows = report.tables[0].rows_read
    assert list(told) == ["reading", "shaping", "checking", "writing"]
    assert told["shaping"] == told["checking"] == (SAMPLE.name, rows, rows)
    assert told["writing"] == ("cases", report.tables[0].rows_accepted, report.tables[0].rows_accepted)
