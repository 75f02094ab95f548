"""What the heat layer asks of the database: for a box at a zoom, and for all frames of a period."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from data_access import heatmap
from data_access.places.cells import Cells, Window
from data_access.selection import Selection
from ui.maps import heat_layer, heat_scale
from ui.maps.feeds import Look
from ui.maps.ground import Box
from ui.maps.heat_layer import Heat
from ui.maps.heat_scale import Scale
from ui.session.source import Source

AROUND = 0.2  # of a box's size that is drawn around it
Fetch = Callable[..., pd.DataFrame]


@dataclass(frozen=True)
class Question:
    """What a heat layer shows: the reported cases of a Selection by a weight, those of another taken off."""

    selection: Selection
    weight: str
    as_of: datetime
    latitude: float
    before: Selection | None = None


def heat_of(source: Source, question: Question, box: Box, zoom: float) -> Heat:
    """Return the heat layer of a box at a zoom, in colours that fit what is in the box."""
    cells, window = _window(question, box, zoom)
    bins, residents = _counted(source.fetch, question, cells, window)
    return Heat(cells, bins, _scale(question, heat_layer.steepest(cells, bins, residents)), residents)


def answer(source: Source, question: Question, drawn: Heat) -> Callable[[Look], dict[str, Any]]:
    """Return the feed that follows zoom and view of a map on which all of the Selection was drawn.

    Colours do not depend on the box. The limits of densities grow as cells become smaller; those of rates by
    residents stay.
    """

    def scale(cells: Cells) -> Scale:
        if question.weight == "residents":
            return drawn.scale
        return heat_scale.closer(drawn.scale, round(math.log2(drawn.cells.metres / cells.metres)))

    def tell(look: Look) -> dict[str, Any]:
        if look.box is None or look.zoom is None:
            return drawn.answer()
        cells, window = _window(question, look.box, look.zoom)
        bins, residents = _counted(source.fetch_once, question, cells, window)
        return Heat(cells, bins, scale(cells), residents).answer()

    return tell


def frames_of(
    source: Source, question: Question, step: str, starts: list[date] | list[int], box: Box, zoom: float
) -> dict[str, Any]:
    """Return every frame of the Selection's period in one answer, in the finest cells that keep it small."""
    cells, window = _window(question, box, zoom)
    where, _ = _counted(source.fetch, question, cells, window)

    def pack(cells: Cells) -> dict[str, Any]:
        _, window = heat_layer.window_of(cells, box)
        asked = (question.selection, cells, question.weight, question.as_of, step, window)
        rows = source.fetch_once(heatmap.frames, *asked)
        residents = _residents(source.fetch_once, question, cells, window)
        scale = heat_scale.density_scale(heat_layer.steepest_of_frames(cells, rows, residents))
        told = {"scale": heat_scale.told(scale)}
        return heat_layer.packed_frames(cells, rows, starts, residents) | told

    return heat_layer.fitting(cells, where, len(starts), pack)


def frame_of(source: Source, question: Question, step: str, frame: date | int, box: Box, zoom: float) -> Heat:
    """Return the heat layer of one frame, in the finest cells of the zoom and in colours that suit all frames."""
    cells, window = _window(question, box, zoom)
    asked = (question.selection, cells, question.weight, question.as_of, step, window)
    rows = source.fetch_once(heatmap.frames, *asked)
    residents = _residents(source.fetch_once, question, cells, window)
    scale = heat_scale.density_scale(heat_layer.steepest_of_frames(cells, rows, residents))
    wanted = pd.Timestamp(frame) if isinstance(frame, date) else frame
    return Heat(cells, rows.loc[rows["frame"] == wanted, ["x", "y", "value"]], scale, residents)


def around(box: Box) -> Box:
    """Return a box made larger, so that the first drags of a map meet something drawn."""
    x, y = AROUND * (box.east - box.west), AROUND * (box.north - box.south)
    return Box(box.west - x, box.south - y, box.east + x, box.north + y)


def _window(question: Question, box: Box, zoom: float) -> tuple[Cells, Window]:
    return heat_layer.window_of(heat_layer.cells_for(zoom, question.latitude, question.weight), box)


def _counted(
    fetch: Fetch, question: Question, cells: Cells, window: Window
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    asked = (question.selection, cells, question.weight, question.as_of, question.before)
    return fetch(heatmap.bins, *asked, window), _residents(fetch, question, cells, window)


def _residents(fetch: Fetch, question: Question, cells: Cells, window: Window) -> pd.DataFrame | None:
    if question.weight != "residents":
        return None
    return fetch(heatmap.resident_bins, question.selection, cells, window)


def _scale(question: Question, steep: float) -> Scale:
    make = heat_scale.density_scale if question.before is None else heat_scale.change_scale
    return make(steep)
