"""What the heatmap answers for the part of the city in view."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from data_access import heatmap
from data_access.database.identity import read_dataset
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from tests.data_access.heatmap.test_cells import LATITUDE, unpacked, weighed
from tests.oracle import AS_OF, SELECTIONS
from ui.maps import heat_layer
from ui.maps.feeds import Look
from ui.maps.ground import Box
from ui.panels import heat
from ui.panels.heat import Question
from ui.session.source import Source

CITY = Box(118.35, 24.45, 118.75, 24.95)


@pytest.fixture(params=heatmap.WEIGHTS)
def weight(request) -> str:
    return request.param


@pytest.fixture
def source(demo_folder) -> Source:
    engine = reading_engine(demo_folder)
    return Source("heat", engine, read_dataset(engine))


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
