"""Compounds, service stations and spaces as points of the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from data_access.places import areas
from pages.map.points import PointLayer
from pages.map.symbols import SYMBOLS
from ui.session.view import View
from ui.words.access import access_of
from ui.words.numbers import MISSING
from ui.words.text import t, word

POINTS = {
    "compounds": areas.compound_points,
    "stations": areas.station_points,
    "spaces": areas.space_points,
}


def place_layer(view: View, name: str) -> PointLayer:
    """Return compounds, stations or spaces; spaces by whether they can be entered without a step."""
    rows = view.fetch(POINTS[name], view.selection)
    if name == "spaces":
        rows["access"] = access_of(rows["step_free"])
    rows["tip"] = [_tip(name, row) for row in rows.to_dict("records")]
    if name != "spaces":
        return PointLayer(name, {name: rows})
    return PointLayer(name, {kind: rows[rows["access"] == kind] for kind in SYMBOLS[name]})


def _tip(layer: str, row: Mapping[str, Any]) -> list[str]:
    if layer == "compounds":
        households = (
            t("map.households", count=int(row["households"])) if pd.notna(row["households"]) else MISSING
        )
        return [row["name"], _known("compound_kind", row["kind"]), households]
    if layer == "stations":
        return [t("map.symbol.stations") if pd.isna(row["name"]) else row["name"], row["grid"]]
    return [row["name"], _known("space_kind", row["kind"]), word("access", row["access"])]


def _known(name: str, code: object) -> str:
    return word(name, "unknown" if pd.isna(code) else code)
