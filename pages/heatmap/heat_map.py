"""The map of where cases are reported, in the mode chosen, or why there is none."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data_access import cases, heatmap
from data_access.places import areas
from pages.heatmap.density import density, difference
from pages.heatmap.replay import replay
from pages.heatmap.scene import Scene
from ui.maps import heat_layer
from ui.maps.ground import Box, box_of
from ui.panels.heat import Question
from ui.panels.notes import empty, not_drawn
from ui.session.view import View
from ui.words.periods import level_below
from ui.words.text import t

DRAWN_BY_MODE = {"density": density, "replay": replay, "difference": difference}


def heat_map(view: View, mode: str, weight: str) -> None:
    """Draw the heat layer over the borders of the selected places, and offer its files."""
    level = level_below(view.selection)
    around = replace(view.selection, within=None)  # places lie around a drawn shape, not in it
    places = view.fetch(areas.outlines, around, level)
    outlines = places.dropna(subset=["outline"])
    box = box_of(list(outlines["outline"])) or _box_of_cases(view)
    if positions_line(view) == 0 or box is None:
        known = _box_of_cases(View(view.source, view.selection.everywhere())) is not None
        empty(t("heatmap.no_positions" if known else "heatmap.no_positions_at_all"))
        return
    question = Question(view.selection, weight, view.dataset.as_of, round(box.centre[0], 1))
    if weight == "residents" and not _residents_known(view, question, box):
        empty(t("heatmap.no_residents"))
        return
    DRAWN_BY_MODE[mode](Scene(view, question, box, view.land(level), outlines))
    not_drawn(places, level)


def positions_line(view: View) -> int:
    """Say how many cases are drawn and how many have no position; return the number drawn."""
    counts = view.fetch(cases.positions, view.selection).iloc[0]
    reported, placed = int(counts["reported"]), int(counts["with_position"])
    st.caption(
        t(
            "heatmap.positions",
            reported=f"{reported:,}",
            placed=f"{placed:,}",
            missing=f"{reported - placed:,}",
        )
    )
    return placed


def _residents_known(view: View, question: Question, box: Box) -> bool:
    cells = heat_layer.cells_for(box.zoom(), question.latitude, question.weight)
    return not view.fetch(heatmap.resident_bins, question.selection, cells).empty


def _box_of_cases(view: View) -> Box | None:
    extent = view.fetch(areas.extent, view.selection).iloc[0]
    return None if extent.isna().any() else Box(**extent)
