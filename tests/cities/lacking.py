"""A city without some of its optional columns or tables: which figures are then told as 0 though nobody knows them.

python -m tests.cities.lacking [TABLE.COLUMN | TABLE …]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
import streamlit as st
from sqlalchemy import URL

from data_access.schema import metadata
from tests.cities.making import Frames, made
from tests.cities.traits import KEPT, STRUCTURE, span_of, traits_of
from tests.conftest import write
from tests.opening import PAGES
from tests.walk.reading import Page, number, read_page

Lacking = frozenset[str]
"""Names of tables, and of columns as table.column."""

COLUMNS = tuple(
    f"{table.name}.{column.name}"
    for table in metadata.sorted_tables
    for column in table.c
    if column.nullable and column.name not in STRUCTURE | {"load_id"} and not table.name.startswith("import_")
)
TABLES = tuple(name for name in metadata.tables if name not in KEPT and not name.startswith("import_"))
EACH: tuple[Lacking, ...] = tuple(frozenset({name}) for name in (*COLUMNS, *TABLES))
"""Each optional column and table alone."""

EVERY_COLUMN, EVERY_TABLE = frozenset(COLUMNS), frozenset(TABLES)

Figures = Mapping[str, float]


def without(frames: Frames, lacking: Lacking) -> Frames:
    """The tables without what a source lacks: rows of none of its tables, values in none of its columns."""
    left = {name: rows.head(0) if name in lacking else rows for name, rows in frames.items()}
    for name in lacking - frames.keys():
        table, _, column = name.partition(".")
        if table in left and column in left[table]:
            left[table] = left[table].assign(**{column: None})
    return left


def figures(page: Page) -> Iterator[tuple[str, float]]:
    """Every number in cards, and the sum of each column of numbers in files; what is not told is NaN."""
    for card in page.app.metric:
        yield f"card {card.label}", number(card.value)
    for key, makers in page.files.items():
        if "csv" in makers:
            for name, values in page.table(key, "csv").items():
                told = pd.to_numeric(values.replace("", None), errors="coerce")
                yield f"{key}: {name}", float(told.sum(min_count=1))


def zeros(whole: Figures, left: Figures) -> list[str]:
    """The figures that are 0 now and were not when all was known."""
    return [name for name, value in left.items() if value == 0 and whole.get(name, 0) != 0]


def figures_without(
    frames: Frames,
    lacking: Lacking,
    folder: Path,
    patch: pytest.MonkeyPatch,
    query: Mapping[str, str],
    pages: Iterable[str],
) -> dict[str, dict[str, float]]:
    """The figures of each page of a city that lacks something."""
    url = URL.create("duckdb", database=str(folder))
    write(url, without(frames, lacking))
    return {name: dict(figures(read_page(name, url, patch, **query))) for name in pages}


KNOWN = {
    "calendar: 参加人次",
    *(
        f"faults_by_{key}: {name}"
        for key in ("place", "month")
        for name in ("自相矛盾（件）", "自相矛盾占比（%）", "缺项率（%）")
    ),
    *("card 自相矛盾", "card 缺项率", "rules: 案件（件）", "rules: 占比（%）"),
}
"""Days without activities have no participants, which is known; of the others this is a gap. Faults of cases are
those of the rules that can be judged, and of values those of the columns that a source has; the page names the rest."""


def main() -> int:
    """Leave out everything together and each alone, or what is named; return 1 where a figure has become 0."""
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument(
        "names", nargs="*", metavar="NAME", help="an optional column or table to leave out alone"
    )
    named = tuple(frozenset({name}) for name in asking.parse_args().names)
    traits = traits_of(0)
    first, last = span_of(traits)
    asked, frames = {"from": f"{first:%Y-%m-%d}", "to": f"{last:%Y-%m-%d}"}, made(traits)
    whole: dict[str, dict[str, float]] = {}
    wrong = 0
    for lacking in (frozenset[str](), *(named or (EVERY_COLUMN, EVERY_TABLE, *EACH))):
        with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            left = figures_without(frames, lacking, Path(folder) / "data", patch, asked, PAGES)
        st.cache_data.clear()
        st.cache_resource.clear()
        whole = whole or left
        for page, told in left.items():
            found = sorted(set(zeros(whole[page], told)) - KNOWN)
            wrong += len(found)
            sys.stdout.writelines(
                f"without {', '.join(sorted(lacking))[:60]}: {page}: {name}\n" for name in found
            )
        sys.stdout.flush()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
