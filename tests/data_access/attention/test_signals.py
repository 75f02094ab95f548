"""The counts behind the alerts against pandas."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from data_access import demo
from data_access.attention import signals
from data_access.database.reading import read
from data_access.selection import Selection

AS_OF = demo.AS_OF

TODAY = AS_OF.date()

SOME = frozenset({"350582103000", "350582002000"})

LIMITS = {"all": None, "limited": SOME}

PAIR = ["street_office_code", "community_code", "category_code"]

GRID = ["street_office_code", "community_code", "grid_code"]


@pytest.fixture(params=LIMITS)
def judged(request) -> Selection:
    return signals.judged_on(TODAY, LIMITS[request.param])


def allowed(frame: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    limit = selection.allowed
    return frame if limit is None else frame[frame["street_office_code"].isin(limit)]


def during(frame: pd.DataFrame, column: str, first: date, end: date) -> pd.DataFrame:
    return frame[(frame[column] >= pd.Timestamp(first)) & (frame[column] < pd.Timestamp(end))]


def indexed(frame: pd.DataFrame, keys: list[str]) -> dict[tuple, tuple]:
    """The rows by their keys, comparable whatever the number types."""
    values = frame.drop(columns=keys).astype(object)
    rows = values.where(values.notna(), None).itertuples(index=False, name=None)
    return dict(zip(frame[keys].itertuples(index=False, name=None), rows, strict=True))


def test_the_window_is_a_week_and_the_year_before():
    window = signals.judged_on(date(2026, 6, 30))
    assert (window.start, window.end) == (date(2025, 6, 25), date(2026, 7, 1))
    recent = signals.lately(window, date(2026, 6, 30), 7)
    assert (recent.start, recent.last_day, recent.days) == (date(2026, 6, 24), date(2026, 6, 30), 7)


def weekly_in_pandas(frame: pd.DataFrame, judged: Selection) -> pd.DataFrame:
    rows = during(allowed(frame, judged), "reported_at", judged.start, judged.end)
    week = (rows["reported_at"] - pd.Timestamp(judged.start)).dt.days // 7
    rows = rows.assign(week=week)
    counts = rows.groupby([*PAIR, "week"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=range(53), fill_value=0)
    past = counts[range(52)]
    expected = pd.DataFrame(
        {
            "recent": counts[52],
            "since": rows[week == 52].groupby(PAIR)["reported_at"].min().reindex(counts.index),
            "past": past.sum(axis=1),
            "past_squares": (past**2).sum(axis=1),
            "first_week": rows.groupby(PAIR)["week"].min(),
        }
    )
    return expected.reset_index()


def test_by_week(demo_engine, demo_frames, judged):
    """Cases by week, place and category equal those that pandas finds in the rows."""
    got = read(demo_engine, signals.by_week(judged))
    expected = weekly_in_pandas(demo_frames["cases"], judged)
    assert list(got.columns) == list(expected.columns)
    assert indexed(got, PAIR) == indexed(expected, PAIR)
    assert got["recent"].sum() > 0
    assert (got["past_squares"] > got["past"]).any()


def test_a_week_turns_at_midnight(demo_engine):
    """A case at the first second of the recent week is recent, one second earlier is past."""
    cases = read(demo_engine, signals.by_week(signals.judged_on(TODAY)))
    first = pd.Timestamp(TODAY - timedelta(days=6))
    assert cases["since"].min() >= first
    shifted = read(demo_engine, signals.by_week(signals.judged_on(cases["since"].max().date())))
    assert shifted["since"].max() < pd.Timestamp(cases["since"].max().date() + timedelta(days=1))


def test_places_judged(demo_engine, demo_frames, judged):
    """Places judged equal those that pandas finds in the rows."""
    got = read(demo_engine, signals.places_judged(judged))["communities"].iloc[0]
    assert got == len(allowed(demo_frames["communities"], judged))


def life_in_pandas(frames: dict[str, pd.DataFrame], judged: Selection) -> pd.DataFrame:
    parts = [
        during(allowed(frames[name], judged), at, judged.start, judged.end)[[*GRID, at]].rename(
            columns={at: "at"}
        )
        for name, at in (("visits", "visited_at"), ("cases", "reported_at"))
    ]
    both = pd.concat(parts)
    return both.assign(day=both["at"].dt.normalize())


def test_life_of_grids_and_by_day(demo_engine, demo_frames, judged):
    signs = life_in_pandas(demo_frames, judged)
    expected = signs.groupby(GRID).agg(active_days=("day", "nunique"), last_at=("at", "max")).reset_index()
    got = read(demo_engine, signals.life_of_grids(judged))
    assert indexed(got, GRID) == indexed(expected, GRID)
    days = read(demo_engine, signals.life_by_day(judged))
    grids = signs.groupby("day")["grid_code"].nunique()
    assert dict(zip(pd.to_datetime(days["day"]), days["grids"], strict=True)) == grids.to_dict()


def test_satisfaction(demo_engine, demo_frames, judged):
    """Ratings of last month and of the year before equal those that pandas finds in the rows."""
    start = judged.end - timedelta(days=30)
    rows = allowed(demo_frames["cases"], judged).dropna(subset=["satisfaction"])
    rows = during(rows, "closed_at", start - timedelta(days=365), judged.end)
    recent = rows["closed_at"] >= pd.Timestamp(start)
    satisfied = rows["satisfaction"] >= 4
    flags = {
        "rated": recent,
        "satisfied": recent & satisfied,
        "past_rated": ~recent,
        "past_satisfied": ~recent & satisfied,
    }
    expected = rows.assign(**flags).groupby(GRID[:2])[list(flags)].sum().astype(int).reset_index()
    got = read(demo_engine, signals.satisfaction(judged))
    assert indexed(got, GRID[:2]) == indexed(expected, GRID[:2])


def test_late(demo_engine, demo_frames, judged):
    """Overdue cases of each place equal those that pandas finds in the rows."""
    recent = signals.lately(replace(judged, categories=("environment",)), TODAY, 1)
    rows = allowed(demo_frames["cases"], judged)
    rows = rows[(rows["status"] == "open") & rows["category_code"].str.startswith("environment.")]
    overdue = rows[rows["due_at"] < AS_OF]
    missed = overdue.groupby(GRID[:2])["due_at"].agg(["count", "min"])
    delay, limit = AS_OF - overdue["due_at"], overdue["due_at"] - overdue["reported_at"]
    far = overdue.assign(far=delay / (delay + limit)).groupby(GRID[:2])["far"].sum()
    soon = rows[rows["due_at"].between(AS_OF, AS_OF + timedelta(hours=72))]
    soon = soon.groupby(GRID[:2])["due_at"].agg(["count", "min"])
    got = read(demo_engine, signals.late(recent, AS_OF)).set_index(GRID[:2])
    for (count, since), expected in (
        (("overdue", "overdue_since"), missed),
        (("due_soon", "due_next"), soon),
    ):
        some = got[got[count] > 0]
        assert some[count].to_dict() == expected["count"].to_dict()
        assert some[since].to_dict() == expected["min"].to_dict()
    assert ((got["overdue"] > 0) | (got["due_soon"] > 0)).all()
    assert got["overrun"].dropna().to_dict() == pytest.approx(far.to_dict())


def test_what_was_late_the_day_before(demo_engine, demo_frames, judged):
    """Overdue and soon due at the midnight before, told by the times of report and closing."""
    moment = pd.Timestamp(TODAY)
    rows = allowed(demo_frames["cases"], judged)
    rows = rows[(rows["reported_at"] <= moment) & ((rows["status"] == "open") | (rows["closed_at"] > moment))]
    in_days = (rows["due_at"] - moment) / timedelta(days=1)
    before = signals.late(signals.lately(judged, TODAY, 1), moment.to_pydatetime(), before=True)
    got = read(demo_engine, before).set_index(GRID[:2])
    for name, which in (("overdue", in_days < 0), ("due_soon", in_days.between(0, 3))):
        assert got.loc[got[name] > 0, name].to_dict() == rows[which].groupby(GRID[:2]).size().to_dict()
    now = signals.lately(judged, TODAY, 1)
    told = [read(demo_engine, signals.late(now, AS_OF, before=one)) for one in (True, False)]
    pd.testing.assert_frame_equal(*told)


def test_repeated(demo_engine, demo_frames):
    """Problems that come again equal those that pandas finds in the rows."""
    recent = signals.lately(signals.judged_on(TODAY), TODAY, 365)
    rows = during(demo_frames["cases"], "reported_at", recent.start, recent.end)
    keys = [*GRID, "compound_code", "category_code"]
    expected = rows.groupby(keys)["reported_at"].agg(observed="count", since="min").reset_index()
    expected = expected[expected["observed"] >= 3]
    got = read(demo_engine, signals.repeated(recent))
    assert len(expected) > 10
    assert got["observed"].tolist() == sorted(expected["observed"], reverse=True)
    names = demo_frames["compounds"].set_index("code")["name"]
    assert got["compound"].tolist() == names[got["compound_code"]].tolist()
    assert indexed(got.drop(columns="compound"), keys) == indexed(expected, keys)


def test_reopened(demo_engine, demo_frames, judged):
    """Cases opened again equal those that pandas finds in the rows."""
    recent = signals.lately(judged, TODAY, 120)
    steps = demo_frames["case_events"].query("step == 'reopened'")
    steps = during(steps, "at", recent.start, recent.end)
    rows = steps.merge(allowed(demo_frames["cases"], judged), on="case_id")
    keys = [*GRID, "compound_code"]
    expected = rows.groupby(keys).agg(observed=("case_id", "nunique"), since=("at", "min")).reset_index()
    got = read(demo_engine, signals.reopened(recent))
    assert len(got)
    assert indexed(got.drop(columns="compound"), keys) == indexed(expected, keys)
