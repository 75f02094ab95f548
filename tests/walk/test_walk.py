"""What pages and files say is what pandas counts in the tables; `python -m tests.walk` walks more Selections."""

from __future__ import annotations

import sys

import pandas as pd
import pytest

from tests.walk.asking import WALKED, Asked, a_year_before, before, span
from tests.walk.comparing import Tally
from tests.walk.counting import City
from tests.walk.walking import PAGES, walked
from ui.navigation import SUBJECTS

ASKED: dict[str, tuple[Asked, ...]] = dict.fromkeys(
    ("elderly", "neighbours", "activities", "grid_work", "deliberation"), WALKED[1:]
)
ASKED |= {"familiarity": WALKED[1:2], "hotspots": WALKED[:2]}
"""What is walked of pages whose lists and workbooks of the whole city, or of all grids, take seconds."""


def test_every_page_is_walked():
    assert set(PAGES) == set(SUBJECTS)


@pytest.mark.parametrize("page", PAGES)
def test_every_figure_is_what_pandas_counts(page, demo_folder, demo_frames, monkeypatch):
    tally = walked(ASKED.get(page, WALKED), City(demo_frames), demo_folder, monkeypatch, [page])
    sys.stdout.write("\n".join(["", *tally.lines(), ""]))
    assert not tally.wrong, "\n".join(tally.wrong)
    assert tally.counted[page]


def test_a_chart_that_nobody_reads_is_found(demo_folder, demo_frames, monkeypatch):
    """A page of which only the cards are read is not right, whatever they tell."""
    cards_only = {name: lambda *_: None for name in ("trend", "compared")}
    monkeypatch.setattr("tests.walk.overview.trend", cards_only["trend"])
    monkeypatch.setattr(Tally, "panel", cards_only["compared"])
    tally = walked(WALKED[:1], City(demo_frames), demo_folder, monkeypatch, ["overview"])
    left = "\n".join(tally.wrong)
    assert "trend as drawn: not compared" in left
    assert "compared.xlsx: not compared" in left
    assert "table of" in left


def test_a_wrong_figure_is_found(demo_folder, demo_frames, monkeypatch):
    """With one case fewer in the tables than on the pages, the walk finds where it shows."""
    rows = demo_frames["cases"]
    reported = rows[rows["reported_at"].dt.strftime("%Y-%m") == "2026-05"]
    fewer = City(demo_frames | {"cases": rows.drop(index=reported.index[0])})
    tally = walked(WALKED[:1], fewer, demo_folder, monkeypatch, ["overview"])
    assert any("reported" in line for line in tally.wrong)
    assert any("trend.csv" in line for line in tally.wrong)
    assert any("trend.xlsx" in line for line in tally.wrong)


def test_the_tally_tells_what_differs():
    tally = Tally()
    tally.told("page", "share", "84.9%", 84.94)
    tally.told("page", "count", "1,234 件", 1234)
    tally.told("page", "unknown", "—", float("nan"))
    tally.table(
        "page",
        "rows",
        pd.DataFrame({"a": ["x", "y"], "n": ["1", ""]}),
        pd.DataFrame({"a": ["y", "x"], "n": [None, 1.0]}),
    )
    assert not tally.wrong
    tally.told("page", "share", "84.8%", 84.94)
    tally.told("page", "unknown", "0", float("nan"))
    tally.table("page", "rows", pd.DataFrame({"n": [1]}), pd.DataFrame({"n": [1.0, 2.0]}))
    assert len(tally.wrong) == 3


@pytest.mark.parametrize(
    ("asked", "earlier", "a_year"),
    [
        (("2026-02-01", "2026-02-28"), ("2026-01-01", "2026-01-31"), ("2025-02-01", "2025-02-28")),
        (("2024-02-29", "2024-02-29"), ("2024-02-28", "2024-02-28"), ("2023-02-28", "2023-02-28")),
        (("2024-02-01", "2024-02-29"), ("2024-01-01", "2024-01-31"), ("2023-02-01", "2023-02-28")),
        (("2026-03-01", "2026-03-30"), ("2026-02-01", "2026-02-28"), ("2025-03-01", "2025-03-30")),
        (("2026-01-01", "2026-03-31"), ("2025-10-01", "2025-12-31"), ("2025-01-01", "2025-03-31")),
        (("2026-06-15", "2026-06-21"), ("2026-06-08", "2026-06-14"), ("2025-06-15", "2025-06-21")),
    ],
)
def test_the_oracles_own_calendar(asked, earlier, a_year):
    assert before(span(*asked)) == span(*earlier)
    assert a_year_before(span(*asked)) == span(*a_year)
