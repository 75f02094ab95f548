"""Cells of the heatmap against a brute force count."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

from data_access import heatmap
from data_access.database.reading import read
from data_access.places.cells import Cells
from data_access.selection import Selection
from tests.oracle import AS_OF, SELECTIONS, chosen, during, placed

LATITUDE = 24.7

CELLS = Cells(512, LATITUDE)


@pytest.fixture(params=SELECTIONS)
def selection(request) -> Selection:
    return SELECTIONS[request.param]


@pytest.fixture(params=heatmap.WEIGHTS)
def weight(request) -> str:
    return request.param


def weighed(frames: dict[str, pd.DataFrame], selection: Selection, weight: str) -> pd.DataFrame:
    """The cases of a selection, one by one, each with its cell, its moment of report and its weight."""
    rows = chosen(frames["cases"], selection)
    rows = rows[during(rows["reported_at"], selection)].dropna(subset=["longitude", "latitude"])
    x = [math.floor(longitude / CELLS.width) for longitude in rows["longitude"]]
    y = [math.floor(latitude / CELLS.height) for latitude in rows["latitude"]]
    until = min(AS_OF, pd.Timestamp(selection.end))
    ends = rows["closed_at"].fillna(until).clip(upper=until)
    days = (ends - rows["reported_at"]).dt.total_seconds().clip(lower=0) / 86400
    rows = rows.assign(x=x, y=y, value=days if weight == "days" else 1)
    return rows[rows["satisfaction"].isin([1, 2])] if weight == "dissatisfied" else rows


def summed(rows: pd.DataFrame, *keys: str) -> dict:
    return rows.groupby(list(keys))["value"].sum().to_dict()


def test_bins_equal_a_brute_force_count(demo_engine, demo_frames, selection, weight):
    expected = summed(weighed(demo_frames, selection, weight), "x", "y")
    got = summed(read(demo_engine, heatmap.bins(selection, CELLS, weight, AS_OF)), "x", "y")
    assert got == (pytest.approx(expected) if weight == "days" else expected)


def test_a_difference_is_one_period_less_the_other(demo_engine, demo_frames, selection, weight):
    before = selection.previous()
    pace = selection.days / before.days
    now, then = (weighed(demo_frames, period, weight) for period in (selection, before))
    expected = summed(pd.concat([now, then.assign(value=-pace * then["value"])]), "x", "y")
    expected = {cell: value for cell, value in expected.items() if abs(value) > 1e-9}
    got = read(demo_engine, heatmap.bins(selection, CELLS, weight, AS_OF, before))
    assert summed(got, "x", "y") == pytest.approx(expected)


@pytest.mark.parametrize("step", heatmap.STEPS)
def test_frames_equal_a_brute_force_count(demo_engine, demo_frames, selection, weight, step):
    rows = weighed(demo_frames, selection, weight)
    at = rows["reported_at"]
    starts = {
        "hour": at.dt.hour,
        "day": at.dt.normalize(),
        "week": at.dt.normalize() - pd.to_timedelta(at.dt.day_of_week, unit="D"),
        "month": at.dt.normalize() - pd.to_timedelta(at.dt.day - 1, unit="D"),
    }
    expected = summed(rows.assign(frame=starts[step]), "x", "y", "frame")
    got = read(demo_engine, heatmap.frames(selection, CELLS, weight, AS_OF, step))
    assert summed(got, "x", "y", "frame") == pytest.approx(expected)
    named = heatmap.frame_starts(selection, step)
    found = got["frame"] if step == "hour" else pd.to_datetime(got["frame"]).dt.date
    assert set(found) <= set(named)


def test_frames_begin_with_the_period_and_end_with_it():
    selection = Selection(date(2026, 4, 29), date(2026, 5, 12))  # a Wednesday to a Monday
    mondays = [date(2026, 4, 27), date(2026, 5, 4), date(2026, 5, 11)]
    assert heatmap.frame_starts(selection, "week") == mondays
    assert heatmap.frame_starts(selection, "month") == [date(2026, 4, 1), date(2026, 5, 1)]
    assert len(heatmap.frame_starts(selection, "day")) == selection.days
    assert heatmap.frame_starts(selection, "hour") == list(range(24))


def test_residents_stand_in_the_cells_of_their_compounds(demo_engine, demo_frames, selection):
    rows = placed(demo_frames["compounds"], selection).dropna(subset=["longitude"])
    x, y = np.floor(rows["longitude"] / CELLS.width), np.floor(rows["latitude"] / CELLS.height)
    expected = rows.groupby([x.astype(int), y.astype(int)])["residents"].sum().to_dict()
    got = read(demo_engine, heatmap.resident_bins(selection, CELLS))
    assert got.set_index(["x", "y"])["residents"].to_dict() == expected


def test_a_window_holds_its_cells_and_no_other(demo_engine):
    selection = SELECTIONS["city"]
    every = read(demo_engine, heatmap.bins(selection, CELLS, "count", AS_OF))
    west, south = int(every["x"].median()), int(every["y"].median())
    window = (west, south, west + 9, south + 5)
    got = read(demo_engine, heatmap.bins(selection, CELLS, "count", AS_OF, None, window))
    inside = every[every["x"].between(west, west + 8) & every["y"].between(south, south + 4)]
    assert 0 < len(got) < len(every)
    assert summed(got, "x", "y") == summed(inside, "x", "y")


def test_a_cell_is_four_of_the_next_finer_ones(demo_engine):
    fine = read(demo_engine, heatmap.bins(SELECTIONS["city"], Cells(256, LATITUDE), "count", AS_OF))
    fine[["x", "y"]] //= 2
    coarse = read(demo_engine, heatmap.bins(SELECTIONS["city"], CELLS, "count", AS_OF))
    assert summed(fine, "x", "y") == summed(coarse, "x", "y")


@pytest.mark.parametrize("latitude", [0.0, 24.7, 60.0])
def test_cells_are_square_on_the_ground(latitude):
    cells = Cells(1024, latitude)
    geod = Geod(ellps="WGS84")
    across = geod.inv(118, latitude, 118 + cells.width, latitude)[2]
    upwards = geod.inv(118, latitude - cells.height / 2, 118, latitude + cells.height / 2)[2]
    assert (across, upwards) == pytest.approx((1024, 1024), rel=1e-5)


def unpacked(answer: dict, values: list) -> dict[tuple[int, int], float]:
    """Values by the number of their cell, read as the browser reads them."""
    west, south = (round(answer["corner"][side] / answer["size"][side]) for side in (0, 1))
    cells = np.cumsum(answer["steps"])
    assert len(cells) == len(values)
    return {
        (int(index % answer["columns"]) + west, int(index // answer["columns"]) + south): value
        for index, value in zip(cells, values, strict=True)
    }
