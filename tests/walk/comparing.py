"""Figures held against the oracle's: how many were compared, and which differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from tests.walk.reading import Page, decimals, number

ALMOST = 1e-6
KINDS = ("csv", "xlsx")


@dataclass
class Tally:
    """What was compared on which page, and what differs in words."""

    counted: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def figure(self, page: str, what: str, got: float, expected: float, within: float = ALMOST) -> None:
        """Hold one figure against the oracle's; both may be unknown."""
        self.counted[page] += 1
        alike = pd.isna(got) if pd.isna(expected) else abs(float(got) - float(expected)) <= within
        if not alike:
            self.wrong.append(f"{page}: {what}: {got}, not {expected}")

    def told(self, page: str, what: str, words: str | None, expected: float) -> None:
        """Hold a figure in words against the oracle's, as far as its decimals tell."""
        rounding = 0.5 * 10.0 ** -decimals(words or "")
        self.figure(page, f"{what} “{words}”", number(words), expected, rounding + ALMOST)

    def table(self, page: str, what: str, got: pd.DataFrame, expected: pd.DataFrame, places: int = 2) -> None:
        """Hold the expected columns of a table against the oracle's, whatever the order of rows."""
        missing = [name for name in expected if name not in got]
        if missing or len(got) != len(expected):
            self.wrong.append(f"{page}: {what}: {len(got)} rows, not {len(expected)}; without {missing}")
            return
        got, expected = (_sorted(_typed(frame, expected), places) for frame in (got, expected))
        within = 0.5 * 10.0**-places + ALMOST
        for name in expected:
            if pd.api.types.is_numeric_dtype(expected[name]):
                for row, (one, other) in enumerate(zip(got[name], expected[name], strict=True)):
                    self.figure(page, f"{what}, {name}, row {row}", one, other, within)
            elif got[name].tolist() != expected[name].tolist():
                self.wrong.append(
                    f"{page}: {what}: {name} {got[name].tolist()} not {expected[name].tolist()}"
                )

    def panel(self, name: str, page: Page, key: str, expected: pd.DataFrame, places: int = 2) -> None:
        """Hold a panel against the oracle's: its table on the page and in each of its files."""
        if expected.empty:
            if key in page.files:
                self.wrong.append(f"{name}: {key}: offered though there is nothing")
            return
        if key not in page.files:
            self.wrong.append(f"{name}: {key}: not offered")
            return
        for kind in KINDS:
            self.table(name, f"{key}.{kind}", page.table(key, kind), expected, places)
        heads = list(page.table(key, "csv").columns)
        shown = [table for table in page.tables() if list(table.columns) == heads]
        if not shown:
            self.wrong.append(f"{name}: {key}: not shown as a table")
        for table in shown[:1]:
            self.table(name, f"{key} on the page", table, expected, places)
        drawn = page.chart(key)
        if drawn is not None and set(expected) <= set(drawn):
            # A line whose last part is pale is drawn as two lines that meet in one point.
            rows = _typed(drawn, expected).drop_duplicates()
            self.table(name, f"{key} as drawn", rows, expected.drop_duplicates(), places)

    def lines(self) -> list[str]:
        """How many figures were compared on each page, and in all."""
        pages = [f"{page}: {count:,} figures compared" for page, count in sorted(self.counted.items())]
        return [*pages, f"in all: {self.counted.total():,} figures compared, {len(self.wrong):,} differ"]


def _typed(frame: pd.DataFrame, like: pd.DataFrame) -> pd.DataFrame:
    """The columns of the oracle's table, numbers as numbers and moments as their days."""
    out = {}
    for name in like:
        if pd.api.types.is_numeric_dtype(like[name]):
            plain = frame[name].map(lambda cell: cell.replace(",", "") if isinstance(cell, str) else cell)
            out[name] = pd.to_numeric(plain.replace({"": None, "—": None})).astype(float)
        elif pd.api.types.is_datetime64_any_dtype(like[name]):
            out[name] = pd.to_datetime(frame[name]).dt.strftime("%Y-%m-%d %H:%M")
        else:
            out[name] = frame[name].fillna("").astype(str)
    return pd.DataFrame(out)


def _sorted(frame: pd.DataFrame, places: int) -> pd.DataFrame:
    """The rows by their texts, then by their numbers: two places of one name stay two rows."""
    frame = frame.reset_index(drop=True)
    texts = [name for name in frame if not pd.api.types.is_numeric_dtype(frame[name])]
    numbers = [name for name in frame if name not in texts]
    keys = frame.assign(**{name: np.round(frame[name].astype(float), max(places - 1, 0)) for name in numbers})
    order = keys.sort_values([*texts, *numbers]).index
    return frame.loc[order].reset_index(drop=True)
