"""The box that finds a place by name, pinyin or initials, and the compound that it found last."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import folium
import pandas as pd
import shapely
import streamlit as st

from data_access.places import areas
from data_access.places.search import PlaceIndex, places_of
from data_access.selection import Selection
from ui import theme
from ui.filters.moves import select_next
from ui.maps import area_layers, point_layers
from ui.maps.feeds import Look, offer
from ui.maps.ground import Box
from ui.maps.legends import Symbol
from ui.session import address, state
from ui.session.source import Loaded, Source, place_names
from ui.session.view import View
from ui.words.text import inert, language, side_by_side, spoken, t

LEVEL_WORDS = {
    "street_office": "filter.street_office",
    "community": "filter.community",
    "grid": "filter.grid",
    "compound": "map.layer.compounds",
}
SHOWN = 8  # places listed at once
AROUND = 0.0015  # degrees to each side of a compound that was found: some 150 m
FOUND = Symbol(theme.OUT_OF_REACH, 13, line=3, hollow=True)
FOLDER = theme.ASSETS / "components"
_HTML = """
<div class="place-search" role="search">
  <label for="place">_</label>
  <input id="place" type="search" maxlength="40" autocomplete="off" role="combobox" aria-autocomplete="list"
    aria-expanded="false" aria-controls="places">
  <div class="found" hidden><ul id="places" role="listbox"></ul><p role="status"></p></div>
</div>
"""


def place_search(view: View) -> None:
    """Draw the box; a place that is chosen is selected, a compound with the grid in which it lies."""
    index = _index(view.source)
    content = (view.source.loaded, view.selection.allowed, "places", language())
    allowed, texts = view.selection.allowed, spoken()
    data = {
        "address": offer(content, partial(found_places, index, allowed, texts)),
        "label": t("map.find"),
        "help": t("map.find_help"),
        "failed": t("map.find_failed"),
    }
    _component()(key=state.PLACE_SEARCH, data=data, on_chosen_change=partial(_choose, index, view.selection))


def found_places(
    index: PlaceIndex, allowed: frozenset[str] | None, texts: Mapping[str, str], look: Look
) -> dict[str, Any]:
    """Return what the box lists: places (level, code, name, where it lies) and how many were found, in words."""
    places, found = index.find(look.words or "", SHOWN, allowed)
    rows = [
        [
            place.level,
            place.code,
            place.name,
            side_by_side((texts[LEVEL_WORDS[place.level]], *place.above), " · "),
        ]
        for place in places
    ]
    said = "map.find_more" if found > len(places) else "map.find_found" if found else "map.find_none"
    return {"places": rows, "said": texts[said].format(found=f"{found:,}", shown=len(places))}


def found_compound(view: View) -> pd.DataFrame:
    """Return the compound that the URL names in the selected grid: name and point, no row for none.

    One that is not known, or lies elsewhere, is taken out of the URL.
    """
    none = pd.DataFrame(columns=["name", "longitude", "latitude"])
    code = address.parameter("compound")
    if code is None:
        return none
    rows = view.fetch(areas.compound_names)
    found = rows[rows["code"] == code]
    if found.empty:
        st.warning(t("filter.ignored_unknown", parameter="compound", value=inert(code[:60])))
    if found.empty or view.selection.grids != (found["grid_code"].iloc[0],):
        address.set_parameter("compound", None)
        return none
    return found.reset_index(drop=True)


def found_box(found: pd.DataFrame) -> Box | None:
    """Return the box around the compound, None without one whose point is known."""
    for x, y in found[["longitude", "latitude"]].dropna().itertuples(index=False):
        return Box(x - AROUND, y - AROUND, x + AROUND, y + AROUND)
    return None


def found_groups(found: pd.DataFrame) -> list[folium.FeatureGroup]:
    """Return a ring around the compound, with its name."""
    placed = found.dropna(subset=["longitude", "latitude"])
    if placed.empty:
        return []
    named = placed.assign(tip=[[name] for name in placed["name"]])
    about = shapely.buffer(shapely.points(placed[["longitude", "latitude"]]), AROUND)
    sized = placed.assign(
        outline=shapely.to_geojson(about)
    )  # its name stands while its surroundings are seen
    return [point_layers.marked([(named, FOUND)], "found"), area_layers.labels(sized)]


def _choose(index: PlaceIndex, selection: Selection) -> None:
    """Select the place that the box names, if there is such a place that the user may see."""
    chosen = st.session_state[state.PLACE_SEARCH].chosen
    place = index.place(*chosen) if isinstance(chosen, list) and len(chosen) == 2 else None
    if place is None or (selection.allowed is not None and place.street not in selection.allowed):
        return
    if place.level != "compound":
        select_next(selection.everywhere().at_place(place.level, place.code))
    elif place.grid:
        select_next(selection.everywhere().at_place("grid", place.grid))
        address.put("compound", place.code)


@st.cache_resource(show_spinner=False)
def _component():
    """Return the box, made once in a process: only a running server keeps it."""
    css, js = ((FOLDER / f"place_search.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    return st.components.v2.component("place_search", html=_HTML, css=css, js=js)


def _index(source: Source) -> PlaceIndex:
    return _built(source.loaded, source)


@st.cache_resource(max_entries=4, show_spinner=False)
def _built(loaded: Loaded, _source: Source) -> PlaceIndex:
    return PlaceIndex(places_of(place_names(_source), _source.fetch(areas.compound_names)))
