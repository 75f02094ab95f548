"""The course of cases on both databases against pandas and lifelines, from rows among which some do not add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from lifelines import KaplanMeierFitter
from lifelines.utils import qth_survival_times
from sqlalchemy import Engine

from data_access import cases, process
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.demo.known import LEAK_CASE, LEAK_STEPS
from data_access.selection import Selection
from data_access.statistics import survival
from tests.oracle import AS_OF, SELECTIONS, chosen, during, same

YEAR = Selection(date(2025, 7, 1), date(2026, 7, 1))
ALL = Selection(date(2023, 7, 1), date(2026, 7, 1))
CHOSEN = {name: SELECTIONS[name] for name in ("city", "streets", "grid", "main_category", "level", "limited")}


@pytest.fixture(params=CHOSEN)
def selection(request) -> Selection:
    return CHOSEN[request.param]


@pytest.fixture(scope="module")
def frames(demo_frames) -> dict[str, pd.DataFrame]:
    """The small demo city with rows that do not add up, each kind a different number of times."""
    rows = demo_frames["cases"].sort_values("reported_at", ignore_index=True)
    closed = rows.index[rows["closed_at"].notna() & (rows["case_id"] != LEAK_CASE)]
    still_open = rows.index[rows["closed_at"].isna()]
    rows.loc[closed[-90::9], "closed_at"] -= pd.Timedelta(days=400)
    rows.loc[closed[-95::19], "closed_at"] = pd.NaT
    rows.loc[still_open[-3:], "reported_at"] = AS_OF + pd.Timedelta(hours=2)
    rows.loc[still_open[:5], "closed_at"] = rows.loc[still_open[:5], "reported_at"] + pd.Timedelta(hours=30)
    rows.loc[rows.index[5::31], "due_at"] = pd.NaT
    rows.loc[rows.index[7::41], "category_code"] = None
    events = demo_frames["case_events"].sort_values(["case_id", "seq"], ignore_index=True)
    events.loc[events.index[40::97], "at"] -= pd.Timedelta(days=30)
    return {**demo_frames, "cases": rows, "case_events": events}


@pytest.fixture(scope="module", params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request, frames, altered) -> Engine:
    return reading_engine(altered(request.param, frames))


def reported(frames: dict[str, pd.DataFrame], selection: Selection) -> pd.DataFrame:
    rows = chosen(frames["cases"], selection)
    rows = rows[during(rows["reported_at"], selection)]
    still_open = rows["status"] == "open"
    return rows.assign(hours=_hours(rows["reported_at"], rows["closed_at"].mask(still_open, AS_OF)))


def stepped(frames: dict[str, pd.DataFrame], selection: Selection) -> pd.DataFrame:
    """The steps of the cases reported in the period, each beside the one before it, and the next step."""
    events = frames["case_events"]
    events = events[events["case_id"].isin(reported(frames, selection)["case_id"])]
    by_case = events.sort_values(["case_id", "seq"]).groupby("case_id")
    events = events.assign(
        before=by_case["at"].shift(),
        step_before=by_case["step"].shift(),
        next_step=by_case["step"].shift(-1),
    )
    hours = _hours(events["before"], events["at"])
    return events.assign(hours=hours.where(hours >= 0), early=events["case_id"].where(hours < 0))


def _hours(start: pd.Series, end: pd.Series) -> pd.Series:
    return (end - start).dt.total_seconds() / 3600


def test_the_leak_case_reads_like_its_story(engine):
    case = read(engine, cases.one(YEAR, LEAK_CASE))
    assert len(case) == 1
    assert case[["category", "community", "compound"]].iloc[0].tolist() == [
        "漏水纠纷",
        "梅庭社区",
        "瑞璟·香榭花都",
    ]
    steps = read(engine, cases.steps(YEAR, LEAK_CASE))
    assert list(zip(steps["step"], steps["at"], strict=True)) == list(LEAK_STEPS)
    expected = np.diff([at.timestamp() for _, at in LEAK_STEPS]) / 3600
    np.testing.assert_allclose(steps["hours_since"].iloc[1:].astype(float), expected, rtol=1e-9)
    assert pd.isna(steps["hours_since"].iloc[0])


def test_a_case_is_found_whatever_is_filtered_but_not_where_the_user_may_not_look(engine):
    elsewhere = replace(YEAR, streets=("350582001000",), categories=("noise",), levels=("city",))
    assert len(read(engine, cases.one(elsewhere, LEAK_CASE))) == 1
    assert len(read(engine, cases.steps(elsewhere, LEAK_CASE))) == len(LEAK_STEPS)
    barred = replace(YEAR, allowed=frozenset({"350582001000"}))
    for query in (cases.one, cases.steps):
        assert read(engine, query(barred, LEAK_CASE)).empty
        assert read(engine, query(YEAR, "JJ' OR 1=1 --")).empty


def test_a_step_dated_too_early_is_a_negative_time(engine, frames):
    wrong = stepped(frames, ALL).query("at < before").iloc[0]
    steps = read(engine, cases.steps(YEAR, wrong["case_id"])).set_index("seq")
    assert steps.loc[wrong["seq"], "hours_since"] < 0


def test_steps_taken(engine, frames, selection):
    """Cases by step taken equal those that pandas finds in the rows."""
    expected = stepped(frames, selection).groupby("step")["case_id"].nunique()
    same(read(engine, process.steps_taken(selection)), expected.rename("cases").reset_index(), ["step"])


@pytest.mark.parametrize(
    ("kind", "keys"), [("pair", ["step_before", "step"]), ("step", ["step"]), ("all", ["kind"])]
)
def test_step_gaps(engine, frames, selection, kind, keys):
    """Hours between two steps equal those that pandas finds in the rows."""
    rows = stepped(frames, selection).fillna({"step_before": "-"}).assign(kind=kind)
    grouped = rows.groupby(keys)
    expected = pd.DataFrame(
        {
            "times": grouped.size(),
            "median_hours": grouped["hours"].median(),
            "out_of_order": grouped["early"].nunique(),
        }
    ).reset_index()
    got = read(engine, process.step_gaps(selection)).query("kind == @kind")
    got["step_before"] = got["step_before"].where(got["step_before"].notna(), "-")
    same(got[[*keys, "times", "median_hours", "out_of_order"]], expected, keys)


def test_standing(engine, frames, selection):
    """Cases that stand at a step equal those that pandas finds in the rows."""
    rows = stepped(frames, selection)
    expected = rows[rows["next_step"].isna() & (rows["step"] != "closed")].groupby("step").size()
    got = process.standing(read(engine, process.step_gaps(selection)))
    same(got, expected.rename("times").reset_index(), ["step"])


def test_levels_passed(engine, frames, selection):
    """Levels that cases pass from first to last equal those that pandas finds in the rows."""
    rows = reported(frames, selection)
    first = frames["case_events"].query("seq == 1").set_index("case_id")["level"]
    closed = rows["status"] == "closed"
    rows = rows.assign(
        from_level=rows["case_id"].map(first).fillna(process.UNKNOWN),
        to_level=rows["resolved_level"].fillna(process.UNKNOWN).where(closed, process.STILL_OPEN),
        hours=rows["hours"].where(rows["hours"] >= 0),
    )
    grouped = rows.groupby(["from_level", "to_level"])
    expected = pd.DataFrame({"cases": grouped.size(), "median_hours": grouped["hours"].median()})
    got = read(engine, process.levels_passed(selection, AS_OF))
    same(got, expected.reset_index(), ["from_level", "to_level"])


def durations(frames, selection: Selection, group: str) -> pd.DataFrame:
    """One row a case: the group, the begun hours it lasted up to the horizon, and whether it was closed."""
    rows = reported(frames, selection)
    rows = rows[rows["hours"] >= 0]  # which those closed without a time have not
    begun = np.ceil(rows["hours"])
    main = rows["category_code"].str.split(".").str[0]
    return pd.DataFrame(
        {
            "code": main if group == "category" else rows[f"{group}_code"],
            "hours": begun.clip(upper=process.HORIZON_HOURS),
            "closed": (rows["status"] == "closed") & (begun <= process.HORIZON_HOURS),
            "still_open": rows["status"] == "open",
        }
    )


@pytest.mark.parametrize("group", ["category", "street_office", "community", "grid"])
def test_survival_counts(engine, frames, selection, group):
    """The counts behind a survival curve equal those that pandas finds in the rows."""
    rows = durations(frames, selection, group).fillna({"code": "-"})
    got = read(engine, process.survival_counts(selection, AS_OF, group))
    assert (got["hours"] >= 0).all()
    named = got["code"].notna()
    assert got.loc[named, "name"].notna().all()
    got["code"] = got["code"].where(named, "-")
    keys = ["code", "hours", "closed"]
    grouped = rows.groupby(keys)["still_open"]
    expected = pd.DataFrame({"cases": grouped.size(), "still_open": grouped.sum()}).reset_index()
    same(got[[*keys, "cases", "still_open"]], expected, keys)


@pytest.mark.parametrize("group", ["category", "street_office"])
def test_curves_equal_lifelines_on_the_raw_rows(engine, frames, group):
    rows = durations(frames, ALL, group)
    counts = read(engine, process.survival_counts(ALL, AS_OF, group))
    assert rows["closed"].mean() < 1
    for code, own in rows.groupby("code"):
        fitter = KaplanMeierFitter().fit(own["hours"], own["closed"])
        curve = survival.curve(counts[counts["code"] == code])
        at = curve["hours"]
        np.testing.assert_allclose(curve["open_share"], fitter.predict(at), rtol=1e-9, atol=1e-9)
        band = fitter.confidence_interval_.loc[at].to_numpy()
        known = curve["open_share"].to_numpy() > 0
        np.testing.assert_allclose(curve[["low", "high"]][known], band[known], rtol=1e-9, atol=1e-9)
        half = 0.5 + 1e-12  # both multiply in logarithms, and may write a half a hair too high
        interval = qth_survival_times(half, fitter.confidence_interval_).iloc[0]
        expected = [qth_survival_times(half, fitter.survival_function_), *interval]
        got = [np.inf if hours is None else hours for hours in survival.median(curve)]
        assert got == expected
        every = np.arange(0, process.HORIZON_HOURS, 7)
        sampled = survival.at_hours(curve, every)["open_share"]
        np.testing.assert_allclose(sampled, fitter.predict(every), rtol=1e-9, atol=1e-9)


def test_open_cases_raise_the_curve():
    """Left out, the open cases would make closing look certain; censored, they hold the curve up."""
    counts = pd.DataFrame({"hours": [5, 5, 9], "closed": [True, False, True], "cases": [2, 2, 1]})
    assert survival.curve(counts)["open_share"].tolist() == pytest.approx([0.6, 0.0])
    assert survival.curve(counts[counts["closed"]])["open_share"].tolist() == pytest.approx([1 / 3, 0.0])


def test_without_a_closed_case_there_is_no_curve_and_no_median():
    counts = pd.DataFrame({"hours": [5, 9], "closed": [False, False], "cases": [2, 1]})
    curve = survival.curve(counts)
    assert curve.empty
    assert survival.median(curve) == (None, None, None)
    assert survival.at_hours(curve, [0, 9])["open_share"].tolist() == [1.0, 1.0]


def test_ageing(engine, frames, selection):
    """Open cases by age equal those that pandas finds in the rows."""
    rows = chosen(frames["cases"], selection).query("status == 'open'")
    days = _hours(rows["reported_at"], pd.Series(AS_OF, rows.index)) / 24
    rows = rows.assign(
        level=rows["level"].fillna("-"),
        class_index=np.where(days < 0, -1, np.searchsorted(process.AGE_DAYS, days)),
        overdue=rows["due_at"] < AS_OF,
        no_deadline=rows["due_at"].isna(),
    )
    grouped = rows.groupby(["level", "class_index"])
    expected = pd.DataFrame(
        {
            "open": grouped.size(),
            "overdue": grouped["overdue"].sum(),
            "no_deadline": grouped["no_deadline"].sum(),
        }
    ).reset_index()
    same(read(engine, process.ageing(selection, AS_OF)), expected, ["level", "class_index"])


@pytest.mark.parametrize("moment", [AS_OF, AS_OF - timedelta(days=200)])
def test_open_at_any_moment(engine, frames, selection, moment):
    """Cases open at a moment equal those that pandas finds in the rows."""
    rows = chosen(frames["cases"], selection)
    was_open = (rows["status"] == "open") | (rows["closed_at"] > moment)
    rows = rows[(rows["reported_at"] <= moment) & was_open]
    days = _hours(rows["reported_at"], pd.Series(moment, rows.index)) / 24
    counts = pd.Series(np.searchsorted(process.AGE_DAYS, days)).value_counts()
    expected = pd.DataFrame({"class_index": counts.index, "open": counts.to_numpy()})
    same(read(engine, process.open_at(selection, moment)), expected, ["class_index"])


KNOWN_UNTIL = date(2026, 3, 31)
"""As if holidays were known up to here, within the deadlines of these rows."""


def test_what_does_not_add_up_is_counted(engine, frames, selection):
    rows = reported(frames, selection)
    categories = frames["case_categories"].set_index("code")["deadline_working_days"]
    by_days = rows["category_code"].map(categories).notna()
    expected = {
        "reported": len(rows),
        "closed_before_reported": (
            (rows["status"] == "closed") & (rows["closed_at"] < rows["reported_at"])
        ).sum(),
        "closed_without_time": (rows["closed_at"].isna() & (rows["status"] == "closed")).sum(),
        "open_with_time": (rows["closed_at"].notna() & (rows["status"] == "open")).sum(),
        "reported_after_as_of": ((rows["status"] == "open") & (rows["reported_at"] > AS_OF)).sum(),
        "no_deadline": rows["due_at"].isna().sum(),
        "beyond_calendar": (by_days & (rows["due_at"] >= "2026-04-01")).sum(),
        "reopened": (rows["reopened"] > 0).sum(),
    }
    got = read(engine, process.problems(selection, AS_OF, KNOWN_UNTIL))
    same(got, pd.DataFrame([expected]), ["reported"])


def test_every_problem_occurs_in_the_rows_of_these_tests(engine):
    counts = read(engine, process.problems(ALL, AS_OF, KNOWN_UNTIL)).iloc[0]
    assert (counts > 0).all(), counts
    assert read(engine, process.problems(ALL, AS_OF))["beyond_calendar"].iloc[0] == 0
    assert read(engine, process.step_gaps(ALL)).query("kind == 'all'")["out_of_order"].iloc[0] > 0


def test_every_case_is_in_a_curve_or_among_the_problems(engine):
    counts = read(engine, process.problems(ALL, AS_OF)).iloc[0]
    fed = read(engine, process.survival_counts(ALL, AS_OF, "category"))["cases"].sum()
    left_out = ["closed_before_reported", "closed_without_time", "reported_after_as_of"]
    assert fed + counts[left_out].sum() == counts["reported"]
