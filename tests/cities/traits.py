"""What tells one made city from another: how much there is of everything, and what its source did not know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from data_access.schema import metadata
from tests.walk.asking import Span

NAMES: Mapping[str, tuple[str, ...]] = {
    "plain": ("和平", "新店", "东山", "前进", "水南"),
    "repeated": ("新店",),
    "markdown": (
        "*粗*_斜_",
        "# 一级",
        "[点此](http://example.org)",
        "![](http://example.org/a.png)",
        "$x$ :red[红] |",
    ),
    "html": ("<b>和平</b>", "<script>alert(1)</script>", "<img src=http://example.org/a.png>", "&lt;&amp;"),
    "right_to_left": ("שלום עולם", "حي السلام", "新店\u202e村", "\u200b新店"),
    "long": ("长" * 5000, "长" * 5000, "W" * 300),
    "odd": ("=1+1", "nan", "None", "0", "{name}", "%s", "\\", '"q"', "a\nb", "😀"),
}
"""Kinds of names, of which each city has one or all mixed."""

KEPT = {"dataset", "street_offices"}
"""Tables without which there is no city."""

LIFE = (
    *("grid_posts", "visits", "meetings", "activities", "activity_volunteers", "elderly_surveys"),
    *("elderly_needs", "spaces", "landmarks", "resident_groups", "governance_elements", "case_events"),
)

CENTRES = ((118.57, 24.78), (-71.06, 42.36), (0.0, 0.0), (151.2, -33.87), (25.7, 66.5))
"""Where a city may lie."""


@dataclass(frozen=True)
class Traits:
    """How a city is, and which of the schema's optional columns its source lacks."""

    seed: int
    street_offices: int
    communities: int
    """Of each street office."""
    grids: int
    """Of each community."""
    compounds: int
    """Of each grid."""
    outlines: tuple[str, ...]
    """The tables of places that have outlines, `dataset` for the city's own."""
    points: str
    """Of cases and spaces: none, one, same, some or all."""
    names: str
    categories: int
    parents: bool
    """Whether categories have main categories above them."""
    days: int
    cases: int
    closed: str
    """Of the cases: none, some or all."""
    deadlines: str
    """Of the cases: none, some or all."""
    placed: str
    """Down to which level cases and life are placed; mixed where each row knows another level."""
    life: Mapping[str, int]
    """How many rows the other tables have."""
    lacking: frozenset[tuple[str, str]]
    """Optional columns, by table, that are empty throughout."""
    centre: tuple[float, float]
    last: pd.Timestamp
    """The last day of the data."""


def traits_of(seed: int) -> Traits:
    """The traits of the city of a seed; seeds below the number of `EXTREMES` have one trait driven to its end."""
    chance = np.random.default_rng((seed, 15))

    def one(*values: Any) -> Any:
        return values[int(chance.integers(len(values)))]

    drawn: dict[str, Any] = {
        "street_offices": one(1, 1, 2, 5, 12),
        "communities": one(0, 1, 2, 4),
        "grids": one(0, 1, 3),
        "compounds": one(0, 1, 2),
        "outlines": one(
            (), (), ("dataset",), ("street_offices",), ("street_offices", "communities"), (*OUTLINED,)
        ),
        "points": one("none", "one", "same", "some", "all"),
        "names": one("mixed", *NAMES),
        "categories": one(0, 1, 3, 18, 60),
        "parents": one(True, False),
        "days": one(1, 2, 7, 31, 59, 200, 365, 366, 3287),
        "cases": one(0, 1, 2, 9, 40, 200, 600),
        "closed": one("none", "some", "some", "all"),
        "deadlines": one("none", "some", "all"),
        "placed": one("mixed", "none", "street_office", "community", "grid", "compound", "compound"),
        "life": {name: one(0, 0, 1, 3, 30, 120) for name in LIFE},
        "lacking": frozenset(),
        "centre": one(*CENTRES),
        "last": pd.Timestamp("2024-02-29") + pd.Timedelta(days=int(chance.integers(0, 1200))),
    }
    share = one(0.0, 0.1, 0.5, 1.0)
    drawn["lacking"] = frozenset(column for column in OPTIONAL if chance.random() < share)
    return Traits(seed=seed, **drawn | dict(EXTREMES.get(seed, {})))


def span_of(traits: Traits) -> Span:
    """The first and the last day of a city's data."""
    return traits.last - pd.Timedelta(days=traits.days - 1), traits.last


OUTLINED = ("dataset", "street_offices", "communities", "grids")

STRUCTURE = {"code", "parent_code", "street_office_code", "community_code", "grid_code", "compound_code"}
DRIVEN = {"longitude", "latitude", "outline", "category_code", "due_at", "closed_at", "load_id"}
"""Columns that traits of their own decide about."""

OPTIONAL = tuple(
    (table.name, column.name)
    for table in metadata.sorted_tables
    for column in table.c
    if column.nullable and column.name not in STRUCTURE | DRIVEN
)
"""Every further column that may be empty, by table."""

NO_LIFE = dict.fromkeys(LIFE, 0)
FULL_LIFE = dict.fromkeys(LIFE, 60)
WHOLE: dict[str, Any] = {
    "street_offices": 3,
    "communities": 2,
    "grids": 2,
    "compounds": 1,
    "cases": 200,
    "outlines": OUTLINED,
    "points": "all",
    "names": "plain",
    "categories": 12,
    "parents": True,
    "days": 400,
    "closed": "some",
    "deadlines": "all",
    "placed": "compound",
    "life": FULL_LIFE,
    "lacking": frozenset(),
}
"""A city of which everything is known."""

CHANGED: tuple[dict[str, Any], ...] = (
    {},
    {"street_offices": 1, "communities": 1, "grids": 1, "cases": 1, "life": dict.fromkeys(LIFE, 1)},
    {"street_offices": 300, "communities": 1, "grids": 0, "compounds": 0},
    {"communities": 0, "grids": 0, "compounds": 0},
    {"grids": 0, "compounds": 0},
    {"compounds": 0},
    {"outlines": ()},
    {"points": "none"},
    {"points": "none", "outlines": ()},
    {"points": "one", "outlines": ()},
    {"points": "same", "outlines": ()},
    {"deadlines": "none"},
    {"categories": 0},
    {"categories": 1, "parents": False},
    {"categories": 60, "parents": False},
    {"days": 1, "cases": 30},
    {"days": 3287, "cases": 300},
    {"closed": "none"},
    {"closed": "all"},
    {"cases": 0},
    {"life": NO_LIFE},
    {
        "life": NO_LIFE,
        "lacking": frozenset(OPTIONAL),
        "outlines": (),
        "points": "none",
        "deadlines": "none",
    },
    {"lacking": frozenset(OPTIONAL)},
    *({"names": kind} for kind in NAMES if kind != "plain"),
)
EXTREMES: Mapping[int, Mapping[str, Any]] = dict(enumerate(WHOLE | changed for changed in CHANGED))
"""By seed, one trait after another driven to its end."""
