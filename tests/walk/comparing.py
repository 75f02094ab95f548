"""Figures held against the oracle's: how many were compared, and which differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from tests.walk.reading import Page, decimals, number

ALMOST = 1e-6
KINDS = ("csv", "xlsx")
MOST_TOLD = 5  # differences of one column


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
            self.counted[page] += len(got)
            one, other = got[name], expected[name]
            if pd.api.types.is_numeric_dtype(other):
                near = (one - other.astype(float)).abs() <= within
                alike = near | (one.isna() & other.isna()) | (one == other)
            else:
                alike = one == other
            for row in alike.index[~alike][:MOST_TOLD]:
                self.wrong.append(f"{page}: {what}, {name}, row {row}: {one[row]}, not {other[row]}")

    def words(self, page: str, what: str, got: str | None, expected: str) -> None:
        """Hold words against the oracle's."""
        self.counted[page] += 1
        if got != expected:
            self.wrong.append(f"{page}: {what}: {got!r}, not {expected!r}")

    def said(self, name: str, page: Page, words: str) -> None:
        """Hold that a caption or an empty state says some words."""
        self.counted[name] += 1
        if words not in page.captions():
            self.wrong.append(f"{name}: no caption says {words!r}")

    def panel(
        self,
        name: str,
        page: Page,
        key: str,
        expected: pd.DataFrame,
        places: int = 2,
        *,
        drawn: pd.DataFrame | None = None,
    ) -> None:
        """Hold a panel against the oracle's: its table on the page, in each of its files, and its chart.

        `drawn` is what the chart is drawn from where that is not the table.
        """
        if expected.empty:
            if key in page.files:
                self.wrong.append(f"{name}: {key}: offered though there is nothing")
            return
        if key not in page.files:
            self.wrong.append(f"{name}: {key}: not offered")
            return
        for kind in KINDS:
            self.table(name, f"{key}.{kind}", page.table(key, kind), expected, places)
        self.whole(name, page, key)
        self.shown(name, page, key, expected, places)
        if key in page.charts():
            self.drawn(name, page, key, expected if drawn is None else drawn, places)

    def whole(self, name: str, page: Page, key: str) -> None:
        """Note where a CSV tells whole numbers as 21203.0."""
        cells = page.table(key, "csv")
        told = [head for head in cells if cells[head].astype(str).str.fullmatch(r"-?\d+\.0").any()]
        self.wrong += [f"{name}: {key}.csv: {head} tells whole numbers with a decimal" for head in told]

    def shown(self, name: str, page: Page, key: str, expected: pd.DataFrame, places: int = 2) -> None:
        """Hold the table on the page that has the headings of a panel's CSV against the oracle's."""
        shown = page.shown(list(page.table(key, "csv").columns))
        if shown is None:
            self.wrong.append(f"{name}: {key}: not shown as a table")
        else:
            self.table(name, f"{key} on the page", shown, expected, places)

    def drawn(self, name: str, page: Page, key: str, expected: pd.DataFrame, places: int = 2) -> None:
        """Hold what a chart is drawn from against the oracle's; a chart that is drawn otherwise stays unread."""
        parts = [rows for rows in page.drawn(key) if set(expected) <= set(rows)]
        if not parts:
            page.read[f"{key} as drawn"] -= 1
            return
        # A line whose last part is pale is drawn as two lines that meet in one point.
        rows = _typed(pd.concat(parts, ignore_index=True), expected).drop_duplicates()
        self.table(name, f"{key} as drawn", rows, expected.drop_duplicates(), places)

    def map_files(self, name: str, page: Page, key: str, expected: pd.DataFrame, places: int = 2) -> None:
        """Hold the properties of a map's features against the oracle's, in each file that holds data."""
        files = {"geojson": page.features(key)} | {kind: page.layers(key, kind) for kind in ("gpkg", "zip")}
        for kind, features in files.items():
            self.table(name, f"{key}.{kind}", features, expected, places)

    def unread(self, name: str, page: Page, passed_over: Mapping[str, str]) -> None:
        """Note what the page tells and offers that was not compared, but for what is passed over with a reason."""
        self.wrong += [f"{name}: {what}: not compared" for what in page.left() if what not in passed_over]

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
            out[name] = frame[name].astype(object).where(frame[name].notna(), "").astype(str)
    return pd.DataFrame(out)


def _sorted(frame: pd.DataFrame, places: int) -> pd.DataFrame:
    """The rows by their texts, then by their numbers: two places of one name stay two rows."""
    frame = frame.reset_index(drop=True)
    texts = [name for name in frame if not pd.api.types.is_numeric_dtype(frame[name])]
    numbers = [name for name in frame if name not in texts]
    keys = frame.assign(**{name: np.round(frame[name].astype(float), max(places - 1, 0)) for name in numbers})
    order = keys.sort_values([*texts, *numbers]).index
    return frame.loc[order].reset_index(drop=True)
