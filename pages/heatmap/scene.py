"""What every heat map of the page has: its question and ground, the words of its legend, the cells of its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import folium
import pandas as pd

from data_access.places.shapes import Shape
from ui.maps import area_layers, drawn_shape
from ui.maps.features import cell_features
from ui.maps.ground import Box, Land
from ui.maps.heat_layer import Heat
from ui.maps.legends import Legend, SymbolLegend
from ui.panels import heat
from ui.panels.heat import Question
from ui.session.view import View
from ui.words.text import t


@dataclass(frozen=True)
class Scene:
    """A question about cases in a box, the land below the answer, and the places whose borders lie over it."""

    view: View
    question: Question
    box: Box
    land: Land
    outlines: pd.DataFrame

    @property
    def shape(self) -> Shape | None:
        """The drawn shape that cases are narrowed to, if any."""
        return self.view.selection.within

    @property
    def around(self) -> Box:
        """The box for which heat is reckoned before the map is moved."""
        return heat.around(self.box)

    @property
    def unit(self) -> str:
        """The unit of what is shown, in words."""
        return t(f"heatmap.unit.{self.question.weight}")

    @property
    def weight_note(self) -> str:
        """How cases are weighed, in words."""
        return t(f"heatmap.weight_note.{self.question.weight}")

    def over(self) -> list[folium.FeatureGroup]:
        """Return the borders and names that lie over the heat layer."""
        return [
            area_layers.borders(self.outlines),
            area_layers.street_offices(self.land.streets),
            area_layers.labels(self.outlines),
            *([] if self.shape is None else [drawn_shape.outline(self.shape)]),
        ]

    def legends(self, *heat: Legend) -> tuple[Legend | SymbolLegend, ...]:
        """Return the legends of a sheet: those of the heat, and that of the shape where one is drawn."""
        return (
            heat if self.shape is None else (*heat, drawn_shape.legend(self.shape, t("drawn.only_counted")))
        )

    def spots(self) -> pd.DataFrame | None:
        """Return the shape as a sheet draws it, None without one."""
        return None if self.shape is None else drawn_shape.swatched(self.shape)

    def field_words(self, heading: str) -> dict[str, str]:
        """Return what the fields of the cells mean in files."""
        value = t("heatmap.field.value", weight=self.weight_note)
        return {"value": value, "density": t("heatmap.field.density", unit=heading)}


def legend_words(heading: str) -> dict[str, str]:
    """Return the words that the browser writes around the heat, with places for its figures."""
    return {
        "heading": heading,
        "cell": t("heatmap.cell", metres="{metres}"),
        "here": t("heatmap.here", value="{value}"),
        "fault": t("heatmap.fault"),
    }


def file_cells(drawn: Heat) -> dict[str, list[dict[str, Any]]]:
    """Return the cells for files: their value, what it is divided by, and the unsmoothed density."""
    rows, cells = drawn.bins, drawn.cells
    if drawn.residents is None:
        rows = rows.assign(density=(rows["value"] / cells.km2).round(3))
    else:
        rows = drawn.residents.merge(rows, how="outer", on=["x", "y"])
        rows = rows.assign(value=rows["value"].fillna(0))
        rows = rows.assign(density=(1000 * rows["value"] / rows["residents"]).round(3))
    return {"cells": cell_features(rows, cells.width, cells.height)}


def joined(*parts: str) -> str:
    """Return parts of the line that files carry as one."""
    return t("provenance.separator").join(parts)
