"""The selections that queries are tried with, and the same answers worked out in pandas."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from data_access.selection import Selection

QUARTER = Selection(date(2026, 4, 1), date(2026, 7, 1))


YEAR = Selection(date(2025, 7, 1), date(2026, 7, 1))


STREET = replace(YEAR, streets=("350582001000", "350582002000"))


SELECTIONS = {
    "city": QUARTER,
    "streets": STREET,
    "community": replace(YEAR, streets=("350582002000",), communities=("350582002014",)),
    "grid": replace(YEAR, grids=("350582002014004",)),
    "main_category": replace(YEAR, categories=("neighbour",)),
    "categories": replace(YEAR, categories=("neighbour.leak", "noise")),
    "level": replace(YEAR, levels=("community", "street_office")),
    "unit": replace(YEAR, units=("order", "350582002000")),
    "limited": replace(YEAR, allowed=frozenset({"350582103000"})),
    "limited_elsewhere": replace(STREET, allowed=frozenset({"350582103000"})),
}


AS_OF = pd.Timestamp("2026-06-30 18:00")


KEY_OF_LEVEL = {"street_office": "street_office_code", "community": "community_code", "grid": "grid_code"}


TABLE_OF_LEVEL = {"street_office": "street_offices", "community": "communities", "grid": "grids"}


BELOW = {"order": ("works",)}
"""The unit below 城市管理局 in the demo city."""


def placed(frame: pd.DataFrame, selection: Selection, own: str | None = None) -> pd.DataFrame:
    """Rows in the selection's places; `own` is the level whose code is the frame's `code`."""
    wanted = {"street_office": selection.streets, "community": selection.communities, "grid": selection.grids}
    if selection.allowed is not None:
        column = "code" if own == "street_office" else "street_office_code"
        frame = frame[frame[column].isin(selection.allowed)]
    for level, codes in wanted.items():
        column = "code" if own == level else KEY_OF_LEVEL[level]
        if codes and column in frame:
            frame = frame[frame[column].isin(codes)]
    return frame


def chosen(frame: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """Cases in the places, categories, levels and units, at any time."""
    frame = placed(frame, selection)
    if selection.categories:
        main = frame["category_code"].str.split(".").str[0]
        frame = frame[frame["category_code"].isin(selection.categories) | main.isin(selection.categories)]
    if selection.units:
        frame = frame[frame["unit_code"].isin([*selection.units, *BELOW.get(selection.units[0], ())])]
    return frame[frame["level"].isin(selection.levels)] if selection.levels else frame


def during(moments: pd.Series, selection: Selection) -> pd.Series:
    return (moments >= pd.Timestamp(selection.start)) & (moments < pd.Timestamp(selection.end))


def measured(frame: pd.DataFrame, selection: Selection) -> dict[str, float]:
    closed = frame[during(frame["closed_at"], selection)]
    hours = (closed["closed_at"] - closed["reported_at"]).dt.total_seconds() / 3600
    hours = hours[hours >= 0]
    judged = frame[judged_in(frame, selection)]
    return {
        "reported": during(frame["reported_at"], selection).sum(),
        "closed": len(closed),
        "closed_with_deadline": len(judged),
        "closed_in_time": in_time(judged).eq(True).sum(),
        "median_hours": np.median(hours) if len(hours) else np.nan,
        "closed_with_level": closed["resolved_level"].notna().sum(),
        "closed_in_grid": (closed["resolved_level"] == "grid").sum(),
        "closed_in_community": closed["resolved_level"].isin(["grid", "community"]).sum(),
        "agreements": closed["agreement_signed"].sum(),
        "rated": closed["satisfaction"].notna().sum(),
        "satisfied": (closed["satisfaction"] >= 4).sum(),
        "judged_by_flag": (judged["closed_at"].isna() | judged["due_at"].isna()).sum(),
    }


def in_time(frame: pd.DataFrame) -> pd.Series:
    """Whether each closed case was in time: by its dates, else by its flag; missing where neither tells."""
    by_date = (frame["closed_at"] <= frame["due_at"]).astype("boolean")
    by_date = by_date.where(frame["closed_at"].notna() & frame["due_at"].notna())
    flags = frame["on_time"].astype("boolean") if "on_time" in frame else by_date
    return by_date.fillna(flags).where(frame["status"] == "closed")


def judged_in(frame: pd.DataFrame, selection: Selection) -> pd.Series:
    """Cases closed in the period of which it is known whether they were in time; undated ones count at their report."""
    return in_time(frame).notna() & during(frame["closed_at"].fillna(frame["reported_at"]), selection)


def measured_by(frame: pd.DataFrame, selection: Selection, key: str, codes: pd.Series) -> pd.DataFrame:
    """The same figures of each place whose code is wanted, in the codes' order."""
    closed, judged = during(frame["closed_at"], selection), judged_in(frame, selection)
    hours = (frame["closed_at"] - frame["reported_at"]).dt.total_seconds() / 3600
    counted = pd.DataFrame(
        {
            "reported": during(frame["reported_at"], selection),
            "closed": closed,
            "closed_with_deadline": judged,
            "closed_in_time": judged & in_time(frame).eq(True),
            "closed_with_level": closed & frame["resolved_level"].notna(),
            "closed_in_grid": closed & (frame["resolved_level"] == "grid"),
            "closed_in_community": closed & frame["resolved_level"].isin(["grid", "community"]),
            "agreements": closed & frame["agreement_signed"].eq(True),
            "rated": closed & frame["satisfaction"].notna(),
            "satisfied": closed & (frame["satisfaction"] >= 4),
            "judged_by_flag": judged & (frame["closed_at"].isna() | frame["due_at"].isna()),
        }
    )
    counted = counted.fillna(False).astype(bool).groupby(frame[key]).sum().reindex(codes, fill_value=0)
    median = hours[closed & (hours >= 0)].groupby(frame[key]).median().reindex(codes)
    counted.insert(4, "median_hours", median)
    return counted.reset_index(drop=True)


def same(got: pd.DataFrame, expected: pd.DataFrame, keys: list[str]) -> None:
    """The two tables hold the same rows, whatever the number types."""
    assert list(got.columns) == list(expected.columns)
    got, expected = (frame.sort_values(keys).reset_index(drop=True) for frame in (got, expected))
    assert len(got) == len(expected)
    for name in expected.columns:
        if pd.api.types.is_numeric_dtype(expected[name]):
            np.testing.assert_allclose(
                pd.to_numeric(got[name]).astype(float), expected[name].astype(float), rtol=1e-9, err_msg=name
            )
        else:
            assert got[name].astype(str).tolist() == expected[name].astype(str).tolist(), name
