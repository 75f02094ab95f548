"""Points on the map: the layers of them, their symbols, what their legend says and what files tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import folium
import pandas as pd

from pages.map.symbols import SYMBOLS
from ui.maps import point_layers
from ui.maps.features import point_features
from ui.maps.legends import SymbolLegend
from ui.maps.pictures import Marks
from ui.words.text import t

NAMES = ("compounds", "stations", "spaces", "meetings", "activities", "cases")


FIELDS = {
    "compounds": ("name", "kind", "households"),
    "stations": ("name",),
    "spaces": ("name", "kind", "floor", "access", "funding"),
    "meetings": ("name", "events"),
    "activities": ("name", "events"),
    "cases": ("case_id", "standing"),
}
"""What a file for information systems tells of each point, beside its layer."""


@dataclass(frozen=True)
class PointLayer:
    """A layer that is shown: its points by kind (see `SYMBOLS`) with their tips, and what must be known of it."""

    name: str
    kinds: Mapping[str, pd.DataFrame]
    note: str = ""
    file_note: str = ""

    def marks(self) -> tuple[Marks, ...]:
        """Return the points of each kind with their symbol, those drawn above others last."""
        return tuple((rows, SYMBOLS[self.name][kind]) for kind, rows in reversed(tuple(self.kinds.items())))


def fixed_groups(layers: Sequence[PointLayer]) -> list[folium.FeatureGroup]:
    """Return the layers as a file keeps them, which cannot ask for more."""
    return [point_layers.marked(layer.marks(), layer.name) for layer in layers]


def point_legend(layers: Sequence[PointLayer]) -> SymbolLegend:
    """Return what the points of the layers mean; of the cases all kinds, for those in view come later."""
    entries = tuple(
        (symbol, t(f"map.symbol.{kind}"))
        for layer in layers
        for kind, symbol in SYMBOLS[layer.name].items()
        if len(layer.kinds[kind]) or layer.name == "cases"
    )
    return SymbolLegend(t("mapfile.layers"), entries)


def features(layers: Sequence[PointLayer]) -> dict[str, list[dict[str, Any]]]:
    """Return the points of each layer as GeoJSON features, for files."""
    return {
        layer.name: point_features(
            pd.concat(rows.assign(access=kind, layer=layer.name) for kind, rows in layer.kinds.items())[
                [*FIELDS[layer.name], "layer", "longitude", "latitude"]
            ]
        )
        for layer in layers
    }


def field_words(layers: Sequence[PointLayer]) -> dict[str, str]:
    """Return what fields mean in files of these layers where they mean something else in others."""
    return {name: t(f"mapfile.point.{name}") for name in ("kind", "layer")} if layers else {}


def notes(layers: Sequence[PointLayer]) -> str:
    """Return what must be known of the layers on the page."""
    return " ".join(layer.note for layer in layers if layer.note)


def file_notes(layers: Sequence[PointLayer]) -> str:
    """Return what must be known of the layers in a file."""
    return " ".join(note for layer in layers if (note := layer.file_note or layer.note))
