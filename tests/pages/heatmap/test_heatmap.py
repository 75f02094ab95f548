"""Heat: cells and their weights against brute force, densities that keep their total, and answers that stay small."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

from data_access import heatmap
from data_access.database.identity import read_dataset
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.places.cells import Cells
from data_access.selection import Selection
from tests.opening import opened
from tests.oracle import AS_OF, SELECTIONS, chosen, during, placed
from ui import theme
from ui.maps import heat_layer, heat_scale
from ui.maps.feeds import Look
from ui.maps.ground import Box
from ui.maps.heat_layer import Heat
from ui.maps.heat_picture import density_at
from ui.panels import heat
from ui.panels.heat import Question
from ui.session import state
from ui.session.source import Source

LATITUDE = 24.7
CELLS = Cells(512, LATITUDE)
CITY = Box(118.35, 24.45, 118.75, 24.95)


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
    now, then = (weighed(demo_frames, period, weight) for period in (selection, before))
    expected = summed(pd.concat([now, then.assign(value=-then["value"])]), "x", "y")
    expected = {cell: value for cell, value in expected.items() if value}
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


# --- densities ------------------------------------------------------------------------------------


def shown(bins: pd.DataFrame, residents: pd.DataFrame | None = None) -> Heat:
    return Heat(CELLS, bins, heat_scale.density_scale(50), residents)


def some_bins(count: int = 60, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    x, y = 23000 + rng.integers(0, 30, count), 5300 + rng.integers(0, 20, count)
    rows = pd.DataFrame({"x": x, "y": y, "value": rng.integers(1, 9, count)})
    return rows.groupby(["x", "y"], as_index=False).sum()


def test_smoothing_keeps_every_case():
    bins = some_bins()
    side = 6  # dots in a cell
    x = (np.arange(23000 * side - 8 * side, 23038 * side) + 0.5) / side * CELLS.width
    y = (np.arange(5300 * side - 8 * side, 5328 * side) + 0.5) / side * CELLS.height
    found = density_at(shown(bins), x, y).sum() * CELLS.km2 / side**2
    assert found == pytest.approx(bins["value"].sum(), rel=1e-6)


def test_rates_are_cases_by_residents_and_not_told_where_few_live():
    bins = pd.DataFrame({"x": [23000], "y": [5300], "value": [3]})
    place = np.array([23000.5 * CELLS.width]), np.array([5300.5 * CELLS.height])
    for people, expected in ((2000, 1.5), (20, None)):
        residents = pd.DataFrame({"x": [23000], "y": [5300], "residents": [people]})
        found = density_at(shown(bins, residents), *place)[0, 0]
        assert np.isnan(found) if expected is None else found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("high", "limits"),
    [(49, (0.5, 1, 2, 5, 10, 20)), (50, (1, 2, 5, 10, 20, 50)), (0.3, (0.005, 0.01, 0.02, 0.05, 0.1, 0.2))],
)
def test_limits_are_round_and_the_last_is_reached(high, limits):
    scale = heat_scale.density_scale(high)
    assert scale.limits == pytest.approx(limits)
    assert scale.colours == (None, *theme.HEAT)
    legend = heat_scale.heat_legend("", scale)
    assert legend.entries[0] == (theme.HEAT[-1], f"≥ {heat_scale.number(limits[-1])}")
    assert len(legend.entries) == len(theme.HEAT)


def test_changes_are_coloured_alike_to_both_sides():
    scale = heat_scale.change_scale(7)
    assert scale.limits == (-5, -2, -1, 1, 2, 5)
    assert scale.colours.index(None) == 3
    assert len(scale.colours) == len(scale.limits) + 1
    assert heat_scale.change_scale(0).limits  # nothing changed anywhere


def test_limits_climb_as_cells_become_smaller():
    scale = heat_scale.change_scale(7)
    assert heat_scale.closer(scale, 2).limits == (-20, -10, -5, 5, 10, 20)
    assert heat_scale.closer(scale, -1).limits == (-2, -1, -0.5, 0.5, 1, 2)
    assert heat_scale.closer(scale, 0) == scale
    assert len(set(heat_scale.closer(heat_scale.density_scale(1e-9), -8).limits)) == heat_scale.CLASSES


def test_legends_tell_signs_of_changes_alone():
    words = [label for _, label in heat_scale.heat_legend("", heat_scale.change_scale(7)).entries]
    assert words == ["≥ +5", "+2 – +5", "+1 – +2", "−2 – −1", "−5 – −2", "< −5"]


# --- what is sent ---------------------------------------------------------------------------------


@pytest.fixture
def source(demo_folder) -> Source:
    engine = reading_engine(demo_folder)
    return Source("heat", engine, read_dataset(engine))


def unpacked(answer: dict, values: list) -> dict[tuple[int, int], float]:
    """Values by the number of their cell, read as the browser reads them."""
    west, south = (round(answer["corner"][side] / answer["size"][side]) for side in (0, 1))
    cells = np.cumsum(answer["steps"])
    assert len(cells) == len(values)
    return {
        (int(index % answer["columns"]) + west, int(index // answer["columns"]) + south): value
        for index, value in zip(cells, values, strict=True)
    }


def test_an_answer_tells_every_cell():
    bins = some_bins().sort_values(["y", "x"])
    answer = shown(bins).answer()
    assert unpacked(answer, answer["values"]) == summed(bins, "x", "y")


def test_what_follows_the_view_equals_the_count_there(source, demo_frames, weight):
    question = Question(SELECTIONS["city"], weight, AS_OF.to_pydatetime(), LATITUDE)
    tell = heat.answer(source, question, heat.heat_of(source, question, CITY, 10.5))
    box = Box(118.55, 24.75, 118.6, 24.8)
    answer = tell(Look(box, 13.5))
    cells = heat_layer.cells_for(13.5, LATITUDE, weight)
    assert answer["metres"] == cells.metres == (256 if weight == "residents" else 64)
    got = read(source.engine, heatmap.bins(question.selection, cells, weight, question.as_of))
    inside = got[
        ((got["x"] + 1) * cells.width > box.west)
        & (got["x"] * cells.width < box.east)
        & ((got["y"] + 1) * cells.height > box.south)
        & (got["y"] * cells.height < box.north)
    ]
    told = unpacked(answer, answer["values"])
    assert len(inside)
    for x, y, value in inside[["x", "y", "value"]].itertuples(index=False):
        assert told[x, y] == pytest.approx(value, abs=0.051)
    elsewhere = Box(118.45, 24.55, 118.5, 24.6)
    assert tell(Look(box, 13.5))["scale"] == tell(Look(elsewhere, 13.5))["scale"]


def test_a_view_that_is_not_whole_is_told_as_at_first(source):
    question = Question(SELECTIONS["city"], "count", AS_OF.to_pydatetime(), LATITUDE)
    drawn = heat.heat_of(source, question, CITY, 10.5)
    assert heat.answer(source, question, drawn)(Look(None, None)) == drawn.answer()


@pytest.mark.parametrize("weight", heatmap.WEIGHTS)
def test_nothing_to_show_is_shown_as_nothing(source, weight):
    early = replace(SELECTIONS["city"], start=date(2001, 1, 1), end=date(2001, 3, 1))
    question = Question(early, weight, AS_OF.to_pydatetime(), LATITUDE)
    drawn = heat.heat_of(source, question, CITY, 10.5)
    assert drawn.answer()["values"] == []
    assert heat.answer(source, question, drawn)(Look(CITY, 12))["values"] == []
    answer = heat.frames_of(source, question, "hour", list(range(24)), CITY, 10.5)
    assert answer["frames"] == [[]] * 24


def test_a_limited_user_is_told_of_no_other_street(source, demo_frames):
    selection = replace(SELECTIONS["city"], allowed=frozenset({"350582103000"}))
    question = Question(selection, "count", AS_OF.to_pydatetime(), LATITUDE)
    drawn = heat.heat_of(source, question, CITY, 10.5)
    answer = heat.answer(source, question, drawn)(Look(CITY, 12))
    assert sum(answer["values"]) == len(weighed(demo_frames, selection, "count"))
    frames = heat.frames_of(source, question, "hour", list(range(24)), CITY, 10.5)
    assert sum(map(sum, frames["frames"])) == len(weighed(demo_frames, selection, "count"))


@pytest.mark.parametrize("step", ["day", "hour"])
def test_a_player_has_every_case_in_its_frame(source, demo_frames, step):
    selection = SELECTIONS["city"]
    question = Question(selection, "count", AS_OF.to_pydatetime(), LATITUDE)
    starts = heatmap.frame_starts(selection, step)
    answer = heat.frames_of(source, question, step, starts, CITY, 10.5)
    at = weighed(demo_frames, selection, "count")["reported_at"]
    counted = (at.dt.hour if step == "hour" else at.dt.date).value_counts()
    assert [sum(frame) for frame in answer["frames"]] == [counted.get(start, 0) for start in starts]


@pytest.mark.parametrize("zoom", [8, 10.5, 13, 18])
@pytest.mark.parametrize("width", [0.001, 0.4, 20])
def test_no_box_is_answered_in_more_cells_than_are_sent(zoom, width):
    box = Box(118, 24, 118 + width, 24 + width)
    cells, (west, south, east, north) = heat_layer.window_of(
        heat_layer.cells_for(zoom, LATITUDE, "count"), box
    )
    assert (east - west) * (north - south) <= heat_layer.MOST_CELLS
    assert west * cells.width < box.west
    assert box.north < north * cells.height


def full_window(seed: int = 3) -> pd.DataFrame:
    """A window in which every cell has a large value of its own: what no compression can help."""
    rng = np.random.default_rng(seed)
    side = math.isqrt(heat_layer.MOST_CELLS)
    y, x = np.divmod(np.arange(side * side), side)
    values = rng.lognormal(5, 2, side * side).round(1)
    return pd.DataFrame({"x": x, "y": y, "value": values})


def test_the_fullest_answer_stays_small():
    assert heat_layer.compressed_bytes(shown(full_window()).answer()) < 120_000


def test_frames_come_in_coarser_cells_until_they_fit():
    window = full_window().iloc[:4000]
    tried = []

    def pack(cells: Cells) -> dict:
        tried.append(cells.metres)
        factor = cells.metres // CELLS.metres
        rows = window.assign(x=window["x"] // factor, y=window["y"] // factor)
        rows = rows.groupby(["x", "y"], as_index=False).sum()
        frames = [rows.assign(frame=hour, value=rows["value"] * (hour + 1.37)) for hour in range(22)]
        return heat_layer.packed_frames(cells, pd.concat(frames), list(range(22)))

    answer = heat_layer.fitting(CELLS, window, 22, pack)
    assert tried == [512, 1024]  # the first was made, and was too large
    assert (
        heat_layer.compressed_bytes(answer)
        <= heat_layer.MOST_BYTES
        < heat_layer.compressed_bytes(pack(CELLS))
    )


# --- the page -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        {"heat": "replay", "step": "hour", "measure": "days"},
        {"heat": "replay", "step": "month", "measure": "residents", "lang": "en"},
        {"heat": "difference", "measure": "dissatisfied", "compare": "year"},
        {"heat": "difference", "compare": "350582001000"},  # a place, which other pages compare with
    ],
)
def test_the_url_opens_what_it_names(query, demo_folder, monkeypatch):
    app = opened("heatmap", demo_folder, monkeypatch, **query)
    assert not app.warning
    assert app.session_state[state.HEAT] == query["heat"]
    assert app.session_state[state.HEAT_WEIGHT] == query.get("measure", "count")
    kept = {name: app.query_params.get(name) for name in ("heat", "measure", "compare")}
    assert kept == {name: query.get(name) for name in kept}


def test_a_period_without_the_frames_asked_for_falls_back_without_a_word(demo_folder, monkeypatch):
    days = {"from": "2026-06-01", "to": "2026-06-10"}
    app = opened("heatmap", demo_folder, monkeypatch, heat="replay", step="month", **days)
    assert not app.warning
    assert app.session_state[state.HEAT_STEP] == "day"


def test_what_the_url_does_not_know_is_said(demo_folder, monkeypatch):
    app = opened("heatmap", demo_folder, monkeypatch, heat="smoke`<b>")
    assert "smoke" in app.warning[0].value
    assert app.session_state[state.HEAT] == "density"
