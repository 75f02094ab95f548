"""A city in which every text of a row carries the sign of the street office in which the row lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from data_access.places.areas import DOWN_TO_COMPOUND
from data_access.schema import metadata
from data_access.selection.selection import place_columns
from tests.hostile import NAMES

TWO = frozenset({"350582001000", "350582104000"})
ONE = frozenset({"350582002000"})
NOTHING: frozenset[str] = frozenset()
"""The limits of readers."""

PERIOD = {"from": "2026-04-01", "to": "2026-06-30"}

WORDS = ("zq", "350582", "JJ20", "梅岭", "紫帽镇", "漏水")
"""What is looked for in the box that finds anything; it repeats them, so no sign of a street office is among them."""

OWN_TEXTS = {"source", "city_name", "outline_note"}
"""Texts of the data set and of its loads: the whole city's."""

DOWN_TO_TABLES = {table.name for table in DOWN_TO_COMPOUND.values()}
UNPLACED_EACH = 97
"""One case of so many lies in no street office."""

UNPLACED = "zq000qz"
"""The sign of rows that lie in no street office; a limited reader sees none of them."""

KEYS = {
    name: next(iter(table.primary_key.columns)).name
    for name, table in metadata.tables.items()
    if "street_office" in place_columns(table) and not name.startswith("import_")
    if name not in DOWN_TO_TABLES
}
"""The tables whose rows have numbers of their own, which are no places, each with the column."""

HELD_BY = {"case_events": "cases", "activity_volunteers": "activities", "elderly_needs": "elderly_surveys"}
"""Tables that name such a row, each with that row's table."""


def sign(street_office: object) -> str:
    """The sign of a street office: its code, told apart from every number."""
    return f"zq{str(street_office)[6:9]}qz" if isinstance(street_office, str) else UNPLACED


def marked(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables with the sign before every text and number of a row, and loads that tell of every street office."""
    frames = dict(frames) | {"cases": _some_unplaced(frames["cases"])}
    signed = {name: _signed(name, frame) for name, frame in frames.items()}
    for name, of in HELD_BY.items():
        key = KEYS[of]
        numbers = dict(zip(frames[of][key], signed[of][key], strict=True))
        signed[name] = frames[name].assign(**{key: frames[name][key].map(numbers)})
    units, offices = frames["units"], set(frames["street_offices"]["code"])
    own = units["code"].map(lambda code: f"{sign(code)} " if code in offices else "")
    signed["units"] = units.assign(name=own + units["name"])
    return signed | _loads(frames["street_offices"])


def _some_unplaced(rows: pd.DataFrame) -> pd.DataFrame:
    places = [f"{level}_code" for level in DOWN_TO_COMPOUND]
    chosen = pd.Series(range(len(rows)), index=rows.index) % UNPLACED_EACH == 0
    return rows.assign(**{name: rows[name].mask(chosen, None) for name in places})


def _signed(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    columns = place_columns(metadata.tables[table])
    if "street_office" not in columns:
        return frame
    signs = frame[columns["street_office"].name].map(sign, na_action=None) + " "
    texts = [name for name in NAMES if name in frame and name not in OWN_TEXTS]
    changed = {name: (signs + frame[name].astype(object)).where(frame[name].notna()) for name in texts}
    if table in KEYS:
        changed[KEYS[table]] = signs.str.strip() + frame[KEYS[table]].astype(str)
    return frame.assign(**changed)


def _loads(offices: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """One load of a file, with a remark, a refused row and a name for each street office."""
    at, numbers = pd.Timestamp("2026-06-30 18:00"), range(1, len(offices) + 1)
    batch = {"batch_id": 1, "generation": 1, "target": "cases", "source": "cases.csv", "sha256": "0" * 64}
    counts = dict.fromkeys(("rows_read", "rows_accepted", "rows_rejected", "without_position"), len(offices))
    rows = {"batch_id": 1, "number": numbers}
    remark = {"kind": "odd", "cause": "future", "column_name": "reported_at", "day": at.date(), "rows": 3}
    named = {"level": "street_office", "outcome": "matched", "names": 1, "rows": 3}
    refused = {"column_name": "reported_at", "cause": "unreadable"}
    signs = offices["code"].map(sign)
    return {
        "import_batches": pd.DataFrame([batch | {"loaded_at": at} | counts]),
        "import_remarks": pd.DataFrame(rows | remark | {"street_office_code": offices["code"]}),
        "import_names": pd.DataFrame(rows | named | {"name": signs, "code": offices["code"]}),
        "import_rejects": pd.DataFrame(
            {"batch_id": 1, "row_number": numbers, "value": signs, "reason": signs} | refused
        ),
    }


def alone(frames: Mapping[str, pd.DataFrame], limit: Iterable[str]) -> dict[str, pd.DataFrame]:
    """The tables of a city that has no other street offices than these."""
    kept = {}
    for name, frame in frames.items():
        column = place_columns(metadata.tables[name]).get("street_office")
        kept[name] = frame if column is None else frame[frame[column.name].isin(limit)]
    for name, of in HELD_BY.items():
        kept[name] = frames[name][frames[name][KEYS[of]].isin(kept[of][KEYS[of]])]
    return {name: frame.reset_index(drop=True) for name, frame in kept.items()}


def others(offices: Iterable[str], limit: Iterable[str]) -> frozenset[str]:
    """What no limited reader may read: the signs of the other street offices, and the beginnings of their codes."""
    outside = set(offices) - set(limit)
    return frozenset({UNPLACED, *map(sign, outside), *(code[:9] for code in outside)})
