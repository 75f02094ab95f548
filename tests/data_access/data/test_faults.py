"""Faults of cases and missing values are counted as pandas counts them, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from data_access.data import cells, faults
from data_access.database.reading import read
from data_access.selection import Selection
from tests.data_access.data.rows import OTHER, STREET
from tests.oracle import AS_OF, QUARTER, SELECTIONS, TABLE_OF_LEVEL, chosen, during, same

KEYS = ["street_office_code", "community_code", "grid_code", "reported_at"]
CHOSEN = {name: SELECTIONS[name] for name in ("city", "streets", "grid", "main_category", "level", "limited")}
BASES = {"every": lambda rows: rows["status"].notna(), "closed": lambda rows: rows["status"] == "closed"}
BASES["agreed"] = lambda rows: (rows["status"] == "closed") & rows["agreement_signed"].eq(True)


@pytest.fixture(params=CHOSEN)
def selection(request) -> Selection:
    return CHOSEN[request.param]


@pytest.fixture(scope="module")
def columns(engine) -> tuple[str, ...]:
    told = read(engine, cells.told()).iloc[0]
    return tuple(told.index[told.astype(bool)])


def judged(frames: dict[str, pd.DataFrame], selection: Selection, columns: tuple[str, ...]) -> pd.DataFrame:
    """The cases reported in the period, with a column for each measure."""
    rows = chosen(frames["cases"], selection)
    rows = rows[during(rows["reported_at"], selection)]
    closed, dated = rows["status"] == "closed", rows["closed_at"].notna()
    events = frames["case_events"].sort_values(["case_id", "seq"])
    early = events["at"] < events.groupby("case_id")["at"].shift()
    found = pd.DataFrame({"cases": True}, index=rows.index)
    rules = {
        "reported_ahead": rows["reported_at"] > AS_OF,
        "closed_ahead": closed & (rows["closed_at"] > AS_OF),
        "closed_before_reported": closed & (rows["closed_at"] < rows["reported_at"]),
        "closed_without_time": closed & ~dated,
        "open_with_time": ~closed & dated,
        "steps_out_of_order": rows["case_id"].isin(events.loc[early, "case_id"]),
        "no_street_office": ~rows["street_office_code"].isin(frames["street_offices"]["code"]),
        "no_point": rows["longitude"].isna() | rows["latitude"].isna(),
    }
    for kind, names in faults.RULES.items():
        found[kind] = pd.concat([rules[name] for name in names], axis=1).any(axis=1)
    found = found.assign(**rules)
    for name in columns:
        expected = BASES[cells.EXPECTED[name]](rows)
        found[f"cells_{name}"], found[f"empty_{name}"] = expected, expected & rows[name].isna()
    return found.astype(int).join(rows[KEYS])


@pytest.mark.parametrize("level", ["street_office", "community", "grid"])
def test_faults_by_place(engine, frames, selection, level, columns):
    """Cases whose code no list has are of no place, together with those without a code."""
    rows = judged(frames, selection, columns)
    places = frames[TABLE_OF_LEVEL[level]].set_index("code")["name"]
    code = rows[f"{level}_code"].where(rows[f"{level}_code"].isin(places.index), "")
    measures = [name for name in rows if name not in KEYS]
    expected = rows.groupby(code.rename("code"))[measures].sum().reset_index()
    expected.insert(1, "name", expected["code"].map(places).fillna(""))
    got = read(engine, faults.by_place(selection, AS_OF, level, columns))
    same(got.assign(code=got["code"].fillna(""), name=got["name"].fillna("")), expected, ["code"])


def test_faults_by_month(engine, frames, selection, columns):
    rows = judged(frames, selection, columns)
    month = rows["reported_at"].dt.to_period("M").dt.start_time.rename("month")
    measures = [name for name in rows if name not in KEYS]
    expected = rows.groupby(month)[measures].sum().reset_index()
    same(read(engine, faults.by_month(selection, AS_OF, columns)), expected, ["month"])


def test_every_fault_is_there_to_be_found(frames, columns):
    """The city that these queries are held to has each fault; a case with two of a kind counts once in it."""
    sums = judged(frames, SELECTIONS["city"], columns).drop(columns="reported_at").sum(numeric_only=True)
    assert (sums[[name for names in faults.RULES.values() for name in names]] > 0).all()
    assert sums["unplaced"] < sums["no_street_office"] + sums["no_point"]


def test_a_column_that_no_case_has_is_not_missing(columns):
    assert "channel" not in columns
    assert {"due_at", "category_code", "method"} <= set(columns)


def test_the_share_of_missing_values_leaves_out_what_may_be_empty():
    rows = pd.DataFrame({"cells_due_at": [4], "empty_due_at": [1], "cells_solved": [4], "empty_solved": [3]})
    summed = cells.with_sums(rows, ("due_at", "solved"))
    assert summed[["cells", "empty"]].values.tolist() == [[4, 1]]


def test_loads_tell_rows_repeated_and_outside_by_place_and_month(engine):
    """Only those of cases, within the period by their day; a reader of one street office sees its own alone."""
    got = read(engine, faults.remarked_by_place(QUARTER))
    told = [[None if pd.isna(cell) else cell for cell in row] for row in got.values.tolist()]
    assert sorted(told, key=str) == sorted([[STREET, 4, 16], [OTHER, 2, 3], [None, 1, 0]], key=str)
    months = read(engine, faults.remarked_by_month(QUARTER))
    assert months["month"].dt.month.tolist() == [4, 5, 6]
    assert months[["repeated", "outside"]].values.tolist() == [[4, 16], [3, 0], [0, 3]]
    limited = read(engine, faults.remarked_by_place(replace(QUARTER, allowed=frozenset({OTHER}))))
    assert limited.values.tolist() == [[OTHER, 2, 3]]
