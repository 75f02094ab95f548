"""The hot and cold areas in the selected places, in the order to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pandas as pd

from data_access import hotspots
from data_access.hotspots import PATTERNS, Judgement
from data_access.places import areas, neighbourhoods
from data_access.selection import Selection
from pages.hotspots.words import Row
from ui.session.source import place_names
from ui.session.view import View
from ui.words.text import side_by_side, t


def spots(view: View, judged: Judgement, unit: str) -> pd.DataFrame:
    """Return the found areas in the selected places, as `Judgement.found`, in the order to be read.

    With name, level and place (what their cases are found by), outline and position.
    """
    shapes = _shapes(view, judged, unit)
    found = judged.found.merge(shapes, on="code")
    order = {pattern: index for index, pattern in enumerate(PATTERNS)}
    ranked = found.assign(rank=found["pattern"].map(order), cold=found["kind"] == "cold")
    ranked = ranked.sort_values(
        ["cold", "rank", "run", "months", "q"], ascending=[True, True, False, False, True]
    )
    return ranked.drop(columns=["rank", "cold"]).reset_index(drop=True)


def _shapes(view: View, judged: Judgement, unit: str) -> pd.DataFrame:
    """Return code, outline, longitude, latitude, level, place and name of the areas in the selected places."""
    places = place_names(view.source).set_index("code")
    names, above = places["name"].to_dict(), places["parent_code"].to_dict()
    if unit == "hexagon":
        drawn = neighbourhoods.hexagon_outlines(judged.found["code"])
        everywhere = view.fetch(areas.outlines, view.selection.everywhere(), "community")
        shown = set(view.fetch(areas.outlines, view.selection, "community")["code"])
        drawn["place"] = neighbourhoods.nearest_place(drawn, everywhere)
        named = [_chain(names, above, code) for code in drawn["place"]]
        drawn["name"] = [
            t("hotspots.around", place=name) if name else code
            for name, code in zip(named, drawn["code"], strict=True)
        ]
        return drawn[drawn["place"].isin(shown) | drawn["place"].isna()].assign(level="community")
    drawn = view.fetch(areas.outlines, view.selection, unit)[["code", "outline", "longitude", "latitude"]]
    named = [_chain(names, above, code) for code in drawn["code"]]
    return drawn.assign(level=unit, place=drawn["code"], name=named)


def _chain(names: Mapping[str, str], above: Mapping[str, str], code: str | None) -> str:
    """Return a place's name after those of the places above it; empty without a place."""
    chain: list[str] = []
    while isinstance(code, str) and code in names:
        chain.append(str(names[code]))
        code = above[code]
    return side_by_side(reversed(chain), " · ")


def cases_of(selection: Selection, row: Row) -> Selection:
    """Return the selection of the cases that an area's words speak of: its run of months, or all twelve."""
    judged = hotspots.judged_in(selection)
    firsts = hotspots.months_of(judged)
    start: date = firsts[-row["run"]] if row["run"] else judged.start
    return replace(judged, start=start).at_place(row["level"], row["place"])
