"""Figures of cases on both databases against pandas."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data_access import cases
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.indicators import DUE_SOON, OVERDUE
from tests.conftest import BOTH
from tests.oracle import (
    AS_OF,
    KEY_OF_LEVEL,
    SELECTIONS,
    STREET,
    TABLE_OF_LEVEL,
    chosen,
    during,
    measured,
    measured_by,
    placed,
    same,
)
from ui.words import numbers


def test_figures(demo_engine, demo_frames, selection):
    """Key figures of cases equal those that pandas finds in the rows."""
    got = read(demo_engine, cases.figures(selection))
    same(got, pd.DataFrame([measured(chosen(demo_frames["cases"], selection), selection)]), ["reported"])


def test_a_case_outside_is_left_out(demo_frames):
    """The oracle itself narrows: each selection holds fewer cases than the whole city."""
    everything = len(demo_frames["cases"])
    for name, selection in SELECTIONS.items():
        assert len(chosen(demo_frames["cases"], selection)) < everything or name == "city"


@pytest.mark.parametrize("level", KEY_OF_LEVEL)
def test_by_place(demo_engine, demo_frames, selection, level):
    """Figures of each place equal those that pandas finds in the rows."""
    rows = chosen(demo_frames["cases"], selection)
    place = placed(demo_frames[TABLE_OF_LEVEL[level]], selection, own=level)[["code", "name", "residents"]]
    figures = measured_by(rows, selection, KEY_OF_LEVEL[level], place["code"])
    assert list(figures) == list(measured(rows, selection))
    expected = pd.concat([place.reset_index(drop=True), figures], axis=1)
    got = read(demo_engine, cases.by_place(selection, level))
    same(got, expected, ["code"])


@pytest.mark.parametrize("unit", ["day", "week", "month"])
def test_flow(demo_engine, demo_frames, unit):
    """Cases reported and closed over time equal those that pandas finds in the rows."""
    period = {"day": "D", "week": "W-SUN", "month": "M"}[unit]
    rows = demo_frames["cases"]
    opened = rows[during(rows["reported_at"], STREET)]
    opened = placed(opened, STREET)["reported_at"].dt.to_period(period).dt.start_time.value_counts()
    closed = placed(rows[during(rows["closed_at"], STREET)], STREET)
    hours = (closed["closed_at"] - closed["reported_at"]).dt.total_seconds() / 3600
    by = closed["closed_at"].dt.to_period(period).dt.start_time
    got = read(demo_engine, cases.flow(STREET, unit)).set_index("at")
    assert got["reported"].sum() == opened.sum()
    assert got["reported"][got["reported"] > 0].to_dict() == opened.to_dict()
    assert got["closed"][got["closed"] > 0].to_dict() == by.value_counts().to_dict()
    medians = hours.groupby(by).median()
    np.testing.assert_allclose(got["median_hours"].astype(float).dropna().sort_index(), medians.sort_index())


def test_trend_by_category(demo_engine, demo_frames, selection):
    """Cases reported over time by category equal those that pandas finds in the rows."""
    rows = chosen(demo_frames["cases"], selection)
    rows = rows[during(rows["reported_at"], selection)]
    at = rows["reported_at"].dt.to_period("M").dt.start_time
    main = rows["category_code"].str.split(".").str[0]
    expected = rows.groupby([at.rename("at"), main.rename("code")]).size()
    got = read(demo_engine, cases.trend_by_category(selection, "month"))
    assert got.set_index(["at", "code"])["reported"].to_dict() == expected.to_dict()
    assert got["name"].notna().all()


def test_by_category_and_by_level(demo_engine, demo_frames, selection):
    """Figures of each category and level equal those that pandas finds in the rows."""
    rows = chosen(demo_frames["cases"], selection)
    touched = rows[during(rows["reported_at"], selection) | during(rows["closed_at"], selection)]
    held_at = touched["resolved_level"].where(touched["status"] == "closed", touched["level"])
    for statement, key, column in (
        (cases.by_category(selection), "code", "category_code"),
        (cases.by_level(selection), "level", held_at),
    ):
        got = read(demo_engine, statement)
        expected = pd.DataFrame(
            [{key: code} | measured(group, selection) for code, group in touched.groupby(column)],
            columns=[key, *measured(touched.iloc[:0], selection)],
        )
        same(got[list(expected.columns)], expected, [key])


@pytest.mark.parametrize("kind", BOTH)
def test_closed_cases_are_counted_where_they_were_settled(kind, altered, demo_frames):
    """A closed case is at the level that closed it, as in the share kept in the grid, wherever it was last held."""
    rows = demo_frames["cases"].assign(level="city")
    engine = reading_engine(altered(kind, demo_frames | {"cases": rows}))
    by_level = read(engine, cases.by_level(STREET)).set_index("level")["closed"]
    assert by_level["grid"] == read(engine, cases.figures(STREET))["closed_in_grid"].iloc[0] > 0


def test_by_days_to_close(demo_engine, demo_frames, selection):
    """Cases by days to close equal those that pandas finds in the rows."""
    rows = chosen(demo_frames["cases"], selection)
    rows = rows[during(rows["closed_at"], selection)]
    days = (rows["closed_at"] - rows["reported_at"]).dt.total_seconds() / 86400
    expected = np.searchsorted(cases.DAYS_TO_CLOSE, days, side="left")
    got = read(demo_engine, cases.by_days_to_close(selection))
    assert (
        dict(zip(got["class_index"], got["closed"], strict=True))
        == pd.Series(expected).value_counts().to_dict()
    )


def test_by_hour_of_week(demo_engine, demo_frames, selection):
    """Cases by hour of the week equal those that pandas finds in the rows."""
    rows = chosen(demo_frames["cases"], selection)
    at = rows.loc[during(rows["reported_at"], selection), "reported_at"]
    expected = at.groupby([at.dt.day_of_week + 1, at.dt.hour]).size()
    got = read(demo_engine, cases.by_hour_of_week(selection))
    assert got.set_index(["weekday", "hour"])["reported"].to_dict() == expected.to_dict()


def test_positions(demo_engine, demo_frames, selection):
    """Cases with a point equal those that pandas finds in the rows."""
    rows = chosen(demo_frames["cases"], selection)
    rows = rows[during(rows["reported_at"], selection)]
    got = read(demo_engine, cases.positions(selection)).iloc[0]
    assert (got["reported"], got["with_position"]) == (len(rows), rows["longitude"].notna().sum())


def test_stock(demo_engine, demo_frames, selection):
    """Open and overdue cases equal those that pandas finds in the rows."""
    rows = chosen(demo_frames["cases"], selection)
    rows = rows[rows["status"] == "open"]
    got = read(demo_engine, cases.stock(selection, AS_OF.to_pydatetime())).iloc[0]
    soon = rows["due_at"].between(AS_OF, AS_OF + pd.Timedelta(hours=72))
    assert got.tolist() == [len(rows), (rows["due_at"] < AS_OF).sum(), soon.sum(), 0]


@pytest.mark.parametrize("days", [0, 31, 365])
def test_what_was_overdue_then(demo_engine, demo_frames, selection, days):
    """Open at that moment by the times of report and closing, and past its deadline; now it is the stock's own."""
    then = AS_OF - pd.Timedelta(days=days)
    rows = chosen(demo_frames["cases"], selection)
    still = (rows["reported_at"] <= then) & ~(rows["closed_at"] <= then)
    got = read(demo_engine, cases.overdue_then(selection, then.to_pydatetime()))
    assert OVERDUE.value(got) == (still & (rows["due_at"] < then)).sum()
    if not days:
        assert OVERDUE.value(got) == OVERDUE.value(
            read(demo_engine, cases.stock(selection, then.to_pydatetime()))
        )


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("lacking", ["due_at", "closed_at"])
def test_what_was_overdue_then_is_unknown_without_the_times(kind, lacking, altered, demo_frames):
    rows = demo_frames["cases"].assign(**{lacking: pd.NaT})
    engine = reading_engine(altered(kind, demo_frames | {"cases": rows}))
    assert OVERDUE.value(read(engine, cases.overdue_then(STREET, AS_OF.to_pydatetime()))) is None


def test_categories_and_levels_known(demo_engine, demo_frames):
    """All categories are offered, and levels where a case has one."""
    assert read(demo_engine, cases.categories())["code"].tolist() == sorted(
        demo_frames["case_categories"]["code"]
    )
    assert bool(read(demo_engine, cases.levels_known())["known"].iloc[0])


@pytest.mark.parametrize("kind", BOTH)
def test_without_any_deadline_overdue_is_unknown(kind, altered, demo_frames):
    """Where no case has a deadline, nothing can be said to be overdue or due soon: unknown, not 0."""
    rows = demo_frames["cases"]
    engine = reading_engine(altered(kind, demo_frames | {"cases": rows.assign(due_at=pd.NaT)}))
    got = read(engine, cases.stock(STREET, AS_OF.to_pydatetime()))
    open_now = int((chosen(rows, STREET)["status"] == "open").sum())
    assert got[["open", "no_deadline"]].iloc[0].tolist() == [open_now, open_now]
    assert OVERDUE.value(got) is None
    assert DUE_SOON.value(got) is None
    assert numbers.figure(OVERDUE, OVERDUE.value(got)) == numbers.MISSING


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize(("dated", "overdue"), [(0, None), (1, 1)])
def test_a_place_is_judged_by_those_of_its_open_cases_that_have_a_deadline(
    kind, altered, demo_frames, dated, overdue
):
    """Elsewhere there are deadlines; here none or one, missed by a day. Where no case is open, none is overdue."""
    rows = demo_frames["cases"].copy()
    here = chosen(rows, STREET)
    still_open = here.index[here["status"] == "open"]
    rows.loc[here.index, "due_at"] = pd.NaT
    rows.loc[still_open[:dated], "due_at"] = AS_OF - pd.Timedelta(days=1)
    engine = reading_engine(altered(kind, demo_frames | {"cases": rows}))
    got = read(engine, cases.stock(STREET, AS_OF.to_pydatetime()))
    assert OVERDUE.value(got) == overdue
    nowhere = replace(STREET, streets=("no-such-place",))
    assert OVERDUE.value(read(engine, cases.stock(nowhere, AS_OF.to_pydatetime()))) == 0
