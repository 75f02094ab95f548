"""What is said of a hot or cold area, a row of `spots.spots`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from data_access import hotspots
from data_access.hotspots import KINDS, PATTERNS
from data_access.indicators import REPORTED_PER_1000
from ui.words.numbers import plain
from ui.words.text import t

Row = Mapping[str, Any]


def spots_line(found: pd.DataFrame) -> str:
    """Return how many hot and cold areas there are of each pattern, and which comes first."""
    first = found.to_dict("records")[0]
    return t("hotspots.in_words", counts=_counts(found), name=first["name"], months=months_words(first))


def _counts(found: pd.DataFrame) -> str:
    sizes = found.groupby(["kind", "pattern"]).size()
    return t("words.comma").join(
        t("hotspots.count", pattern=t(f"hotspots.{kind}.{pattern}"), count=int(sizes[kind, pattern]))
        for kind in KINDS
        for pattern in PATTERNS
        if (kind, pattern) in sizes
    )


def pattern_words(row: Row) -> str:
    """Return whether an area is hot or cold, and how that went on."""
    return t(f"hotspots.{row['kind']}.{row['pattern']}")


def months_words(row: Row) -> str:
    """Return in how many of the months an area was hot or cold, and for how long without a break."""
    key = "run" if row["run"] > 1 else "now" if row["run"] else "over"
    return t(
        f"hotspots.months.{key}",
        kind=t(f"hotspots.kind.{row['kind']}"),
        months=row["months"],
        of=hotspots.MONTHS,
        run=row["run"],
        last=row["last_at"],
    )


def last_words(row: Row) -> str:
    """Return the cases of the last month in which it was so, per resident where known, and the rate of error."""
    rate = REPORTED_PER_1000.value(pd.DataFrame([row]))
    per = "" if rate is None else t("hotspots.per_1000", rate=plain(REPORTED_PER_1000, rate))
    return t("hotspots.last", month=row["last_at"], count=f"{row['reported']:,}", per=per, q=_q(row["q"]))


def _q(q: float) -> str:
    return "<0.01%" if q < 0.0001 else f"={q:.2%}"
