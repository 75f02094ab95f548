"""Meetings against pandas."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from lifelines import KaplanMeierFitter

from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.deliberation import meetings
from data_access.selection import Selection
from data_access.statistics import survival
from tests.conftest import write
from tests.data_access.deliberation.conftest import KINDS, YEAR
from tests.oracle import AS_OF, during, placed, same


def meetings_in(frames: dict[str, pd.DataFrame], selection: Selection) -> pd.DataFrame:
    """The meetings of the selection, each with what became of its resolutions."""
    rows = placed(frames["meetings"], selection)
    rows = rows[during(rows["held_at"], selection)]
    days = (rows["done_at"] - rows["held_at"]).dt.total_seconds() / 86400
    made, done = rows["resolutions"], rows["resolutions_done"]
    state = np.select(
        [~(made > 0), days >= 0, rows["done_at"].isna() & (done < made)],
        ["none", "carried_out", "unfinished"],
        "unclear",
    )
    return rows.assign(days=days, state=state)


def total(values: pd.Series) -> float:
    return values.sum(min_count=1 if len(values) else 0)


def resolved(rows: pd.DataFrame) -> dict[str, float]:
    return {
        "resolutions": total(rows["resolutions"]),
        "resolutions_tracked": total(rows["resolutions"].where(rows["resolutions_done"].notna())),
        "resolutions_done": total(rows["resolutions_done"].where(rows["resolutions"].notna())),
    }


def measured(rows: pd.DataFrame) -> dict[str, float]:
    state = rows["state"]
    measures = {
        "meetings": len(rows),
        "attendees": total(rows[KINDS].sum(axis=1, min_count=1)),
        **{kind: total(rows[kind]) for kind in KINDS},
        **resolved(rows),
        "with_resolutions": (state != "none").sum(),
        **{name: (state == name).sum() for name in ("carried_out", "unfinished", "unclear")},
    }
    for days in (30, 60):
        old = rows[(rows["held_at"] <= AS_OF - pd.Timedelta(days=days)) & ~state.isin(["none", "unclear"])]
        measures[f"judged_{days}"] = len(old)
        measures[f"done_in_{days}"] = ((old["state"] == "carried_out") & (old["days"] <= days)).sum()
    return measures


def test_figures(engine, frames, selection):
    """Key figures of meetings equal those that pandas finds in the rows."""
    rows = meetings_in(frames, selection)
    expected = pd.DataFrame([measured(rows)])
    if rows.empty:  # nobody came and nothing was resolved; what cannot be tracked stays unknown
        expected[["attendees", *KINDS, "resolutions"]] = 0
    same(read(engine, meetings.figures(selection, AS_OF)), expected.astype(float), ["meetings"])


def test_the_rows_hold_every_kind_of_trouble(frames):
    counts = measured(meetings_in(frames, YEAR))
    assert min(counts["unclear"], counts["unfinished"], counts["carried_out"]) > 10
    assert counts["resolutions_tracked"] < counts["resolutions"]


@pytest.mark.parametrize("unit", ["week", "month"])
def test_over_time(engine, frames, unit):
    """Meetings over time equal those that pandas finds in the rows."""
    rows = meetings_in(frames, YEAR)
    at = rows["held_at"].dt.to_period({"week": "W-SUN", "month": "M"}[unit]).dt.start_time
    expected = pd.DataFrame([{"at": moment} | measured(part) for moment, part in rows.groupby(at)])
    got = read(engine, meetings.over_time(YEAR, AS_OF, unit))
    same(got.assign(at=pd.to_datetime(got["at"])), expected, ["at"])


def test_by_topic(engine, frames, selection):
    """Meetings by topic equal those that pandas finds in the rows."""
    rows = meetings_in(frames, selection)
    groups = rows.groupby(rows["topic_kind"].fillna("-"))
    expected = pd.DataFrame(
        [{"topic_kind": kind} | measured(part) for kind, part in groups],
        columns=["topic_kind", *measured(rows)],
    )
    got = read(engine, meetings.by_topic(selection, AS_OF))
    got["topic_kind"] = got["topic_kind"].where(got["topic_kind"].notna(), "-")
    same(got, expected, ["topic_kind"])


def test_time_to_carry_out_by_kaplan_and_meier(engine, frames):
    rows = meetings_in(frames, YEAR).query("state in ('carried_out', 'unfinished')")
    until = rows["done_at"].fillna(AS_OF)
    begun = np.ceil((until - rows["held_at"]).dt.total_seconds() / 3600)
    closed = (rows["state"] == "carried_out") & (begun <= meetings.HORIZON_HOURS)
    hours = begun.clip(upper=meetings.HORIZON_HOURS)
    assert (begun > meetings.HORIZON_HOURS).any()
    counts = read(engine, meetings.time_to_carry_out(YEAR, AS_OF))
    assert (counts["cases"].sum(), counts.loc[counts["closed"], "cases"].sum()) == (len(rows), closed.sum())
    fitted = KaplanMeierFitter().fit(hours, closed)
    at = [24 * day for day in (10, 30, 60, 90)]
    got = survival.at_hours(survival.curve(counts), at)["open_share"]
    np.testing.assert_allclose(got, fitted.survival_function_at_times(at), rtol=1e-9)


@pytest.mark.parametrize("level", ["community", "compound"])
def test_recurring(engine, frames, selection, level):
    """Topics that come again equal those that pandas finds in the rows."""
    rows = meetings_in(frames, selection).dropna(subset=["topic_kind", f"{level}_code"])
    names = {
        name: dict(zip(frames[table]["code"], frames[table]["name"], strict=True))
        for name, table in (("street_office", "street_offices"), ("community", "communities"))
    } | {"compound": dict(zip(frames["compounds"]["code"], frames["compounds"]["name"], strict=True))}
    expected = []
    for (code, kind), part in rows.groupby([f"{level}_code", "topic_kind"]):
        if len(part) >= 2:
            first = part.iloc[0]
            expected.append(
                {
                    "street_office": names["street_office"][first["street_office_code"]],
                    "community": names["community"][first["community_code"]],
                    "compound": names["compound"][code] if level == "compound" else None,
                    "community_code": first["community_code"],
                    "topic_kind": kind,
                    "times": len(part),
                    "first_at": part["held_at"].min(),
                    "last_at": part["held_at"].max(),
                    **resolved(part),
                }
            )
    got = read(engine, meetings.recurring(selection, level, limit=10_000))
    assert got["total"].tolist() == [len(expected)] * len(expected)
    assert got["times"].is_monotonic_decreasing
    columns = ["street_office", "community", "compound", "community_code"]
    columns += ["topic_kind", "times", "first_at", "last_at"]
    table = pd.DataFrame(expected, columns=[*columns, *resolved(rows)])
    table[list(resolved(rows))] = table[list(resolved(rows))].astype(float)
    got, table = (
        frame.assign(compound=frame["compound"].fillna("-")) for frame in (got.drop(columns="total"), table)
    )
    same(got, table, [*columns[:5], "first_at"])
    if len(expected) > 3:
        cut = read(engine, meetings.recurring(selection, level, limit=3))
        assert (len(cut), cut["total"].iloc[0]) == (3, len(expected))


@pytest.mark.parametrize(
    ("first", "end", "whole"),
    [
        (date(2026, 1, 1), date(2026, 4, 1), (date(2026, 1, 1), date(2026, 4, 1), 3)),
        (date(2025, 11, 2), date(2026, 3, 31), (date(2025, 12, 1), date(2026, 3, 1), 3)),
        (date(2025, 12, 31), date(2027, 1, 15), (date(2026, 1, 1), date(2027, 1, 1), 12)),
        (date(2026, 2, 1), date(2026, 2, 28), None),
        (date(2026, 1, 2), date(2026, 2, 27), None),
        (date(2026, 5, 10), date(2026, 5, 20), None),
    ],
)
def test_only_whole_months_count(first, end, whole):
    period = meetings.whole_months(Selection(first, end, grids=("350582002014004",)))
    if whole is None:
        assert period is None
        return
    assert period is not None
    assert (period.start, period.end, meetings.months(period)) == whole
    assert period.grids == ()


@pytest.mark.parametrize(
    ("last", "end"),
    [(date(2026, 6, 30), date(2026, 7, 1)), (date(2026, 6, 29), date(2026, 6, 1)), (date(2026, 1, 30), None)],
)
def test_months_that_are_not_over_do_not_count(last, end):
    period = meetings.whole_months(Selection(date(2026, 1, 1), date(2027, 1, 1)), last=last)
    assert (period and period.end) == end


def test_meetings_of_each_community(engine, frames, selection):
    """Meetings of each community equal those that pandas finds in the rows."""
    period = meetings.whole_months(selection)
    assert period is not None
    communities = placed(frames["communities"], period, own="community")
    rows = placed(frames["meetings"], period)
    before = rows[rows["held_at"] < pd.Timestamp(period.end)].groupby("community_code")["held_at"]
    held = rows[during(rows["held_at"], period)]["community_code"].value_counts()
    offices = frames["street_offices"].set_index("code")["name"]
    expected = pd.DataFrame(
        {
            "code": communities["code"],
            "name": communities["name"],
            "street_office_code": communities["street_office_code"],
            "street_office": communities["street_office_code"].map(offices),
            "held": communities["code"].map(held).fillna(0).astype(int),
            "last_at": communities["code"].map(before.max().to_dict()).astype("datetime64[us]"),
        }
    )
    same(read(engine, meetings.by_community(period)), expected, ["code"])


def test_communities_behind_come_first_and_a_begun_quarter_blames_nobody():
    rows = pd.DataFrame(
        {
            "code": ["a", "b", "c", "d", "e"],
            "held": [2, 0, 1, 5, 1],
            "last_at": pd.to_datetime(["2026-01-05", None, "2026-03-01", "2026-03-02", "2026-02-01"]),
        }
    )
    judged = meetings.against_rhythm(rows, rhythm=1, month_count=7)
    assert judged["code"].tolist() == ["b", "e", "c", "a", "d"]
    assert judged["behind"].tolist() == [True, True, True, False, False]
    np.testing.assert_allclose(judged["expected"], 7 / 3)
    np.testing.assert_allclose(judged["share"], [0, 300 / 7, 300 / 7, 600 / 7, 1500 / 7])
    assert not meetings.against_rhythm(rows, rhythm=1, month_count=2)["behind"].any()
    assert meetings.against_rhythm(rows, rhythm=3, month_count=1)["behind"].sum() == 1


def test_meetings_that_never_say_when_they_were_carried_out_are_not_judged(empty_url, demo_frames):
    """Without moments of carrying out no share is 0 and no curve drawn from unfinished ones alone; they are unclear."""
    held = demo_frames["meetings"].assign(done_at=pd.NaT)
    write(empty_url, demo_frames | {"meetings": held})
    engine = reading_engine(empty_url)
    row = read(engine, meetings.figures(YEAR, AS_OF)).iloc[0]
    assert row[["carried_out", "judged_30", "done_in_30", "judged_60", "done_in_60"]].isna().all()
    inside = held[during(held["held_at"], YEAR)]
    whole = (inside["resolutions"] > 0) & (inside["resolutions_done"] >= inside["resolutions"])
    assert row["unclear"] == whole.sum() > 0
    assert read(engine, meetings.time_to_carry_out(YEAR, AS_OF)).empty
